#include "engine/kernel/known_excess.hpp"

#include <algorithm>

#include "engine/kernel/procedure.hpp"
#include "engine/recovery/cash.hpp"

namespace probant {

std::optional<Happening> watched_since(Dossier const& dossier) {
  if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    return funding->conclusion ? funding->conclusion->concluded : std::nullopt;
  }
  if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) return recovery->opened;
  auto const* project = std::get_if<AapState>(&dossier.state);
  return project ? project->withdrawn : std::nullopt;
}

std::optional<Money> excess_found(Dossier const& dossier, View const& view) {
  if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    return excess_to_recover(*funding, view);
  }
  if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    return came_beyond(*recovery);
  }
  auto const* project = std::get_if<AapState>(&dossier.state);
  return project ? excess_to_recover(*project, view) : std::nullopt;
}

Money total_of(KnownExcess const& known) {
  Money total;
  for (auto const& part : known) total += part.amount;
  return total;
}

void note_excess(KnownExcess& known, Money found, Happening const& now) {
  auto const before = total_of(known);
  if (found > before) known.push_back({found - before, now});
  for (auto left = at_least_zero(before - found); !left.is_zero();) {
    auto& last = known.back();
    auto const taken = std::min(left, last.amount);
    last.amount -= taken;
    left -= taken;
    if (last.amount.is_zero()) known.pop_back();
  }
}

}  // namespace probant
