// What was signed of a log and is at hand (its last checkpoint, copies, cosigned ones, what
// witnesses saw, files given) against the log and against each other: damage, two histories, or an
// end that was never signed.
#pragma once

#include "adapters/cli/verdict.hpp"
#include "adapters/sqlite/event_store.hpp"

namespace probant::cli {

/// Fills in `verdict`, which has the log's own check, its evidence and its lineage. Throws
/// UsageError for a file that is no checkpoint of this log.
void check_signed(Verdict& verdict, SqliteEventStore const& store, std::string const& directory,
                  VerifyOptions const& options);

/// The part of it that a backup brings along and that nobody outside is asked about: what witnesses
/// cosigned. Throws StoreError for a file that is no checkpoint.
void check_cosigned(Verdict& verdict, EventStore const& store, std::string const& directory);

}  // namespace probant::cli
