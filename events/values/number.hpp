// Whole numbers with a range that is part of the type: the parser and the schemas read it there.
#pragma once

#include <compare>
#include <cstdint>

namespace probant {

template <std::int64_t Min, std::int64_t Max>
struct Number {
  static constexpr std::int64_t min = Min;
  static constexpr std::int64_t max = Max;
  std::int64_t value = Min;

  constexpr Number() = default;
  constexpr Number(std::int64_t number) : value(number) {}
  constexpr operator std::int64_t() const { return value; }
  bool operator==(Number const&) const = default;
};

using Count = Number<0, 1'000'000'000>;  ///< how many, none included
using Quantity = Number<1, 10'000'000>;  ///< how many, at least one
using Year = Number<2006, 2099>;         ///< a calendar or budget year
using Days = Number<1, 3'660>;           ///< a length of time in days

}  // namespace probant
