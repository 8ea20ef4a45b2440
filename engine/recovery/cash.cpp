#include "engine/recovery/cash.hpp"

#include <algorithm>
#include <ranges>

#include "engine/kernel/legal_order.hpp"

namespace probant {
namespace {

struct Part {
  DatedAmount owed;
  bool by_decision = false;  ///< a judgment or a withdrawal made it owed, no receipt
};

/// Takes an amount from parts in their order; returns what they did not have.
Money take(auto&& parts, Money amount) {
  for (Part& part : parts) {
    auto const taken = std::min(part.owed.amount, amount);
    part.owed.amount -= taken;
    amount -= taken;
  }
  return amount;
}

/// What a decision makes due again is, first of all, what decisions had made owed back.
void take_back(std::vector<Part>& parts, Money amount) {
  auto const decided = [](Part const& part) { return part.by_decision; };
  amount = take(parts | std::views::reverse | std::views::filter(decided), amount);
  take(parts | std::views::reverse, amount);
}

}  // namespace

std::vector<DatedAmount> cash(RecoveryState const& state) {
  auto movements = state.received;
  for (auto const& one : state.restored) movements.push_back({Money{} - one.amount, one.paid});
  std::ranges::sort(movements, [](DatedAmount const& one, DatedAmount const& other) {
    return precedes(one.happening, other.happening);
  });
  return movements;
}

std::optional<Happening> reached(std::vector<DatedAmount> const& movements, Money amount) {
  Money total;
  std::optional<Happening> met;
  for (auto const& movement : movements) {
    total += movement.amount;
    if (total < amount) {
      met.reset();
    } else if (!met) {
      met = movement.happening;
    }
  }
  return met;
}

std::vector<DatedAmount> RecoveryState::owed_back() const {
  std::vector<Part> acts;
  for (auto const& [amount, happening] : undue_changes) {
    acts.push_back({{Money{} - amount, happening}, true});
  }
  for (auto const& movement : cash(*this)) acts.push_back({movement, false});
  std::ranges::stable_sort(acts, [](Part const& one, Part const& other) {
    return precedes(one.owed.happening, other.owed.happening);
  });
  std::vector<Part> parts;
  Money beyond;  // negative while something is due
  for (auto const& [act, by_decision] : acts) {
    auto const before = at_least_zero(beyond);
    beyond += act.amount;
    auto const after = at_least_zero(beyond);
    if (after > before) parts.push_back({{after - before, act.happening}, by_decision});
    if (after >= before) continue;
    if (by_decision) {
      take_back(parts, before - after);
    } else {
      take(parts, before - after);
    }
  }
  std::vector<DatedAmount> owed;
  for (auto const& part : parts) {
    if (!part.owed.amount.is_zero()) owed.push_back(part.owed);
  }
  return owed;
}

bool is_receipt(RecoveryState const& state, Happening const& act) {
  return std::ranges::any_of(state.received,
                             [&](DatedAmount const& one) { return one.happening == act; });
}

Money came_beyond(RecoveryState const& state) {
  Money total;
  auto const add = [&](std::vector<DatedAmount> const& parts) {
    for (auto const& part : parts) {
      if (is_receipt(state, part.happening)) total += part.amount;
    }
  };
  for (auto const& one : state.restored) add(one.owed_by);
  add(state.owed_back());
  return total;
}

RecoveryState as_of(RecoveryState state, Instant at) {
  auto const later = [at](Happening const& act) { return act.occurred_at > at; };
  auto const drop_later = [&](std::vector<DatedAmount>& amounts) {
    std::erase_if(amounts, [&](DatedAmount const& one) { return later(one.happening); });
  };
  drop_later(state.received);
  drop_later(state.waived);
  drop_later(state.written_off);
  std::erase_if(state.restored, [&](Restitution const& one) { return later(one.paid); });
  std::erase_if(state.judgments, [&](Judgment const& one) { return later(one.told); });
  return state;
}

}  // namespace probant
