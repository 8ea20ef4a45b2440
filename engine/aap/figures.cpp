#include "engine/kernel/figures.hpp"

#include "engine/aap/amounts.hpp"

namespace probant {
namespace {

using namespace aap;

/// What the project may keep: the whole grant once attainment is validated, the first half before
/// that and even if it is refused; nothing once withdrawn.
Explained<Money> entitlement(AapState const& state, Rulebook const& rules,
                             Explainer const& explain) {
  if (state.phase == ProjectPhase::withdrawn && state.withdrawn) {
    return explain.from_event("Projet retiré", Money{}, state.withdrawn->position);
  }
  if (state.phase == ProjectPhase::attained) {
    return explain.by_rule(explain.from_event("Montant octroyé, objectifs atteints", *state.granted,
                                              state.decided->position),
                           rules, "aap.second_instalment.rule");
  }
  auto first = instalment_of(state, 1, rules, explain.tracing());
  if (state.phase != ProjectPhase::not_attained) return first;
  return explain.by_rule(std::move(first), rules, "aap.attainment.refused");
}

/// The instalments' amounts added up, from the event that `happened` picks; none counts for none.
template <class Picked>
Explained<Money> total(AapState const& state, std::string_view label, Picked const& happened,
                       Explainer const& explain) {
  std::vector<Explained<Money>> terms;
  for (int const number : {1, 2}) {
    auto const& instalment = state.instalment(number);
    std::optional<Happening> const& happening = happened(instalment);
    if (!happening) continue;
    terms.push_back(explain.from_event(number == 1 ? "Première tranche" : "Seconde tranche",
                                       instalment.amount, happening->position));
  }
  return explain.sum(label, std::move(terms));
}

}  // namespace

Figures figures(AapState const& state, View const& view, Tracing tracing) {
  Figures figures;
  auto const set = [&](Figure figure, Explained<Money> amount) {
    figures[static_cast<std::size_t>(figure)] = std::move(amount);
  };
  add_recovery_figures(view, tracing, figures);
  if (!state.project) return figures;

  Explainer const explain{tracing};
  auto const ceiling = project_ceiling(state, view, tracing).amount;
  set(Figure::ceiling_gross_cents, ceiling);
  set(Figure::ceiling_net_cents, ceiling);
  set(Figure::ordered_cents, total(
                                 state, "Tranches ordonnancées",
                                 [](Instalment const& one) { return one.ordered; }, explain));
  auto const paid = total(
      state, "Tranches payées", [](Instalment const& one) { return one.paid; }, explain);
  set(Figure::paid_cents, paid);
  set(Figure::unverified_cents, state.attainment
                                    ? explain.from_event("Atteinte décidée : tout est vérifié",
                                                         Money{}, state.attainment->position)
                                    : paid);
  if (!state.granted) return figures;
  // The grant is judged under the rules of the day it was decided, unless others are imposed.
  auto const due = entitlement(state, view.at_act(*state.decided).rules(), explain);
  set(Figure::entitlement_cents, due);
  set(Figure::overcompensation_cents,
      explain.at_least_zero("Trop-versé",
                            explain.difference("Payé au-delà du montant acquis", paid, due)));
  return figures;
}

}  // namespace probant
