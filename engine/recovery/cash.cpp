#include "engine/recovery/cash.hpp"

#include <algorithm>

#include "engine/kernel/legal_order.hpp"

namespace probant {

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

RecoveryState as_of(RecoveryState state, Instant at) {
  auto const later = [at](Happening const& act) { return act.occurred_at > at; };
  auto const drop_later = [&](std::vector<DatedAmount>& amounts) {
    std::erase_if(amounts, [&](DatedAmount const& one) { return later(one.happening); });
  };
  drop_later(state.received);
  drop_later(state.waived);
  drop_later(state.written_off);
  std::erase_if(state.restored, [&](Restitution const& one) { return later(one.paid); });
  if (state.appeal_decided && later(*state.appeal_decided)) state.appeal_outcome.reset();
  return state;
}

}  // namespace probant
