// What a command works on: a store opened for reading or writing, and the seams to clock and
// chance.
#pragma once

#include <memory>

#include "adapters/cli/commands.hpp"
#include "adapters/sqlite/event_store.hpp"
#include "engine/kernel/engine.hpp"

namespace probant::cli {

std::unique_ptr<SqliteEventStore> open_to_read(Common const& common);
std::unique_ptr<SqliteEventStore> open_to_write(Common const& common);

/// Records the built-in rulebook as the first event of a new store.
void adopt_rules(SqliteEventStore& store);

/// The wall clock, to the microsecond.
Instant wall_clock();
/// Random blinding from the operating system; in a simulation store, where the same seed must give
/// the same bytes and nothing is secret, derived from the position.
EnginePorts ports(bool simulation);

/// Checks that `--clock proposals` is asked of a simulation store only; throws UsageError.
ClockMode clock_mode(SqliteEventStore const& store, bool from_proposals);

/// RFC 3339, or a day, which means its end in Paris; throws UsageError naming `option`.
Instant parse_moment(std::string const& text, std::string const& option);
DossierId parse_dossier(std::string const& text);

}  // namespace probant::cli
