// Where else the content of an event stands. Convergence sends the same thing more than once: what
// it brought stands in its receipt and in the act, in receipts of updates that wait, were repeated
// or dismissed, and in an act that somebody recorded by hand. An erasure takes with it what only
// repeats, and tells of the rest. Reads the log, changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/decide.hpp"
#include "engine/log/event_store.hpp"

namespace probant {

struct Echo {
  Position position = 0;
  DossierId dossier;
  std::string stays{};  ///< why it is not erased along, in French; empty when it is
  bool alike = true;    ///< or else merely sent under the same number, and brought no act
};

/// By position. The same content: the same payload sent under a Convergence number of the dossier,
/// or the same data of the same event. Throws StoreError when the log cannot be read.
std::vector<Echo> echoes_of(Position position, EventStore const& store, World const& world);

/// What an erasure, asked for or confirmed, empties; nothing of any other act.
std::optional<Position> emptied_by(EventBody const& erasure);

/// Warns of every place, and whether it is emptied too.
void warn_of_echoes(std::vector<Echo> const& echoes, Verdict& verdict);

}  // namespace probant
