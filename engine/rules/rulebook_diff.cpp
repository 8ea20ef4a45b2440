#include "engine/rules/rulebook_diff.hpp"

#include <map>
#include <string_view>
#include <utility>

namespace probant {
namespace {

using BothSides = std::pair<Parameter const*, Parameter const*>;

std::optional<Parameter> copy_of(Parameter const* parameter) {
  return parameter ? std::optional{*parameter} : std::nullopt;
}

RulebookChangeKind kind_of(BothSides const& sides) {
  auto const [before, after] = sides;
  if (before == nullptr) return RulebookChangeKind::added;
  if (after == nullptr) return RulebookChangeKind::removed;
  return before->value == after->value ? RulebookChangeKind::basis : RulebookChangeKind::value;
}

}  // namespace

std::vector<RulebookChange> rulebook_diff(std::span<Parameter const> before,
                                          std::span<Parameter const> after) {
  std::map<std::string_view, BothSides> keys;
  for (auto const& parameter : before) keys[parameter.key].first = &parameter;
  for (auto const& parameter : after) keys[parameter.key].second = &parameter;
  std::vector<RulebookChange> changes;
  for (auto const& [key, sides] : keys) {
    auto const [old_one, new_one] = sides;
    if (old_one && new_one && *old_one == *new_one) continue;
    changes.push_back({kind_of(sides), std::string{key}, copy_of(old_one), copy_of(new_one)});
  }
  return changes;
}

}  // namespace probant
