// What may still be paid to a beneficiary. Built from the same figures as exposure and `explain`
// (engine/kernel/figures.hpp): amounts of this procedure are computed in amounts.cpp and nowhere
// else.
#pragma once

#include <string_view>

#include "engine/kernel/figures.hpp"

namespace probant {

/// The rules that the ceiling and what is due are computed by: those of the last attestation of
/// attainment, which rules adopted later do not move; before any, those of the view's instant.
Rulebook const& settled_rules(MieState const&, View const&);

/// Entitlement less what was ordered: negative when too much was. Nothing when the ceiling is not
/// known, because an entity is missing from the register.
std::optional<Explained<Money>> payable_now(MieState const&, View const&, Tracing);

/// How much of what was attested since the last order is not paid, because as much was ordered
/// beyond what was due.
Money kept_from_payable(MieState const&, View const&);

/// What recoveries take back of what was ordered beyond what is due, whatever their cause.
Money taken_back(MieState const&, View const&);

/// When cards were ordered: on the day of their order form, though it was written down later.
Happening placed(mie::CardsOrdered const&, Happening written_down);

/// What was ordered beyond what is due, without what cards ordered since take from an order: that
/// is deducted from the next payments, and is no indu by itself (rulebook,
/// mie.cards.after_payment). `excess_to_recover` tells the same of what was paid. Zero when it is
/// not known.
Money ordered_in_excess(MieState const&, View const&);

/// The funding as it was at an instant: without cards, payments and attestations that took effect
/// later, though they were written down before. A control that concluded later stays.
MieState as_of(MieState state, Instant at);

/// Cards ordered and not cancelled, by whether their order counts for the deduction.
struct CardCount {
  std::int64_t deducted = 0;
  std::int64_t before_period = 0;
  std::int64_t after_period = 0;
};
CardCount count_cards(MieState const&, View const&);

/// Ordered under a reference by an instant, less all that was ever cancelled of it.
std::int64_t cards_under(MieState const&, std::string_view reference, Instant ordered_by);
/// Which is refused of an act, and can only come of a correction.
bool cancels_more_than_ordered(MieState const&);

}  // namespace probant
