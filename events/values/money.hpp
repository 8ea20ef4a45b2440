// Money: an exact number of euro cents. No floating point comes near it; every operation is
// checked.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>

namespace probant {

/// Any 64-bit number of cents, negative allowed (a difference). Amounts read from outside are
/// limited to [0, max_outside]: a hundred billion euros, so that sums of a whole programme cannot
/// overflow. An operation that would overflow throws std::overflow_error: a defect, not an input.
class Money {
 public:
  static constexpr std::int64_t max_outside_cents = 10'000'000'000'000;

  constexpr Money() = default;
  static constexpr Money cents(std::int64_t cents) { return Money{cents}; }
  static constexpr Money euros(std::int64_t euros) { return Money{euros * 100}; }

  constexpr std::int64_t cents() const { return cents_; }
  constexpr bool is_zero() const { return cents_ == 0; }

  Money operator+(Money other) const;
  Money operator-(Money other) const;
  Money operator*(std::int64_t factor) const;
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }
  auto operator<=>(Money const&) const = default;

  /// The half, rounded down to the cent: the first of two instalments (rulebook, A19).
  Money half_rounded_down() const;

 private:
  explicit constexpr Money(std::int64_t cents) : cents_(cents) {}
  std::int64_t cents_ = 0;
};

inline Money at_least_zero(Money amount) { return amount < Money{} ? Money{} : amount; }
Money sum(std::span<Money const> amounts);

/// French notation for readers: "51 000,00 €" (narrow no-break spaces between thousands).
std::string to_french(Money amount);

}  // namespace probant
