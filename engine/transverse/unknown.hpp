// Which money figures an erasure makes unknown, and which acts can no longer be decided for want of
// them. A figure that rested on erased content is absent, never zero: its table is in unknown.cpp.
#pragma once

#include <bitset>

#include "engine/kernel/figures.hpp"

namespace probant {

using FigureSet = std::bitset<figure_count>;

/// What the erasures in one dossier, looked at alone, make unknown.
FigureSet unknown_figures(TransverseState const& state);

/// Takes away what is unknown by erasures in this dossier and in the recoveries against it.
void forget_unknown(Figures& figures, Dossier const& dossier, View const& view);

/// The figures of the view's own dossier, without those that erasures made unknown: for what people
/// are told of it.
template <class State>
Figures known_figures(State const& state, View const& view) {
  auto all = figures(state, view, Tracing::off);
  if (auto const* dossier = view.find(view.dossier())) forget_unknown(all, *dossier, view);
  return all;
}

/// Whether an erasure took a figure that acts of this type are computed from, or limited by.
bool wants_figures(Dossier const& dossier, EventType type);

/// Refuses an act that wants figures: its amount can no longer be told.
void refuse_for_want_of_figures(Dossier const& dossier, Verdict& verdict);

/// Refuses to carry out an order whose content was erased: none of nothing is ever recorded.
void refuse_emptied_order(Money ordered, Verdict& verdict);

/// Whether the content of an event of this type was erased in the dossier.
template <class E>
bool emptied(TransverseState const& state) {
  return state.emptied.contains(type_of<E>());
}

}  // namespace probant
