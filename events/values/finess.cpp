#include "events/values/finess.hpp"

namespace probant {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int luhn_value(char c) {
  if (c == 'A') return 1;
  if (c == 'B') return 2;
  return is_digit(c) ? c - '0' : 0;
}

}  // namespace

bool is_finess_pattern(std::string_view number) noexcept {
  if (number.size() != 9) return false;
  for (std::size_t i = 0; i < number.size(); ++i) {
    bool const letter_allowed = i == 1 && number[i] >= 'A' && number[i] <= 'Z';
    if (!is_digit(number[i]) && !letter_allowed) return false;
  }
  return true;
}

bool has_finess_key(std::string_view number) noexcept {
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = number.size(); i-- > 0; doubled = !doubled) {
    int const digit = luhn_value(number[i]) * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

}  // namespace probant
