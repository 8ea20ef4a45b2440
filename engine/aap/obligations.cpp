#include "engine/kernel/figures.hpp"
#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

/// Nothing more is expected of the establishment.
bool is_over(ProjectPhase phase) {
  return phase == ProjectPhase::withdrawn || phase == ProjectPhase::not_selected ||
         phase == ProjectPhase::attained || phase == ProjectPhase::not_attained;
}

/// What was paid of a project given up since.
void add_overpayment(AapState const& state, View const& view, std::vector<Obligation>& out) {
  if (state.phase != ProjectPhase::withdrawn || !state.withdrawn) return;
  auto const all = figures(state, view, Tracing::off);
  auto const& excess = all[static_cast<std::size_t>(Figure::overcompensation_cents)];
  if (!excess || excess->value.is_zero()) return;
  add_recovery_to_open(*state.withdrawn, excess->value, "ars", view, out);
}

}  // namespace

void add_obligations(AapState const& state, View const& view, std::vector<Obligation>& out) {
  out.push_back(
      due_in_window({"aap.filing", "aap.window", "Projet HOP'EN 2 à déposer"}, view, state.filed));
  add_complements(state.complements, is_over(state.phase), out);
  if (!state.granted) return;
  add_overpayment(state, view, out);
  auto proofs =
      due_in_window({"aap.proofs", "aap.proofs", "Preuves d'atteinte des objectifs à déposer"},
                    view, state.proofs);
  proofs.cancelled = is_over(state.phase) && !state.proofs;
  out.push_back(std::move(proofs));
  add_retention(view, out);
}

}  // namespace probant
