// What a recovery takes back, has received and still awaits: one calculation for the decisions, the
// exposure and its explanation.
#include <algorithm>

#include "engine/kernel/figures.hpp"
#include "engine/recovery/target.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

using Amounts = std::vector<DatedAmount>;
using enum recovery::Cause;

Explainer const untraced{Tracing::off};

Explained<Money> total(Explainer const& explain, std::string_view label, std::string_view each,
                       Amounts const& amounts) {
  return explain.sum_of(label, amounts, [&](DatedAmount const& one) {
    return explain.from_event(each, one.amount, one.happening.position);
  });
}

Explained<Money> withdrawn(RecoveryState const& state, Explainer const& explain) {
  auto decided = total(explain, "Retraits décidés", "Retrait décidé", state.withdrawn);
  if (!state.annulled()) return decided;
  auto annulled =
      explain.from_event("Annulation du retrait", Money{}, state.judgment()->told.position);
  return explain.choice("Retraits en vigueur", std::move(annulled), std::move(decided),
                        "un jugement a annulé le retrait");
}

Explained<Money> recovered(RecoveryState const& state, Explainer const& explain);

/// A debt written off remains one: money that comes for it all the same takes the place of what was
/// written off, and is not given back.
Explained<Money> written_off(RecoveryState const& state, Explained<Money> const& pursued,
                             Explainer const& explain) {
  auto decided =
      total(explain, "Admissions en non-valeur", "Admission en non-valeur", state.written_off);
  bool const unpaid_since = decided.value + recovered(state, untraced).value <= pursued.value;
  if (state.written_off.empty() || unpaid_since) return decided;
  auto unpaid = explain.at_least_zero(
      "Jamais encaissé", explain.difference("Retraits moins remises et reversements", pursued,
                                            recovered(state, explain)));
  return explain.smallest("Admis en non-valeur et non payé depuis", std::move(decided),
                          std::move(unpaid));
}

Explained<Money> undue(RecoveryState const& state, Explainer const& explain) {
  auto waived = total(explain, "Remises gracieuses", "Remise gracieuse", state.waived);
  auto pursued =
      explain.difference("Retraits moins remises", withdrawn(state, explain), std::move(waived));
  auto lost = written_off(state, pursued, explain);
  return explain.at_least_zero("Indu", explain.difference("Retraits moins remises et non-valeurs",
                                                          std::move(pursued), std::move(lost)));
}

Explained<Money> recovered(RecoveryState const& state, Explainer const& explain) {
  auto received = total(explain, "Reversements encaissés", "Reversement encaissé", state.received);
  if (state.restored.empty()) return received;
  auto restored = explain.sum_of("Restitutions versées", state.restored, [&](auto const& one) {
    return explain.from_event("Restitution versée", one.amount, one.paid.position);
  });
  return explain.difference("Reversements moins restitutions", std::move(received),
                            std::move(restored));
}

/// Negative when a judgment makes money owed back: what was received beyond the undue.
Explained<Money> outstanding(RecoveryState const& state, Explainer const& explain) {
  return explain.difference("Indu moins reversements", undue(state, explain),
                            recovered(state, explain));
}

Explained<Money> withdrawn_by(std::string_view label, DossierId const& against, View const& view,
                              Explainer const& explain, auto const& is_counted) {
  std::vector<RecoveryState const*> recoveries;
  for (auto const* one : view.recoveries_against(against)) {
    // Found again by its own id, so that the decision rests on that dossier's version as well.
    auto const* dossier = view.find(one->id);
    auto const& state = std::get<RecoveryState>(dossier->state);
    bool const erased =
        unknown_figures(dossier->transverse).test(static_cast<std::size_t>(Figure::undue_cents));
    bool const counts = state.against == against && is_counted(state.cause) && !erased;
    if (counts && !state.withdrawn.empty()) recoveries.push_back(&state);
  }
  return explain.sum_of(label, recoveries,
                        [&](RecoveryState const* one) { return undue(*one, explain); });
}

}  // namespace

Money RecoveryState::total_withdrawn() const { return probant::withdrawn(*this, untraced).value; }
Money RecoveryState::undue() const { return probant::undue(*this, untraced).value; }
Money RecoveryState::recovered() const { return probant::recovered(*this, untraced).value; }
Money RecoveryState::outstanding() const { return probant::outstanding(*this, untraced).value; }
Money RecoveryState::still_due() const { return at_least_zero(outstanding()); }
Money RecoveryState::to_restore() const { return at_least_zero(Money{} - outstanding()); }

Figures figures(RecoveryState const& state, View const&, Tracing tracing) {
  Explainer const explain{tracing};
  Figures figures;
  auto const set = [&](Figure figure, Explained<Money> amount) {
    figures[static_cast<std::size_t>(figure)] = std::move(amount);
  };
  set(Figure::undue_cents, probant::undue(state, explain));
  set(Figure::recovered_cents, probant::recovered(state, explain));
  set(Figure::outstanding_cents, probant::outstanding(state, explain));
  return figures;
}

Explained<Money> withdrawn_overcompensation(DossierId const& against, View const& view,
                                            Explainer const& explain) {
  return withdrawn_by("Surcompensation retirée", against, view, explain,
                      [](recovery::Cause cause) { return cause == overcompensation; });
}

Explained<Money> withdrawn_otherwise(DossierId const& against, View const& view,
                                     Explainer const& explain) {
  return withdrawn_by("Retiré pour une autre cause", against, view, explain,
                      [](recovery::Cause cause) { return cause != overcompensation; });
}

void add_recovery_figures(View const& view, Tracing tracing, Figures& figures) {
  std::vector<RecoveryState const*> recoveries;
  for (auto const* dossier : view.recoveries_against(view.dossier())) {
    auto const& state = std::get<RecoveryState>(dossier->state);
    if (state.against == view.dossier()) recoveries.push_back(&state);
  }
  if (recoveries.empty()) return;
  Explainer const explain{tracing};
  auto const add = [&](Figure figure, std::string_view label, auto const& of_one) {
    figures[static_cast<std::size_t>(figure)] = explain.sum_of(
        label, recoveries, [&](RecoveryState const* one) { return of_one(*one, explain); });
  };
  add(Figure::undue_cents, "Indu, tous recouvrements", undue);
  add(Figure::recovered_cents, "Reversements, tous recouvrements", recovered);
  add(Figure::outstanding_cents, "Reste dû (à restituer si négatif), tous recouvrements",
      outstanding);
}

}  // namespace probant
