// Whether two worlds are the same: every dossier as folded, and what decisions start from.
#pragma once

#include <catch2/catch.hpp>

#include "engine/kernel/world.hpp"

namespace probant::test {

/// Empty when they are; else what differs first.
inline std::string difference(World const& left, World const& right) {
  if (left.next_position() != right.next_position()) return "position";
  if (left.last_recorded_at() != right.last_recorded_at()) return "last recorded";
  auto const ours = left.dossiers();
  auto const theirs = right.dossiers();
  if (ours.size() != theirs.size()) return "number of dossiers";
  for (std::size_t i = 0; i < ours.size(); ++i) {
    auto const& a = *ours[i];
    auto const& b = *theirs[i];
    auto const name = a.id.text();
    if (a.id != b.id) return name + " and " + b.id.text();
    if (a.version != b.version || a.last_position != b.last_position ||
        a.last_recorded_at != b.last_recorded_at) {
      return "version of " + name;
    }
    if (left.known_excess(a.id) != right.known_excess(a.id)) return "excess known of " + name;
    if (!(a.transverse == b.transverse)) return "acts in " + name;
    bool const same = std::visit(
        [&]<class State>(State const& state) {
          auto const* other = std::get_if<State>(&b.state);
          if constexpr (std::equality_comparable<State>) {
            return other != nullptr && state == *other;
          } else {
            return other != nullptr;
          }
        },
        a.state);
    if (!same) return "state of " + name;
  }
  auto const at = left.last_recorded_at();
  if (left.rules_at(at).id() != right.rules_at(at).id()) return "rulebook in force";
  return {};
}

}  // namespace probant::test
