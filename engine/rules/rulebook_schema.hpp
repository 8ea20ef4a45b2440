// What a rulebook must hold: each parameter, its type, and the values this program can apply. A
// value that no code would follow is refused rather than silently ignored.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "events/values/names.hpp"

namespace probant {

/// In the order of the alternatives of ParameterValue.
enum class ParameterType : std::uint8_t { flag, integer, money, date, text, texts, integers };
/// French, for messages.
template <>
struct Names<ParameterType> {
  static constexpr std::array<std::string_view, 7> values{
      "vrai ou faux", "un nombre entier",    "un nombre entier de centimes", "une date",
      "un texte",     "une liste de textes", "une liste de nombres entiers"};
};

/// `allowed`: the values that the code follows, separated by `|`, empty when any is good; of a
/// list, each item. `min` and `max` bound whole numbers, those of a list too.
struct RequiredParameter {
  std::string_view key;
  ParameterType type;
  std::string_view allowed{};
  std::int64_t min = 0;
  std::int64_t max = 1'000'000'000;
};

/// In order of key.
std::span<RequiredParameter const> required_parameters();
/// Nothing when no rulebook may hold such a key.
RequiredParameter const* required_parameter(std::string_view key);
/// Whether the code follows one value only: the parameter then tells the rule, and sets nothing.
bool is_fixed(std::string_view key);

}  // namespace probant
