// Fixed-width decimal digits, shared by dates and instants. ASCII only, no sign, no locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace probant {

/// The number written by 1 to 9 digits; nothing for any other character.
inline std::optional<int> parse_digits(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  int value = 0;
  for (char const c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Writes `value`, zero-padded, over `width` characters of `text` from `at`.
inline void write_digits(std::string& text, std::size_t at, std::size_t width, int value) {
  for (std::size_t i = width; i-- > 0; value /= 10) {
    text[at + i] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace probant
