// What differs between two rulebooks: for `rules --diff` and for what-if questions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/rules/rulebook.hpp"
#include "events/values/names.hpp"

namespace probant {

/// `basis`: the same value, but another label, source, wording, certainty or alternatives.
enum class RulebookChangeKind : std::uint8_t { added, removed, value, basis };
template <>
struct Names<RulebookChangeKind> {
  static constexpr std::array<std::string_view, 4> values{"added", "removed", "value", "basis"};
};

/// `before` is absent from what was added, `after` from what was removed.
struct RulebookChange {
  RulebookChangeKind kind = RulebookChangeKind::value;
  std::string key;
  std::optional<Parameter> before;
  std::optional<Parameter> after;
};

/// In order of key; empty when the two hold the same parameters, in whatever order.
std::vector<RulebookChange> rulebook_diff(std::span<Parameter const> before,
                                          std::span<Parameter const> after);
inline std::vector<RulebookChange> rulebook_diff(Rulebook const& before, Rulebook const& after) {
  return rulebook_diff(before.parameters(), after.parameters());
}

}  // namespace probant
