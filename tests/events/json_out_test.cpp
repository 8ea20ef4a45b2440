// Events to canonical JSON, and what they concern.
#include "events/codec/json_out.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "events/codec/decoder.hpp"
#include "events/codec/json_text.hpp"
#include "events/codec/subjects.hpp"

namespace probant {
namespace {

Event cost_declaration() {
  mie::DeclarationTransmitted declaration;
  declaration.year = 2026;
  declaration.objectives = {{"IE-1", true}};
  mie::CostLine line;
  line.label = "Lecteurs de cartes";
  line.category = "materiel";
  line.incurred_on = Date{2026, 3, 2};
  line.amount_cents = Money::euros(510);
  declaration.costs = {line};
  return {declaration, {}};
}

}  // namespace

TEST_CASE("json out: keys are sorted at every level and absent fields left out", "[codec]") {
  CHECK(to_canonical_json(cost_declaration()) ==
        R"({"costs":[{"amount_cents":51000,"category":"materiel","incurred_on":"2026-03-02",)"
        R"("label":"Lecteurs de cartes"}],"objectives":[{"achieved":true,"code":"IE-1"}],)"
        R"("year":2026})");
}

TEST_CASE("json out: attachments stand among the fields of the event", "[codec]") {
  Event event{aap::ProjectWithdrawn{"Abandon"}, {}};
  event.attachments.note = "Reçu par courrier\nle 3 mai";
  event.attachments.documents = {{"lettre.pdf", Sha256{}, "application/pdf", 120}};
  CHECK(to_canonical_json(event) ==
        R"({"documents":[{"bytes":120,"media_type":"application/pdf","name":"lettre.pdf",)"
        R"("sha256":"0000000000000000000000000000000000000000000000000000000000000000"}],)"
        R"("grounds":"Abandon","note":"Reçu par courrier\nle 3 mai"})");
}

TEST_CASE("json out: one encoder serves many events, even after a failure", "[codec]") {
  Encoder encoder;
  CHECK_THROWS_AS(encoder.encode({aap::ProjectWithdrawn{"\xff"}, {}}), std::logic_error);
  aap::InstalmentPaid third;
  third.instalment = 3;
  CHECK_THROWS_AS(encoder.encode({third, {}}), std::logic_error);
  CHECK(encoder.encode({aap::ProjectWithdrawn{"Abandon"}, {}}) == R"({"grounds":"Abandon"})");
  CHECK(encoder.encode(cost_declaration()) == to_canonical_json(cost_declaration()));
}

TEST_CASE("json out: what is as deep as can be written can be read, deeper is a defect",
          "[codec]") {
  mie::PaymentOrdered order;
  order.year = 2026;
  auto const deepen = [&] {
    Explanation parent;
    parent.operands.emplace().push_back(order.explanation);
    order.explanation = parent;
  };
  // The data and the first node are two levels, each further node is two more.
  for (std::size_t depth = 2; depth < max_json_depth; depth += 2) deepen();
  Event const deepest{order, {}};
  CHECK(decode_stored(deepest.type(), 1, to_canonical_json(deepest)) == deepest);
  deepen();
  CHECK_THROWS_AS(to_canonical_json(Event{order, {}}), std::logic_error);
}

TEST_CASE("canonical proposal: the id and computed fields are not part of it", "[codec]") {
  Proposal proposal;
  proposal.id = "p-1";
  proposal.dossier = *DossierId::parse("aap:2026-0417");
  proposal.actor = {"u-1", Role::ars_authorising_officer, "84"};
  aap::InstalmentOrdered order;
  order.order_reference = "OP-7";
  proposal.event = {order, {}};
  auto const body = canonical_proposal(proposal);
  CHECK(body == R"({"actor":{"id":"u-1","organisation":"84","role":"ars_authorising_officer"},)"
                R"("data":{"instalment":1,"order_reference":"OP-7"},"dossier":"aap:2026-0417",)"
                R"("type":"aap.instalment_ordered"})");

  proposal.id = "p-2";
  proposal.expected_version = 4;
  CHECK(canonical_proposal(proposal) == body);
  proposal.occurred_at = Instant::from_unix_seconds(1'780'000'000);
  CHECK(canonical_proposal(proposal) != body);
}

TEST_CASE("subjects: what an event names, sorted, once each", "[codec]") {
  mie::FundingRequested request;
  request.beneficiary = *Entity::parse("010780054");
  request.entities = {*Entity::parse("2A0000014"), *Entity::parse("010780054")};
  CHECK(subjects_of({request, {}}) == std::vector<Subject>{"entity:010780054", "entity:2A0000014"});

  reference::EntityRecorded entity;
  entity.entity = *Entity::parse("010780054");
  reference::SiteRecord site;
  site.site = *Site::parse("010000024");
  site.pmsi = *Pmsi::parse("010780054");
  entity.sites = {site};
  CHECK(subjects_of({entity, {}}) ==
        std::vector<Subject>{"entity:010780054", "pmsi:010780054", "site:010000024"});

  recovery::Opened opened;
  opened.against = *DossierId::parse("mie:010780054");
  CHECK(subjects_of({opened, {}}) == std::vector<Subject>{"dossier:mie:010780054"});
  CHECK(subjects_of({aap::ProjectWithdrawn{"Abandon"}, {}}).empty());
}

}  // namespace probant
