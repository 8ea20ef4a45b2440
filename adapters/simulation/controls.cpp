// MIE: controls, what they recognise, and the recoveries that follow.
#include "adapters/simulation/funding_story.hpp"
#include "projections/exposure.hpp"

namespace probant::simulation {
namespace {

using namespace mie;

}  // namespace

std::optional<Money> FundingStory::figure(Figure figure, Instant at) const {
  auto const& world = play_.stage.world();
  auto const* dossier = world.find(dossier_);
  if (!dossier) return std::nullopt;
  auto const figures = figures_of(world, *dossier, at, Tracing::off);
  return amount_of(*figures, figure);
}

void FundingStory::open_control(Date day) {
  constexpr std::array modes{ControlMode::documents, ControlMode::documents, ControlMode::video,
                             ControlMode::on_site};
  constexpr std::array initiators{ControlInitiator::ans, ControlInitiator::ans,
                                  ControlInitiator::funder, ControlInitiator::european_commission};
  ControlOpened opened;
  opened.mode = random_.pick(modes);
  opened.initiator = random_.pick(initiators);
  act(hour(day), ans(), opened, [this, day](Outcome const&) {
    auto const concluded = later(day, 30, 150);
    play_.stage.look(start_of_paris_day(concluded),
                     [this, concluded] { conclude_control(concluded); });
  });
}

void FundingStory::conclude_control(Date day) {
  auto const eligible = figure(Figure::eligible_costs_cents, start_of_paris_day(day));
  if (!eligible) return;
  ControlConcluded concluded;
  concluded.recognised_costs_cents = *eligible;
  concluded.findings = "Les coûts déclarés sont justifiés (simulé).";
  if (chance(share::control_finds_less)) {
    concluded.recognised_costs_cents =
        Money::cents(eligible->cents() * random_.between(300, 950) / 1000);
    concluded.findings = "Une partie des coûts déclarés n'est pas justifiée (simulé).";
  }
  act(hour(day), ans(), concluded, [this, day](Outcome const&) {
    auto const next = later(day, 3, 20);
    play_.stage.look(start_of_paris_day(next), [this, next] { draw_consequences(next); });
  });
}

void FundingStory::draw_consequences(Date day) {
  auto const excess = figure(Figure::overcompensation_cents, start_of_paris_day(day));
  if (!excess || *excess <= Money{}) return;
  play_recovery(play_, dossier_, region_, recovery::Cause::overcompensation, *excess, day,
                "Surcompensation établie par le contrôle (simulé).");
}

void FundingStory::denounce_false_declaration(Date day) {
  play_.stage.look(start_of_paris_day(day), [this, day] {
    auto const paid = figure(Figure::paid_cents, start_of_paris_day(day));
    if (!paid || *paid <= Money{}) return;
    play_recovery(play_, dossier_, region_, recovery::Cause::false_declaration, *paid, day,
                  "Factures déclarées qui n'existent pas (simulé).");
  });
}

}  // namespace probant::simulation
