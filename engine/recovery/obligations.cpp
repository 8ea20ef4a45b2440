#include <algorithm>

#include "engine/kernel/figures.hpp"
#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/recovery/cash.hpp"
#include "engine/recovery/checks.hpp"
#include "engine/recovery/prescription.hpp"
#include "engine/recovery/target.hpp"
#include "engine/rules/holiday_zones.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

Obligation of(std::string key, std::string label, std::string responsible, Date due_on,
              Parameter const& rule) {
  Obligation obligation;
  obligation.key = std::move(key);
  obligation.label = std::move(label);
  obligation.responsible = std::move(responsible);
  obligation.due_on = due_on;
  obligation.source = rule.citation();
  return obligation;
}

/// Who recovers its own money.
std::string payer_of(RecoveryState const& state) {
  return state.against.kind == DossierKind::mie ? "ans" : "ars";
}

/// Whose public holidays moved the end of a limit, when they are not those of the mainland.
std::string holidays_counted(RecoveryState const& state, View const& view) {
  auto const zone = holiday_zone_of(state.against, view);
  if (zone == HolidayZone::metropole) return {};
  return " ; jours fériés : " + std::string{french_name(zone)};
}

/// A right, not a duty: once its time is over, who did not use it is late for nothing.
void add_observations(RecoveryState const& state, View const& view, std::vector<Obligation>& out) {
  if (!state.respond_by) return;
  auto obligation = of("recovery.observations", "Observations à présenter sur la mise en demeure",
                       "establishment", *state.respond_by,
                       governing_rule("recovery.notice.floor_days", state.against, view));
  obligation.source += holidays_counted(state, view);
  obligation.opens_on = state.notice->day();
  obligation.met = state.observations ? state.observations : state.remedied;
  obligation.cancelled =
      !obligation.met && (state.first_withdrawal || state.closed || view.day() > obligation.due_on);
  out.push_back(std::move(obligation));
}

/// What is left of a line once the money received has gone to it; a line paid keeps its amount.
std::string repayment_label(Money amount, Money received) {
  bool const partly = !received.is_zero() && received < amount;
  auto label = "Reversement à effectuer : " + to_french(partly ? amount - received : amount);
  if (partly) label += " restant sur " + to_french(amount);
  return label;
}

/// Nothing is awaited any more: closed, and no correction has shown since that something is due.
bool is_settled(RecoveryState const& state, View const& view) {
  if (!state.closed || state.still_due().is_zero()) return state.closed.has_value();
  auto const* dossier = view.find(view.dossier());
  return dossier && unknown_figures(dossier->transverse)
                        .test(static_cast<std::size_t>(Figure::outstanding_cents));
}

/// What is left of each line: what was waived, written off or annulled takes from the last.
std::vector<Money> what_is_left(RecoveryState const& state) {
  auto left = state.undue();
  std::vector<Money> amounts;
  for (auto const& line : state.due) {
    amounts.push_back(std::min(line.amount, left));
    left -= amounts.back();
  }
  return amounts;
}

/// The receipt by which a line was settled while it was due, whatever took it away since, or made
/// it due again.
std::optional<Happening> settled_while_due(RecoveryState const& state, std::size_t line) {
  // What was given back before the order in force settles nothing of it.
  std::optional<Happening> given_back;
  for (auto const& one : state.restored) {
    if (state.ordered && one.paid.position < state.ordered->position) given_back = one.paid;
  }
  for (auto const& movement : cash(state)) {
    if (given_back && precedes(movement.happening, *given_back)) continue;
    auto const then = as_of(state, movement.happening.occurred_at);
    auto const amounts = what_is_left(then);
    if (amounts[line].is_zero()) continue;
    Money expected;
    for (std::size_t i = 0; i <= line; ++i) expected += amounts[i];
    if (auto met = reached(cash(then), expected)) return met;
  }
  return std::nullopt;
}

/// Receipts settle the lines in order.
void add_repayments(RecoveryState const& state, View const& view, std::vector<Obligation>& out) {
  auto const amounts = what_is_left(state);
  auto received = state.recovered();
  auto const movements = cash(state);
  Money expected;
  for (std::size_t i = 0; i < state.due.size(); ++i) {
    auto const& line = state.due[i];
    auto const amount = amounts[i];
    bool const gone = amount.is_zero();
    expected += amount;
    // Its money was given back, and it is due again: by another order, on its day.
    bool const renewed = state.awaits_new_order() && !reached(movements, expected);
    // Where money went back, its line was met before: that does not move.
    bool const went_back = gone || renewed || !state.restored.empty();
    auto met = went_back ? settled_while_due(state, i) : std::nullopt;
    if (!met && !gone && !renewed) met = reached(movements, expected);
    // A line that nothing is left of keeps the amount it had: no money goes to it any more.
    auto label = gone || renewed ? repayment_label(line.amount, {})
                                 : repayment_label(amount, met ? amount : received);
    received -= std::min(amount, received);
    if (state.due.size() > 1) {
      label +=
          " (échéance " + std::to_string(i + 1) + " sur " + std::to_string(state.due.size()) + ")";
    }
    auto obligation = of("recovery.repayment", std::move(label), "establishment", line.due_on,
                         governing_rule("recovery.steps", state.against, view));
    if (state.ordered) obligation.opens_on = state.ordered->day();
    obligation.met = met;
    obligation.cancelled = !met && (gone || renewed || is_settled(state, view));
    out.push_back(std::move(obligation));
  }
}

/// The correction that changed an act last; nothing when none did.
std::optional<Position> corrected_at(Position act, View const& view) {
  auto const& corrections = view.find(view.dossier())->transverse.corrections;
  auto const found = corrections.find(act);
  return found == corrections.end() ? std::nullopt : std::optional{found->second.back()};
}

/// "l'acte à la position 12", that a correction changed.
std::string corrected_by(Position correction, View const& view) {
  for (auto const& [act, by] : view.find(view.dossier())->transverse.corrections) {
    if (std::ranges::find(by, correction) == by.end()) continue;
    return "l'acte à la position " + std::to_string(act);
  }
  return "un acte";
}

/// What made money owed back, in French, and the law that says so where it is not the rule's.
std::pair<std::string, std::string> ground_named(Happening const& ground,
                                                 RecoveryState const& state) {
  auto const is_ground = [&](DatedAmount const& one) { return one.happening == ground; };
  auto const carries_out = [&](Judgment const& one) {
    return one.left_out && is_ground(*one.left_out);
  };
  if (is_receipt(state, ground)) {
    return {"l'encaissement au-delà du dû", " (Code civil, art. 1302 ; même délai, par analogie)"};
  }
  if (std::ranges::any_of(state.judgments, carries_out)) {
    return {"le retrait décidé après le jugement", ""};
  }
  if (std::ranges::any_of(state.waived, is_ground)) return {"la remise de sommes encaissées", ""};
  if (std::ranges::any_of(state.restored, [&](auto const& one) { return one.paid == ground; })) {
    return {"la restitution elle-même, dont la cause ne se lit plus", ""};
  }
  return {"l'acte qui porte le jugement à la connaissance du payeur", ""};
}

/// By which act money is owed back, and so which day its limit counts from: the payer has that time
/// from when it is told of a judgment, while prescription runs from the day of the judgment itself.
/// The law sets no time for what came beyond what was due: the same is asked of the payer.
std::string restitution_counts_from(Happening const& ground, Happening const& known,
                                    RecoveryState const& state, View const& view) {
  auto [act, law] = ground_named(ground, state);
  auto const as_known = [&](DatedAmount const& one) {
    return one.happening.position == known.position;
  };
  auto const receipt = std::ranges::find_if(state.received, as_known);
  if (receipt == state.received.end() && known != ground) {
    act = "la correction qui le montre (position " + std::to_string(known.position) +
          ", qui corrige " + corrected_by(known.position, view) + ")";
  } else if (receipt != state.received.end() && receipt->happening != known) {
    auto const by = corrected_at(known.position, view);
    law = ", jour alors enregistré, devenu le " + to_french(receipt->happening.day()) +
          (by ? " (corrigé à la position " + std::to_string(*by) + ")" : "") + law;
  }
  return " ; compté depuis " + act + ", le " + to_french(known.day()) + law;
}

/// What is owed back is paid within the time the law gives the State after a judgment.
void add_restitution(DatedAmount const& part, Happening const& known,
                     std::optional<Happening> const& paid, RecoveryState const& state,
                     View const& view, std::vector<Obligation>& out) {
  auto const counted_by = paid ? view.at_act(*paid) : view;
  auto const& rule = counted_by.rules().parameter("recovery.restitution_months");
  auto const months = static_cast<int>(counted_by.rules().integer(rule.key));
  auto obligation =
      of("recovery.restitution",
         "Restitution à l'établissement : " + to_french(part.amount) +
             (paid ? " versés" : " à ordonnancer et à verser"),
         payer_of(state),
         end_of_limit(known.day(), {.months = months}, holiday_zone_of(state.against, counted_by)),
         rule);
  obligation.source += restitution_counts_from(part.happening, known, state, view);
  obligation.source += holidays_counted(state, counted_by);
  obligation.opens_on = known.day();
  obligation.met = paid;
  out.push_back(std::move(obligation));
}

/// Takes from what an act itself showed of a surplus, else from the oldest act that showed one,
/// what it showed of `left`: how much, and since when that was known.
DatedAmount take_known(KnownExcess& known, DatedAmount const& part, Money left) {
  if (known.empty()) return {left, part.happening};
  auto shown = std::ranges::find_if(known, [&](DatedAmount const& one) {
    return one.happening.position == part.happening.position;
  });
  if (shown == known.end()) shown = known.begin();
  bool const later = precedes(part.happening, shown->happening);
  DatedAmount const taken{std::min(left, shown->amount), later ? shown->happening : part.happening};
  shown->amount -= taken.amount;
  if (shown->amount.is_zero()) known.erase(shown);
  return taken;
}

/// The acts on the money of a recovery that came before `end` in the log.
std::vector<Happening> money_before(Position end, RecoveryState const& state) {
  std::vector<Happening> acts;
  auto const add = [&](Happening const& act) {
    if (act.position < end) acts.push_back(act);
  };
  for (auto const* amounts : {&state.received, &state.waived, &state.withdrawn}) {
    for (auto const& one : *amounts) add(one.happening);
  }
  for (auto const& one : state.judgments) add(one.told);
  return acts;
}

/// What was given back, by the act that had made it owed. Where a correction leaves less owed than
/// was given back, that is the act corrected: its line is met, and moves no more.
std::vector<DatedAmount> given_back(Restitution const& one, RecoveryState const& state,
                                    View const& view) {
  std::vector<DatedAmount> parts;
  for (auto part : one.owed_by) {
    if (part.happening == one.paid) {
      for (auto const& act : money_before(one.paid.position, state)) {
        bool const later = part.happening == one.paid || act.position > part.happening.position;
        if (later && corrected_at(act.position, view)) part.happening = act;
      }
    }
    auto const same = std::ranges::find(parts, part.happening, &DatedAmount::happening);
    if (same == parts.end()) {
      parts.push_back(part);
    } else {
      same->amount += part.amount;
    }
  }
  return parts;
}

/// Each part is owed back since the act that made it so; what only a correction shows to have come
/// beyond what was due, since then.
void add_restitutions(RecoveryState const& state, View const& view, std::vector<Obligation>& out) {
  auto known = view.known_excess(view.dossier());
  auto const add = [&](DatedAmount const& part, std::optional<Happening> const& paid) {
    if (!is_receipt(state, part.happening)) {
      return add_restitution(part, part.happening, paid, state, view, out);
    }
    KnownExcess shown;
    for (auto left = part.amount; !left.is_zero();) {
      auto taken = take_known(known, part, left);
      left -= taken.amount;
      if (paid && precedes(*paid, taken.happening)) taken.happening = part.happening;
      bool const same = !shown.empty() && shown.back().happening == taken.happening;
      if (!same) shown.push_back({Money{}, taken.happening});
      shown.back().amount += taken.amount;
    }
    for (auto const& [amount, since] : shown) {
      add_restitution({amount, part.happening}, since, paid, state, view, out);
    }
  };
  for (auto const& one : state.restored) {
    // Emptied by an erasure, it still tells that it was done.
    if (one.owed_by.empty()) add({one.amount, one.paid}, one.paid);
    for (auto const& part : given_back(one, state, view)) add(part, one.paid);
  }
  for (auto const& part : state.owed_back()) add(part, std::nullopt);
}

/// The judgment that made due again what another had made owed, once that was given back: the last
/// one or, of an order already given, the last before it. What came later moves no line that is
/// met.
Judgment const* due_again_by(RecoveryState const& state, std::optional<Happening> const& ordered) {
  Judgment const* last = nullptr;
  for (auto const& one : state.judgments) {
    if (!ordered || one.told.position < ordered->position) last = &one;
  }
  auto const revived = [&](Restitution const& one) {
    auto const by_decision = [&](DatedAmount const& part) {
      return part.happening != one.paid && !is_receipt(state, part.happening);
    };
    return one.paid.position < last->told.position && std::ranges::any_of(one.owed_by, by_decision);
  };
  return last && std::ranges::any_of(state.restored, revived) ? last : nullptr;
}

/// What was withdrawn is ordered to be paid back before it is prescribed: counted from when it was
/// known, or from the judgment that made what was given back due again.
void add_order(RecoveryState const& state, View const& view, std::vector<Obligation>& out) {
  if (!state.first_withdrawal) return;
  auto const met = awaits_another_order(state) ? std::nullopt : state.ordered;
  auto const counted_by = met ? view.at_act(*met) : view;
  auto const* again = due_again_by(state, met);
  auto const counted = again ? Claimable{again->on, again->on} : claimable_since(state, counted_by);
  auto obligation = of("recovery.order", "Ordre de recouvrer à émettre", payer_of(state),
                       end_of_prescription(counted.since, counted_by.rules()),
                       counted_by.rules().parameter("recovery.prescription_years"));
  if (counted.judged_on) obligation.source += counts_from_judgment(*counted.judged_on);
  obligation.opens_on = again ? again->on : state.first_withdrawal->day();
  obligation.met = met;
  obligation.cancelled = !met && (state.still_due().is_zero() || is_settled(state, view));
  out.push_back(std::move(obligation));
}

/// A withdrawal annulled in part is to be decided anew: prescription bounds that too, counted from
/// the judgment. One that another judgment overtook is awaited no more.
void add_new_withdrawals(RecoveryState const& state, View const& view,
                         std::vector<Obligation>& out) {
  for (auto const& judgment : state.judgments) {
    if (judgment.outcome != recovery::AppealOutcome::partly_annulled) continue;
    std::optional<Happening> decided;
    if (judgment.left_out) decided = judgment.left_out->happening;
    if (!decided && &judgment != state.judgment()) continue;
    auto const counted_by = decided ? view.at_act(*decided) : view;
    auto obligation =
        of("recovery.withdrawal", "Retrait à décider de nouveau : un jugement l'a annulé en partie",
           payer_of(state), end_of_prescription(judgment.on, counted_by.rules()),
           counted_by.rules().parameter("recovery.prescription_years"));
    obligation.source += counts_from_judgment(judgment.on);
    obligation.opens_on = judgment.on;
    obligation.met = decided;
    out.push_back(std::move(obligation));
  }
}

}  // namespace

void add_obligations(RecoveryState const& state, View const& view, std::vector<Obligation>& out) {
  if (!state.opened) return;
  add_observations(state, view, out);
  add_order(state, view, out);
  add_repayments(state, view, out);
  add_new_withdrawals(state, view, out);
  add_restitutions(state, view, out);
  auto const& met = state.first_withdrawal;
  auto const counted_by = met ? view.at_act(*met) : view;
  auto const counted = claimable_since(state, counted_by);
  auto prescription = of("recovery.prescription", "Prescription de la créance : retrait à décider",
                         payer_of(state), end_of_prescription(counted.since, counted_by.rules()),
                         counted_by.rules().parameter("recovery.prescription_years"));
  if (counted.judged_on) prescription.source += counts_from_judgment(*counted.judged_on);
  prescription.opens_on = state.opened->day();
  prescription.met = met;
  prescription.cancelled = !met && (state.remedied || state.closed);
  out.push_back(std::move(prescription));
  add_retention(view, out);
  out.back().responsible = payer_of(state);
}

}  // namespace probant
