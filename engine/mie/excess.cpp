// What was ordered or paid beyond what is due, and is to be recovered: of what cards take, only
// what was ordered after them.
#include <algorithm>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/recovery/target.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

/// What is left of an excess of `total` once each order is held against the cards of before it
/// alone: of what it ordered, and those before, no later cards make an excess.
Money without_later_cards(MieState const& state, Money excess, Money total, auto const& excess_of) {
  auto orders = state.payments;
  std::ranges::sort(orders, [](MiePayment const& one, MiePayment const& other) {
    return precedes(one.ordered, other.ordered);
  });
  for (auto const& order : orders) {
    if (excess.is_zero()) break;
    total -= order.amount;
    auto then = state;
    auto const later = std::erase_if(then.cards, [&](CardMovement const& movement) {
      return precedes(order.ordered, movement.happening);
    });
    if (later == 0) break;
    excess = std::min(excess, std::max(excess_of(then), total));
  }
  return excess;
}

}  // namespace

Money ordered_in_excess(MieState const& state, View const& view) {
  auto const all = known_figures(state, view);
  auto const ordered = amount_of(all, Figure::ordered_cents);
  if (!ordered || !amount_of(all, Figure::entitlement_cents)) return {};
  auto const beyond = [&](MieState const& one) {
    auto const left = payable_now(one, view, Tracing::off);
    return left ? at_least_zero(Money{} - left->value) : Money{};
  };
  return without_later_cards(state, beyond(state), *ordered - taken_back(state, view), beyond);
}

std::optional<Money> excess_to_recover(MieState const& state, View const& view) {
  auto const all = known_figures(state, view);
  auto const excess = amount_of(all, Figure::overcompensation_cents);
  auto const paid = amount_of(all, Figure::paid_cents);
  if (!excess || !paid) return excess;
  return without_later_cards(state, *excess, *paid, [&](MieState const& one) {
    return amount_of(figures(one, view, Tracing::off), Figure::overcompensation_cents)
        .value_or(Money{});
  });
}

Happening placed(mie::CardsOrdered const& order, Happening written_down) {
  return placed_on(order.ordered_on, written_down);
}

}  // namespace probant
