#include "engine/aap/amounts.hpp"
#include "engine/aap/exchanges.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

/// Nothing more is expected of the establishment.
bool is_over(ProjectPhase phase) {
  return phase == ProjectPhase::withdrawn || phase == ProjectPhase::not_selected ||
         phase == ProjectPhase::attained || phase == ProjectPhase::not_attained;
}

}  // namespace

std::optional<Money> excess_to_recover(AapState const& state, View const& view) {
  if (state.phase != ProjectPhase::withdrawn) return excess_by_correction(state, view);
  return amount_of(known_figures(state, view), Figure::overcompensation_cents);
}

void add_obligations(AapState const& state, View const& view, std::vector<Obligation>& out) {
  auto filing =
      due_in_window({"aap.filing", "aap.window", "Projet HOP'EN 2 à déposer"}, view, state.filed);
  // An extension may have been granted to nobody who used it.
  if (!state.filed && view.window("aap.window").closed(view.day())) {
    filing.cancelled = true;
    filing.label = "Projet HOP'EN 2 : non déposé, guichet clos";
  }
  out.push_back(std::move(filing));
  // Asked for before the decision on the project and written down since, nothing is awaited.
  add_complements(complements_of(state, false), state.decided || is_over(state.phase), out);
  add_complements(complements_of(state, true), is_over(state.phase), out);
  if (!state.granted) return;
  add_recovery_to_open(excess_to_recover(state, view), state.withdrawn, "ars", view, out);
  std::string const wanted = "Preuves d'atteinte des objectifs à déposer";
  bool const waits = state.phase == ProjectPhase::selected;
  auto proofs =
      due_in_window({"aap.proofs", "aap.proofs",
                     wanted + (waits ? ", une fois la convention signée avec l'ARS" : "")},
                    view, state.proofs);
  proofs.cancelled = is_over(state.phase) && !state.proofs;
  out.push_back(std::move(proofs));
  add_retention(view, out);
}

}  // namespace probant
