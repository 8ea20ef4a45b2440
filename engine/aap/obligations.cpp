#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

/// Nothing more is expected of the establishment.
bool is_over(ProjectPhase phase) {
  return phase == ProjectPhase::withdrawn || phase == ProjectPhase::not_selected ||
         phase == ProjectPhase::attained || phase == ProjectPhase::not_attained;
}

Obligation of_window(View const& view, std::string key, std::string_view window_key,
                     std::string label) {
  auto const window = view.window(window_key);
  Obligation obligation;
  obligation.key = std::move(key);
  obligation.label = std::move(label);
  obligation.responsible = "establishment";
  obligation.opens_on = window.opens_on;
  obligation.due_on = window.closes_on.value_or(Date{});
  obligation.source = window.source;
  obligation.extended_from = window.extended_from;
  return obligation;
}

}  // namespace

void add_obligations(AapState const& state, View const& view, std::vector<Obligation>& out) {
  auto filing = of_window(view, "aap.filing", "aap.window", "Projet HOP'EN 2 à déposer");
  filing.met = state.filed;
  out.push_back(std::move(filing));
  add_complements(state.complements, is_over(state.phase), out);
  if (!state.granted) return;
  auto proofs =
      of_window(view, "aap.proofs", "aap.proofs", "Preuves d'atteinte des objectifs à déposer");
  proofs.met = state.proofs;
  proofs.cancelled = is_over(state.phase) && !state.proofs;
  out.push_back(std::move(proofs));
  add_retention(view, out);
}

}  // namespace probant
