// What a lifecycle tells the rest of the engine, without any state machine in sight.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event.hpp"

namespace probant {

/// A row of a transition table, by name: for diagrams and for pinning the table in tests.
struct Transition {
  std::string_view from;
  std::string_view event;
  std::string_view to;
  bool operator==(Transition const&) const = default;
};

/// One small machine of a procedure: "candidacy", "campaign"…
struct Track {
  std::string_view name;
  std::string_view initial;
  std::vector<Transition> transitions;
};

/// French words for a phase, shown to readers. Specialise with `values`, in enumerator order.
template <class Phase>
struct PhaseLabels;
template <class Phase>
std::string_view label_of(Phase phase) {
  return PhaseLabels<Phase>::values[static_cast<std::size_t>(phase)];
}

/// A Mermaid `stateDiagram-v2` of the tracks, deterministic.
std::string mermaid(std::string_view title, std::vector<Track> const& tracks);

}  // namespace probant
