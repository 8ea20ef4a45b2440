#include "engine/recovery/prescription.hpp"

#include <algorithm>
#include <chrono>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/recovery/target.hpp"

namespace probant {
namespace {

/// What was withdrawn, whatever became of it.
Money withdrawn_once(RecoveryState const& recovery) {
  Money total;
  for (auto const& one : recovery.withdrawn) total += one.amount;
  return total;
}

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

/// What a recovery claims back: what it withdrew once that is decided, which is nothing once it is
/// annulled.
Money claim_of(RecoveryState const& recovery) {
  return recovery.first_withdrawal ? recovery.total_withdrawn() : recovery.claimed;
}

/// What all recoveries together claim back, and what is to be claimed again since a judgment.
struct Claims {
  std::vector<DatedAmount> standing;
  Money total;
  Money annulled;
  std::optional<Happening> judged;  ///< the last that annulled
  Date judged_on;                   ///< what it annulled may be claimed again since

  /// The day since which what an act showed could be claimed: not while a withdrawal stood.
  Date again_since(Happening const& known) const {
    return judged && precedes(known, *judged) ? judged_on : known.day();
  }
};

Claims claims_of(std::vector<RecoveryState const*> const& recoveries) {
  Claims claims;
  for (auto const* recovery : recoveries) {
    auto const claimed = claim_of(*recovery);
    claims.standing.push_back({claimed, *recovery->opened});
    claims.total += claimed;
    if (!recovery->annulled()) continue;
    claims.annulled += withdrawn_once(*recovery);
    auto const& judged = *recovery->appeal_decided;
    if (claims.judged && !precedes(*claims.judged, judged)) continue;
    claims.judged = judged;
    claims.judged_on = recovery->judged_on;
  }
  return claims;
}

/// The opening by which the claims reached an amount; nothing when they do not.
std::optional<Happening> reached(std::vector<DatedAmount> const& claims, Money amount) {
  Money total;
  for (auto const& claim : claims) {
    total += claim.amount;
    if (total >= amount) return claim.happening;
  }
  return std::nullopt;
}

/// The parts of an excess, the first known first; what no look has found is known since `shown`.
KnownExcess parts_of(Money excess, std::optional<Happening> const& shown, DossierId const& dossier,
                     View const& view) {
  auto parts = view.known_excess(dossier);
  if (excess < total_of(parts) || shown) note_excess(parts, excess, shown.value_or(Happening{}));
  return parts;
}

/// One part of an excess, which lies between two amounts of it.
void add_part(DatedAmount const& part, Money below, bool only, Claims const& claims,
              std::string responsible, View const& view, std::vector<Obligation>& out) {
  auto const above = below + part.amount;
  auto const opened = reached(claims.standing, above);
  bool const again = !opened && claims.judged && above <= claims.total + claims.annulled;
  auto const since = again ? claims.again_since(part.happening) : part.happening.day();
  auto const counted_by = opened ? view.at_act(*opened) : view;
  auto const& rule = counted_by.rules().parameter("recovery.prescription_years");
  bool const in_part = !opened && claims.total > below;
  Obligation obligation;
  obligation.key = "recovery.prescription";
  obligation.label =
      "Trop-versé de " + to_french(part.amount) +
      (only ? "" : " connu le " + to_french(part.happening.day())) +
      (in_part ? ", dont " + to_french(above - claims.total) + " non réclamés" : "") +
      " : recouvrement à ouvrir avant prescription";
  obligation.responsible = std::move(responsible);
  obligation.opens_on = since;
  obligation.due_on = end_of_prescription(since, counted_by.rules());
  obligation.met = opened;
  obligation.source = rule.citation();
  if (again && since == claims.judged_on) obligation.source += counts_from_judgment(since);
  out.push_back(std::move(obligation));
}

/// The earliest day since which some of what a recovery claims was known.
std::optional<Date> known_before(RecoveryState const& state, View const& view) {
  auto recoveries = recoveries_of(state.against, view);
  std::erase_if(recoveries, [&](RecoveryState const* other) {
    return other->opened->position >= state.opened->position;
  });
  auto const earlier = claims_of(recoveries);
  auto const* target = view.find(state.against);
  auto const found = target ? excess_found(*target, view.of(state.against)) : std::nullopt;
  Money below;
  for (auto const& part : parts_of(found.value_or(Money{}), {}, state.against, view)) {
    below += part.amount;
    if (below <= earlier.total) continue;
    bool const again = below <= earlier.total + earlier.annulled;
    return again ? earlier.again_since(part.happening) : part.happening.day();
  }
  // Its content erased, a control is still known to have been.
  bool const computed = state.cause == recovery::Cause::overcompensation;
  auto const control = computed ? control_of(state.against, view) : std::nullopt;
  return control ? std::optional{control->day()} : std::nullopt;
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

Date prescription_day(RecoveryState const& state, View const& view) {
  auto known = state.opened.value_or(Happening{}).day();
  auto const before = state.opened ? known_before(state, view) : std::nullopt;
  if (before) known = std::min(known, *before);
  return end_of_prescription(known, view.rules());
}

void add_recovery_to_open(std::optional<Money> excess, std::optional<Happening> const& shown,
                          std::string responsible, View const& view, std::vector<Obligation>& out) {
  if (!excess || excess->is_zero()) return;
  auto const claims = claims_of(recoveries_of(view.dossier(), view));
  auto const parts = parts_of(*excess, shown, view.dossier(), view);
  // What was annulled counts from its judgment, what was never withdrawn does not.
  auto const edge = claims.total + claims.annulled;
  Money below;
  for (auto const& part : parts) {
    auto const above = below + part.amount;
    bool const cut = claims.judged && below < edge && edge < above;
    auto const first = cut ? edge - below : part.amount;
    bool const only = parts.size() == 1 && !cut;
    add_part({first, part.happening}, below, only, claims, responsible, view, out);
    if (cut) add_part({above - edge, part.happening}, edge, only, claims, responsible, view, out);
    below = above;
  }
}

}  // namespace probant
