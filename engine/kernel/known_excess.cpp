#include "engine/kernel/known_excess.hpp"

#include <algorithm>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/recovery/cash.hpp"

namespace probant {

namespace {

/// By which money was paid, or found to be too much; in the order of the log.
std::vector<Happening> acts_of(MieState const& state) {
  std::vector<Happening> acts;
  for (auto const& one : state.conclusions) acts.push_back(*one.concluded);
  for (auto const& one : state.cards) acts.push_back(one.happening);
  for (auto const& one : state.payments) {
    if (one.disbursed) acts.push_back(*one.disbursed);
  }
  return acts;
}

std::vector<Happening> acts_of(AapState const& state) {
  std::vector<Happening> acts;
  if (state.withdrawn) acts.push_back(*state.withdrawn);
  for (auto const& one : state.instalments) {
    if (one.disbursed) acts.push_back(*one.disbursed);
  }
  return acts;
}

std::vector<Happening> acts_of(RecoveryState const& state) {
  std::vector<Happening> acts;
  for (auto const* amounts : {&state.received, &state.undue_changes}) {
    for (auto const& one : *amounts) acts.push_back(one.happening);
  }
  return acts;
}

std::vector<Happening> acts_of(auto const&) { return {}; }

std::vector<Happening> acts_of(Dossier const& dossier) {
  return std::visit([](auto const& state) { return acts_of(state); }, dossier.state);
}

/// The dossier's state as it was then, whenever that was written down.
MieState state_then(MieState const& state, Instant at) {
  auto then = as_of(state, at);
  std::erase_if(then.conclusions,
                [at](ControlConclusion const& one) { return one.concluded->occurred_at > at; });
  then.conclusion.reset();
  if (!then.conclusions.empty()) then.conclusion = then.conclusions.back();
  return then;
}

AapState state_then(AapState state, Instant at) {
  for (auto& one : state.instalments) {
    if (one.disbursed && one.disbursed->occurred_at > at) one.paid.reset();
  }
  return state;
}

RecoveryState state_then(RecoveryState const& state, Instant at) { return as_of(state, at); }

Money excess_then(MieState const& state, Instant at, View const& view) {
  return excess_to_recover(state_then(state, at), view).value_or(Money{});
}

Money excess_then(AapState const& state, Instant at, View const& view) {
  bool const withdrawn = state.withdrawn && state.withdrawn->occurred_at <= at;
  return withdrawn ? excess_to_recover(state_then(state, at), view).value_or(Money{}) : Money{};
}

Money excess_then(RecoveryState const& state, Instant at, View const&) {
  return came_beyond(state_then(state, at));
}

Money excess_then(auto const&, Instant, View const&) { return {}; }

Money known_by(Happening const& act, KnownExcess const& known) {
  Money total;
  for (auto const& part : known) {
    if (!precedes(act, part.happening)) total += part.amount;
  }
  return total;
}

}  // namespace

bool may_have_excess(Dossier const& dossier) {
  if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    // What was ordered was due by what was attested, but for cards and what a control finds.
    return (funding->conclusion || !funding->cards.empty()) &&
           std::ranges::any_of(funding->payments,
                               [](MiePayment const& one) { return one.executed.has_value(); });
  }
  if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    return recovery->opened.has_value();
  }
  auto const* project = std::get_if<AapState>(&dossier.state);
  return project && project->withdrawn;
}

bool came_late(Happening const& act, Dossier const& dossier) {
  return act.occurred_at < latest_act(act, dossier).occurred_at;
}

Happening latest_act(Happening const& act, Dossier const& dossier) {
  auto last = act;
  for (auto const& one : acts_of(dossier)) {
    if (last.occurred_at < one.occurred_at) last = one;
  }
  return last;
}

KnownExcess excess_by_law(Dossier const& dossier, View const& view) {
  auto acts = acts_of(dossier);
  std::ranges::sort(acts, precedes);
  KnownExcess known;
  Money most;
  for (auto const& act : acts) {
    auto const found =
        std::visit([&](auto const& state) { return excess_then(state, act.occurred_at, view); },
                   dossier.state);
    if (found <= most) continue;
    known.push_back({found - most, act});
    most = found;
  }
  return known;
}

KnownExcess with_late_act(KnownExcess const& known, KnownExcess const& before,
                          KnownExcess const& after) {
  std::vector<Happening> acts;
  for (auto const* parts : {&known, &before, &after}) {
    for (auto const& part : *parts) acts.push_back(part.happening);
  }
  std::ranges::sort(acts, precedes);
  KnownExcess all;
  Money most;
  for (auto const& act : acts) {
    auto const sooner = at_least_zero(known_by(act, after) - known_by(act, before));
    auto const found = known_by(act, known) + sooner;
    if (found <= most) continue;
    all.push_back({found - most, act});
    most = found;
  }
  return all;
}

std::optional<Money> excess_found(Dossier const& dossier, View const& view) {
  if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    return excess_to_recover(*funding, view);
  }
  if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    return came_beyond(*recovery);
  }
  auto const* project = std::get_if<AapState>(&dossier.state);
  return project ? excess_to_recover(*project, view) : std::nullopt;
}

Money total_of(KnownExcess const& known) {
  Money total;
  for (auto const& part : known) total += part.amount;
  return total;
}

void note_excess(KnownExcess& known, Money found, Happening const& now) {
  auto const before = total_of(known);
  if (found > before) known.push_back({found - before, now});
  for (auto left = at_least_zero(before - found); !left.is_zero();) {
    auto& last = known.back();
    auto const taken = std::min(left, last.amount);
    last.amount -= taken;
    left -= taken;
    if (last.amount.is_zero()) known.pop_back();
  }
}

}  // namespace probant
