// evidence/world: what the projections answered when a command that wrote closed the log, so that
// `verify` can tell whether the same events still give the same answers. A signed note:
//
//   probant world certificate v1
//   {"code_version":…,"deadlines":…,"directory":…,"exposure":…,"origin":…,"position":…,"root":…}
//
// The hashes are those of projections/certificate.hpp; canonical JSON and a line feed.
#pragma once

#include "adapters/cli/session.hpp"

namespace probant::cli {

/// Signs it for the world as it stands, unless it stood so when it was signed last; and lists
/// outside the database whatever erasure a command that was killed has not. A failure is told on
/// standard error: nothing recorded depends on it.
void certify_world(WritingSession& session, Engine const& engine);

/// `state` is for programs: "same", "different", "none" kept, by an "other_version" of the program,
/// or "not_comparable" because something was erased since. `problem`: French, empty for a good one.
struct WorldCheck {
  std::string state;
  std::string problem;
  bool cut = false;  ///< the log ends before what was certified
};

/// Replays the log as far as the certificate goes; `store` has been found good. Throws StoreError.
WorldCheck check_world(EventStore const& store, notary::Evidence const& evidence,
                       std::string const& store_directory);

/// Why a log must not be gone on with that has fewer events than its key certified the world of,
/// which is only ever done of events that are on the disk: French, without the full stop, with the
/// way out. Empty when it has them, or when nothing there is certified.
std::string missing_of_world(EventStore const& store, notary::Evidence const& evidence,
                             std::string const& store_directory);

/// Why the answers of the projections were not compared with those certified (`WorldCheck::state`);
/// French, empty when they were.
std::string notice_of(std::string const& projections);

}  // namespace probant::cli
