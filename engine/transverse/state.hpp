// What can happen to any dossier, whatever its procedure: extensions, legal hold, corrections,
// erasures.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/lifecycle.hpp"

namespace probant {

enum class HoldPhase : std::uint8_t { free, held };
template <>
struct Names<HoldPhase> {
  static constexpr std::array<std::string_view, 2> values{"free", "held"};
};
template <>
struct PhaseLabels<HoldPhase> {
  static constexpr std::array<std::string_view, 2> values{"libre", "gelé"};
};

struct Extension {
  Happening granted;
  Date new_date;
  std::optional<Region> by;  ///< of the ARS that granted it; nothing for ANS
  bool operator==(Extension const&) const = default;
};

/// Someone asked for an erasure; another person may confirm it.
struct ErasureRequest {
  Happening asked;
  std::string by;  ///< actor id: the same may not confirm
  std::string legal_basis;
  bool operator==(ErasureRequest const&) const = default;
};

struct TransverseState {
  HoldPhase hold = HoldPhase::free;
  std::map<std::string, std::vector<Extension>, std::less<>> extensions;  ///< by calendar key
  std::map<Position, std::vector<Position>> corrections;  ///< of an event, by its position
  std::optional<Happening> corrected;                     ///< the last correction
  std::map<Position, ErasureRequest> erasures_asked;      ///< and not confirmed, by position
  std::map<Position, Happening> erasures;                 ///< confirmed, by erased position
  std::set<EventType> emptied;                            ///< types of the events without content

  bool operator==(TransverseState const&) const = default;
};

void evolve(TransverseState& state, RecordedEvent const& event);

std::optional<HoldPhase> next_phase(HoldPhase phase, EventType type);
std::vector<Track> transverse_tracks();

}  // namespace probant
