#include "engine/recovery/prescription.hpp"

#include <algorithm>
#include <chrono>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/recovery/claims.hpp"
#include "engine/recovery/target.hpp"

namespace probant {
namespace {

/// Opened against a dossier and not given up, in the order of the log.
std::vector<RecoveryState const*> recoveries_of(DossierId const& against, View const& view) {
  std::vector<RecoveryState const*> found;
  for (auto const* dossier : view.recoveries_against(against)) {
    auto const& recovery = std::get<RecoveryState>(dossier->state);
    bool const given_up = recovery.outcome == recovery::Outcome::no_action ||
                          recovery.outcome == recovery::Outcome::remedied;
    if (recovery.against == against && recovery.opened && !given_up) found.push_back(&recovery);
  }
  std::ranges::sort(found, {}, [](RecoveryState const* one) { return one->opened->position; });
  return found;
}

/// The parts of an excess, the first known first; what no look has found is known since `shown`.
KnownExcess parts_of(Money excess, std::optional<Happening> const& shown, DossierId const& dossier,
                     View const& view) {
  auto parts = view.known_excess(dossier);
  if (excess < total_of(parts) || shown) note_excess(parts, excess, shown.value_or(Happening{}));
  return parts;
}

/// What became known on a day, as far as it is to be claimed since one and the same day.
struct Line {
  Date known;
  Date since;
  std::optional<Date> judged_on;
  Money amount;
  Money unclaimed;
  std::optional<Happening> opened;  ///< the last of those that claim it
};

std::vector<Line> lines_of(std::vector<Slice> const& slices) {
  std::vector<Line> lines;
  for (auto const& slice : slices) {
    auto line = std::ranges::find_if(lines, [&](Line const& one) {
      return one.known == slice.known.day() && one.since == slice.since();
    });
    if (line == lines.end()) {
      line = lines.insert(line, {slice.known.day(), slice.since(), slice.judged_on(), {}, {}, {}});
    }
    line->amount += slice.amount;
    if (!slice.holder) {
      line->unclaimed += slice.amount;
    } else if (!line->opened || line->opened->position < slice.holder->opened->position) {
      line->opened = slice.holder->opened;
    }
  }
  return lines;
}

void add_line(Line const& line, bool only, std::string responsible, View const& view,
              std::vector<Obligation>& out) {
  auto const met = line.unclaimed.is_zero() ? line.opened : std::nullopt;
  auto const counted_by = met ? view.at_act(*met) : view;
  bool const in_part = !line.unclaimed.is_zero() && line.opened;
  Obligation obligation;
  obligation.key = "recovery.prescription";
  obligation.label = "Trop-versé de " + to_french(line.amount) +
                     (only ? "" : " connu le " + to_french(line.known)) +
                     (in_part ? ", dont " + to_french(line.unclaimed) + " non réclamés" : "") +
                     " : recouvrement à ouvrir avant prescription";
  obligation.responsible = std::move(responsible);
  obligation.opens_on = line.since;
  obligation.due_on = end_of_prescription(line.since, counted_by.rules());
  obligation.met = met;
  obligation.source = counted_by.rules().parameter("recovery.prescription_years").citation();
  if (line.judged_on) obligation.source += counts_from_judgment(*line.judged_on);
  out.push_back(std::move(obligation));
}

/// The first cards ordered after the last order to pay: what they take from it, claimed by a
/// decision of the payer, was not known before.
std::optional<Happening> cards_since_payment(DossierId const& against, View const& view) {
  auto const* dossier = view.find(against);
  auto const* funding = dossier ? std::get_if<MieState>(&dossier->state) : nullptr;
  if (!funding) return std::nullopt;
  std::optional<Happening> paid;
  for (auto const& order : funding->payments) {
    if (!paid || precedes(*paid, order.ordered)) paid = order.ordered;
  }
  std::optional<Happening> first;
  for (auto const& [quantity, reference, on, happening] : funding->cards) {
    if (quantity <= 0 || !paid || !precedes(*paid, happening)) continue;
    if (!first || precedes(happening, *first)) first = happening;
  }
  return first;
}

/// What counts first of what a recovery took; nothing when nothing of it was known.
std::optional<Claimable> known_before(RecoveryState const& state, View const& view) {
  auto recoveries = recoveries_of(state.against, view);
  std::erase_if(recoveries, [&](RecoveryState const* other) {
    return other->opened->position >= state.opened->position;
  });
  auto const found = excess_of(state.against, view);
  auto const taken =
      taken_by(state, parts_of(found.value_or(Money{}), {}, state.against, view), recoveries);
  auto const first =
      std::ranges::min_element(taken, {}, [](Slice const& one) { return one.since(); });
  if (first != taken.end()) return Claimable{first->since(), first->judged_on()};
  // Its content erased, a control is still known to have been.
  if (state.cause != recovery::Cause::overcompensation) return std::nullopt;
  auto const control = control_of(state.against, view);
  if (!control) return std::nullopt;
  auto const cards = found ? cards_since_payment(state.against, view) : std::nullopt;
  bool const later = cards && precedes(*control, *cards);
  return Claimable{later ? cards->day() : control->day(), std::nullopt};
}

}  // namespace

Date end_of_prescription(Date known, Rulebook const& rules) {
  auto const end = known.ymd() + std::chrono::years{rules.integer("recovery.prescription_years")};
  return Date{end.ok() ? end : end.year() / end.month() / std::chrono::last};
}

std::string counts_from_judgment(Date judged_on) {
  return " ; compté depuis le jugement, rendu le " + to_french(judged_on) +
         " (Code civil, art. 2242)";
}

Claimable claimable_since(RecoveryState const& state, View const& view) {
  auto const opened = state.opened.value_or(Happening{}).day();
  auto const before = state.opened ? known_before(state, view) : std::nullopt;
  return before && before->since <= opened ? *before : Claimable{opened, std::nullopt};
}

Date prescription_day(RecoveryState const& state, View const& view) {
  return end_of_prescription(claimable_since(state, view).since, view.rules());
}

void add_recovery_to_open(std::optional<Money> excess, std::optional<Happening> const& shown,
                          std::string responsible, View const& view, std::vector<Obligation>& out) {
  if (!excess || excess->is_zero()) return;
  auto const parts = parts_of(*excess, shown, view.dossier(), view);
  auto const lines = lines_of(claims_on(parts, recoveries_of(view.dossier(), view)));
  for (auto const& line : lines) add_line(line, lines.size() == 1, responsible, view, out);
}

}  // namespace probant
