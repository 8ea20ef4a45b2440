// Closed lists of words: an enumeration and the names it has in JSON, kept in one place.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace probant {

/// Specialise with `static constexpr std::array<std::string_view, N> values`, in enumerator order.
template <class Enum>
struct Names;

template <class Enum>
concept Named = requires {
  Names<Enum>::values;
};

template <Named Enum>
constexpr std::string_view name_of(Enum value) {
  return Names<Enum>::values[static_cast<std::size_t>(value)];
}

template <Named Enum>
constexpr std::optional<Enum> parse_name(std::string_view name) {
  for (std::size_t i = 0; i < Names<Enum>::values.size(); ++i) {
    if (Names<Enum>::values[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace probant
