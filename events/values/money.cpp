#include "events/values/money.hpp"

#include <stdexcept>

namespace probant {
namespace {

[[noreturn]] void overflow() { throw std::overflow_error("amount beyond 64-bit cents"); }

}  // namespace

Money Money::operator+(Money other) const {
  std::int64_t result = 0;
  if (__builtin_add_overflow(cents_, other.cents_, &result)) overflow();
  return Money{result};
}

Money Money::operator-(Money other) const {
  std::int64_t result = 0;
  if (__builtin_sub_overflow(cents_, other.cents_, &result)) overflow();
  return Money{result};
}

Money Money::operator*(std::int64_t factor) const {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(cents_, factor, &result)) overflow();
  return Money{result};
}

Money Money::half_rounded_down() const {
  std::int64_t const half = cents_ / 2;
  return Money{cents_ < 0 && cents_ % 2 != 0 ? half - 1 : half};
}

Money sum(std::span<Money const> amounts) {
  Money total;
  for (auto const amount : amounts) total += amount;
  return total;
}

std::string to_french(Money amount) {
  constexpr auto narrow_no_break_space = "\u202f";
  bool const negative = amount.cents() < 0;
  auto const magnitude = negative ? 0 - static_cast<std::uint64_t>(amount.cents())
                                  : static_cast<std::uint64_t>(amount.cents());
  std::string const digits = std::to_string(magnitude / 100);
  std::string text = negative ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += narrow_no_break_space;
    text += digits[i];
  }
  auto const cents = static_cast<char>(magnitude % 100);
  text += ',';
  text += static_cast<char>('0' + cents / 10);
  text += static_cast<char>('0' + cents % 10);
  return text + "\u00a0€";
}

}  // namespace probant
