// The programme's memory: rulebooks adopted and calendar moves, each with the instant from which it
// holds. Nothing here is ever overwritten: an act is judged by what was in force at its own
// instant.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/rules/rulebook.hpp"

namespace probant {

struct AdoptedRulebook {
  Happening adopted;
  Sha256 sha256;
  std::shared_ptr<Rulebook const> rules;  ///< never null
};

/// A date or a window set for a calendar key. A plain date moves the closing day only.
struct CalendarMove {
  Happening set;
  std::optional<Date> opens_on;
  Date closes_on;
  std::string source;
};

struct ProgrammeState {
  std::vector<AdoptedRulebook> rulebooks;
  std::map<std::string, std::vector<CalendarMove>, std::less<>> moves;  ///< by calendar key

  /// The rulebook in force at an instant: the last adopted at or before it, else the first adopted
  /// (a candidacy may predate the adoption). Of those adopted before a position of the log; nothing
  /// when none was.
  AdoptedRulebook const* rulebook_at(Instant at, Position known_before = no_bound) const;
  /// Takes in what another dossier holds, in the order of the log.
  void add(ProgrammeState const& other);
};

void evolve(ProgrammeState& state, RecordedEvent const& event);

}  // namespace probant
