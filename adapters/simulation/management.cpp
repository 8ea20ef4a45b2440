// What happens beside the procedures: dates moved, dossiers held, erasures refused, and the
// mistakes that any caller may make.
#include "adapters/simulation/play.hpp"

namespace probant::simulation {
namespace {

/// A published deadline that slips, as those of CaRE did.
constexpr Date announced_on{2027, 7, 5};
constexpr Date moved_to{2027, 7, 30};
constexpr std::string_view moved_key = "mie.declaration.2027";
/// When dossiers are looked through for those to hold.
constexpr Date held_from{2026, 9, 1};
constexpr int held_within_days = 600;
constexpr Date mistakes_on{2026, 3, 10};

Proposal of_ans(DossierId dossier, Instant at, EventBody body) {
  Proposal proposal;
  proposal.dossier = std::move(dossier);
  proposal.actor = ans();
  proposal.occurred_at = at;
  proposal.event.body = std::move(body);
  return proposal;
}

Instant at_noon(Date day) { return start_of_paris_day(day).plus_seconds(12 * 3600); }

class HoldStory : public Story {
 public:
  HoldStory(Play& play, Candidate const& candidate)
      : Story(play, DossierId::of(DossierKind::mie, candidate.number), candidate.region) {}

  void start() {
    random_ = play_.stage.random("hold " + dossier_.text());
    if (!chance(share::held)) return;
    auto const day = later(held_from, 0, held_within_days);
    transverse::LegalHoldSet hold;
    hold.grounds = "Contrôle de la Cour des comptes annoncé (simulé).";
    act(hour(day), ars(region_), hold, [this, day](Outcome const& outcome) {
      if (chance(share::erasure_attempted)) {
        transverse::PayloadErased erasure;
        erasure.position = outcome.position;
        erasure.legal_basis = "Demande d'effacement (simulé)";
        attempt(hour(later(day, 2, 20)), ans(), erasure);
      }
      transverse::LegalHoldLifted lifted;
      lifted.grounds = "Fin du contrôle (simulé).";
      act(hour(later(day, 30, 400)), ars(region_), lifted);
    });
  }
};

}  // namespace

void keep_calendar(Play& play) {
  programme::DateSet moved;
  moved.key = std::string{moved_key};
  moved.date = moved_to;
  moved.reason = "Indisponibilité du téléservice pendant la fenêtre de dépôt (simulé).";
  moved.source = "Calendrier simulé";
  DossierId const dossier{DossierKind::programme, builtin_rulebook()->name()};
  play.stage.propose(of_ans(dossier, at_noon(announced_on), moved));
  for (auto const& candidate : play.nation.candidates) {
    play.stage.cast<HoldStory>(play, candidate).start();
  }
}

void make_general_mistakes(Play& play) {
  auto const& first = play.nation.candidates.front();
  auto const& last = play.nation.candidates.back();
  auto const dossier = DossierId::of(DossierKind::register_, first.number);
  auto const at = at_noon(mistakes_on);

  reference::CeilingPublished ceiling;
  ceiling.entity = first.number;
  ceiling.amount_cents =
      Money::cents(builtin_rulebook()->money("mie.rate_per_agent_cents").cents() * first.staff);
  ceiling.source = "Liste simulée des plafonds de l'ANS, deuxième édition";
  auto repeated = of_ans(dossier, at, ceiling);
  repeated.id = "sim-ceiling-2";
  play.stage.propose(repeated);
  play.stage.propose(repeated);
  ceiling.source = "Autre contenu sous le même identifiant";
  repeated.event.body = ceiling;
  play.stage.propose(repeated);

  auto outdated = of_ans(dossier, at, ceiling);
  outdated.expected_version = 1;
  play.stage.propose(std::move(outdated));

  auto const unknown = *Entity::parse("999999999");
  ceiling.entity = unknown;
  play.stage.propose(of_ans(DossierId::of(DossierKind::register_, unknown), at, ceiling));

  DossierId const nothing{DossierKind::aap, "SIM-INCONNU"};
  auto orphan = of_ans(nothing, at, aap::ComplementReceived{});
  std::get<aap::ComplementReceived>(orphan.event.body).items = {"Pièce sans dossier"};
  orphan.actor = establishment(last.number);
  play.stage.propose(std::move(orphan));

  auto reader = of_ans(dossier, at, ceiling);
  reader.actor = {"auditeur", Role::auditor, ""};
  play.stage.propose(std::move(reader));
}

}  // namespace probant::simulation
