// The register as an operator would have imported it before the programme starts.
#include "adapters/simulation/play.hpp"
#include "adapters/simulation/staffing.hpp"

namespace probant::simulation {
namespace {

constexpr auto source = "Référentiel simulé sur des établissements réels";
/// The day before the candidacies open, and that of the ceilings, after the arrêté.
constexpr Date recorded_on{2026, 1, 5};
constexpr Date ceilings_on{2026, 2, 3};
constexpr int newest_workforce = 2024;
constexpr int oldest_workforce = 2022;
constexpr int activity_year = 2024;

class Registrar {
 public:
  explicit Registrar(Play& play) : play_(play), at_(start_of_paris_day(recorded_on)) {}

  void record(SimulatedEntity const& entity) {
    Random random = play_.stage.random("register " + entity.number.text());
    dossier_ = DossierId::of(DossierKind::register_, entity.number);
    propose(recorded(entity));
    for (auto const& site : entity.sites) record_workforce(site, random);
    for (auto const pmsi : entity.pmsi_numbers()) record_activity(entity, pmsi, random);
  }

  /// The ceilings of those that may apply: what ANS publishes.
  void publish(Candidate const& candidate) {
    Random random = play_.stage.random("ceiling " + candidate.number.text());
    if (!random.chance(share::ceiling_published)) return;
    dossier_ = DossierId::of(DossierKind::register_, candidate.number);
    auto const rate = builtin_rulebook()->money("mie.rate_per_agent_cents");
    auto agents = candidate.staff;
    if (random.chance(share::ceiling_differs)) agents = agents * random.between(90, 105) / 100;
    reference::CeilingPublished published;
    published.entity = candidate.number;
    published.amount_cents = rate * agents;
    published.source = "Liste simulée des plafonds de l'ANS";
    at_ = start_of_paris_day(ceilings_on).plus_seconds(random.between(8 * 3600, 18 * 3600));
    propose(published);
  }

  void complete(Establishments const& list) {
    reference::ImportCompleted import;
    import.source = source;
    import.file_name = "establishments.csv";
    import.extracted_on = recorded_on;
    import.sha256 = list.sha256;
    import.read = list.read;
    import.recorded = static_cast<std::int64_t>(list.sites.size());
    import.rejected = list.without_ars;
    dossier_ = {DossierKind::register_, "imports"};
    propose(import);
  }

 private:
  void propose(EventBody body) {
    Proposal proposal;
    proposal.dossier = dossier_;
    proposal.actor = registrar();
    proposal.occurred_at = at_;
    proposal.event.body = std::move(body);
    play_.stage.propose(std::move(proposal));
  }

  static reference::EntityRecorded recorded(SimulatedEntity const& entity) {
    reference::EntityRecorded record;
    record.entity = entity.number;
    record.name = entity.name;
    record.legal_status = entity.status;
    record.region = entity.region;
    if (!entity.ght.empty()) {
      record.ght = Line{entity.ght};
      record.ght_role = entity.support ? reference::GhtRole::support : reference::GhtRole::member;
    }
    if (entity.ghu) record.ghu = true;
    for (auto const& site : entity.sites) {
      reference::SiteRecord simulated{site.site, site.name, site.category, site.pmsi, {}, {}};
      if (site.closed) simulated.closed = *site.closed;
      record.sites.push_back(std::move(simulated));
    }
    record.source = source;
    return record;
  }

  void record_workforce(SimulatedSite const& site, Random& random) {
    if (random.chance(share::workforce_never)) return;
    bool const blank = random.chance(share::workforce_blank);
    bool const partial = random.chance(share::workforce_partial);
    for (int year = oldest_workforce; year <= newest_workforce; ++year) {
      reference::WorkforceRecorded workforce;
      workforce.site = site.site;
      workforce.year = year;
      auto const staff = site.staff * random.between(97, 103) / 100;
      auto const liberal = staff / 8;
      if (!(blank && year == newest_workforce)) {
        workforce.salaried = Count{staff - liberal};
        if (!partial) workforce.liberal = Count{liberal};
      }
      propose(workforce);
    }
  }

  void record_activity(SimulatedEntity const& entity, Pmsi pmsi, Random& random) {
    std::int64_t staff = 0;
    for (auto const& site : entity.sites) staff += site.pmsi == pmsi ? site.staff : 0;
    if (!random.chance(share::activity_missing)) {
      reference::ActivityRecorded activity;
      activity.pmsi = pmsi;
      activity.year = activity_year;
      activity.combined_activity = activity_of(staff, random);
      activity.source = source;
      propose(activity);
    }
    pay_usage(pmsi, share::paid_sun_es, reference::UsageProgramme::sun_es, random);
    pay_usage(pmsi, share::paid_hopen2_phase1, reference::UsageProgramme::hopen2_phase1, random);
  }

  void pay_usage(Pmsi pmsi, Share share, reference::UsageProgramme programme, Random& random) {
    if (!random.chance(share)) return;
    reference::UsagePaymentRecorded payment;
    payment.pmsi = pmsi;
    payment.programme = programme;
    payment.amount_cents = Money::cents(random.between(500'000, 12'000'000));
    payment.paid_on = Date{2024, 1, 15}.plus_days(random.between(0, 700));
    propose(payment);
  }

  Play& play_;
  DossierId dossier_;
  Instant at_;
};

}  // namespace

void record_register(Play& play) {
  Registrar registrar{play};
  for (auto const& entity : play.nation.entities) registrar.record(entity);
  registrar.complete(play.establishments);
  for (auto const& candidate : play.nation.candidates) registrar.publish(candidate);
}

}  // namespace probant::simulation
