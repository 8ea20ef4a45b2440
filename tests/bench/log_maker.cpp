#include "tests/bench/log_maker.hpp"

#include <algorithm>

#include "engine/log/digest.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/subjects.hpp"

namespace probant::bench {
namespace {

constexpr std::int64_t crowd = 500;  // beneficiaries whose events are interleaved

std::string finess(std::int64_t number) {
  std::string text = "010000000";
  for (std::size_t i = text.size(); number > 0; number /= 10) {
    text[--i] = static_cast<char>('0' + number % 10);
  }
  return text;
}

AdministrativeDecision decision() {
  AdministrativeDecision made;
  made.author = Author{"Claire", "Martin", "Directrice de l'offre de soins", "ARS"};
  made.signed_on = Date{2026, 3, 2};
  return made;
}

mie::DeclarationTransmitted declaration(std::int64_t year) {
  mie::DeclarationTransmitted declared;
  declared.year = year;
  declared.objectives.push_back({"a-fournir", true});
  mie::CostLine line;
  line.label = "Lecteurs sans contact";
  line.category = "equipment";
  line.incurred_on = Date{static_cast<int>(year), 4, 22};
  line.amount_cents = Money::cents(2'350'000);
  declared.costs.push_back(line);
  return declared;
}

template <class E>
E of_year(std::int64_t year) {
  E event{};
  event.year = year;
  return event;
}

}  // namespace

DossierId funding_dossier(std::int64_t number) { return {DossierKind::mie, finess(number)}; }

std::vector<Proposal> beneficiary(std::int64_t number) {
  auto const entity = *Entity::parse(finess(number));
  auto const site = *Site::parse(finess(number));
  std::vector<Proposal> proposals;
  auto const add = [&](DossierKind kind, EventBody body) {
    Proposal proposal;
    proposal.id = "b" + std::to_string(number) + "-" + std::to_string(proposals.size());
    proposal.dossier = DossierId::of(kind, entity);
    proposal.actor = {"u-1", Role::operator_, ""};
    proposal.event = Event{std::move(body), {}};
    proposals.push_back(std::move(proposal));
  };
  reference::EntityRecorded record;
  record.entity = entity;
  record.name = "CENTRE HOSPITALIER " + finess(number);
  record.region = *Region::parse("84");
  record.sites.push_back({site, "SITE PRINCIPAL", "355", Pmsi::parse(finess(number)), {}, {}});
  record.source = "mesure";
  add(DossierKind::register_, record);
  add(DossierKind::register_, reference::WorkforceRecorded{site, 2024, Count{2100}, Count{12}});
  add(DossierKind::register_,
      reference::ActivityRecorded{*Pmsi::parse(finess(number)), 2024, 61'250, "mesure"});
  add(DossierKind::hospiconnect, hospiconnect::CandidacyFiled{entity, {entity}});
  add(DossierKind::hospiconnect, hospiconnect::CandidacyValidated{decision()});
  add(DossierKind::hospiconnect, hospiconnect::NoteDeCadrageDeposited{entity});
  add(DossierKind::hospiconnect, hospiconnect::MaturityIndicatorsCompleted{entity});
  add(DossierKind::mie, mie::FundingRequested{entity, {entity}});
  add(DossierKind::mie, mie::RequestValidated{decision()});
  add(DossierKind::mie, mie::ConventionSigned{mie::Party::beneficiary, Date{2026, 5, 18}});
  add(DossierKind::mie, mie::ConventionSigned{mie::Party::ans, Date{2026, 5, 26}});
  add(DossierKind::mie, mie::CardsOrdered{150, "CPS-7781", Date{2026, 6, 3}});
  for (std::int64_t const year : {2026, 2027}) {
    add(DossierKind::mie, declaration(year));
    auto certified = of_year<mie::AttainmentCertified>(year);
    certified.decision = decision();
    add(DossierKind::mie, certified);
    auto ordered = of_year<mie::PaymentOrdered>(year);
    ordered.order_reference = "OP-1";
    ordered.amount_cents = Money::cents(1'000'000);
    ordered.explanation.label = "Montant";
    add(DossierKind::mie, ordered);
    auto executed = of_year<mie::PaymentExecuted>(year);
    executed.payment_reference = "V-1";
    executed.paid_on = Date{static_cast<int>(year), 10, 26};
    executed.amount_cents = Money::cents(1'000'000);
    add(DossierKind::mie, executed);
  }
  return proposals;
}

void fill(EventStore& store, std::int64_t events) {
  auto const start = *Instant::parse("2026-01-20T08:00:00Z");
  std::int64_t written = store.head().next;
  std::int64_t const first = written;
  for (std::int64_t number = 0; written - first < events; number += crowd) {
    std::vector<std::vector<Proposal>> group;
    for (std::int64_t i = 0; i < crowd; ++i) group.push_back(beneficiary(number + i));
    for (std::size_t step = 0; step < group.front().size(); ++step) {
      AppendBatch batch;
      batch.condition.read_up_to = written - 1;
      for (auto const& proposals : group) {
        auto const& proposal = proposals[step];
        NewEvent event;
        event.dossier = proposal.dossier;
        event.version = std::count_if(
            proposals.begin(), proposals.begin() + static_cast<std::ptrdiff_t>(step) + 1,
            [&](Proposal const& p) { return p.dossier == event.dossier; });
        event.type = proposal.event.type();
        event.occurred_at = event.recorded_at = start.plus_seconds(written / 2);
        event.actor = proposal.actor;
        event.proposal_id = proposal.id;
        event.rulebook = "hopen2-2026/1";
        event.subjects = subjects_of(proposal.event);
        event.payload = to_canonical_json(proposal.event);
        event.blinding = sha256(std::to_string(written)).bytes;
        batch.proposals.push_back({proposal.id, sha256(event.payload), true, written});
        batch.events.push_back(std::move(event));
        ++written;
      }
      if (store.append(batch) != AppendResult::appended) throw StoreError("fill");
    }
  }
}

}  // namespace probant::bench
