// The log's memory of itself: its signing keys, time stamps, restorations and clock.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "events/families/journal.hpp"

namespace probant {

struct JournalState {
  std::vector<std::string> retired_keys;  ///< C2SP verifier keys, oldest first
  std::string key;                        ///< since the last rotation; empty before any
  std::vector<journal::CheckpointTimestamped> timestamps;
  std::vector<journal::Restored> restorations;
  std::int64_t clock_setbacks = 0;

  bool operator==(JournalState const&) const = default;
};

void evolve(JournalState& state, RecordedEvent const& event);

}  // namespace probant
