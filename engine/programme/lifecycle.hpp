// The life of a programme: rules are adopted, one version after the other, and its calendar moves.
// The phase follows from the state and is not kept beside it.
#pragma once

#include "engine/kernel/lifecycle.hpp"
#include "engine/programme/state.hpp"

namespace probant {

enum class ProgrammePhase : std::uint8_t { none, active };
template <>
struct Names<ProgrammePhase> {
  static constexpr std::array<std::string_view, 2> values{"none", "active"};
};
template <>
struct PhaseLabels<ProgrammePhase> {
  static constexpr std::array<std::string_view, 2> values{"sans règles adoptées", "en vigueur"};
};

inline ProgrammePhase programme_phase(ProgrammeState const& state) {
  return state.rulebooks.empty() ? ProgrammePhase::none : ProgrammePhase::active;
}

std::optional<ProgrammePhase> next_phase(ProgrammePhase phase, EventType type);
std::vector<Track> programme_tracks();

}  // namespace probant
