// What the events of a whole log say of its restorations: time stamps that were lost before them;
// and what lies beside the events that must say the same: certificates, which a key signed that may
// have been given up since, and which may be signed anew by whoever got hold of it.
#pragma once

#include "adapters/verifier/offices.hpp"

namespace probant::verifier {

/// As an event tells it.
struct Restoration {
  std::int64_t position = 0;
  std::int64_t size = 0;   ///< events restored
  std::int64_t known = 0;  ///< events known then: what is beyond `size` was lost
  Digest root{};           ///< of those restored
  std::int64_t erasures_reapplied = 0;
  std::string backup_made_at;
  std::string recorded_at;
  std::string actor;
  std::vector<std::int64_t> stamps_lost;  ///< positions of the events that name them

  std::int64_t lost() const { return known > size ? known - size : 0; }
};

/// A time stamp that an event names, and whose token is not there.
struct MissingStamp {
  std::int64_t position = 0;  ///< of the event
  std::int64_t size = 0;
  std::string token_sha256;

  std::string token() const { return "timestamps/" + std::to_string(size) + ".tsr"; }
};

/// All by position. Unless `complete`, what is not here may be in events that could not be read.
struct Told {
  bool complete = false;
  std::vector<KeyChange> key_changes;
  std::vector<Abandoned> abandoned;  ///< taken out of those
  std::vector<Restoration> restorations;
  std::vector<MissingStamp> stamps;
};

/// The certificate of each log before this one says what the events do that tell of its
/// restoration; each restoration after which another log goes on has one. Of a whole log.
void check_restorations(Told const& told, Lineage const& lineage, Folder& folder, Report& report);

/// Tokens that are missing are defects, but where a restoration tells that they were lost.
void check_missing_stamps(Told const& told, Report& report);

/// Which key was the last of a log before, where no passages lead to it, only what followed says.
void tell_unled(Told const& told, Lineage const& lineage, Report& report);

/// Where the events are not at hand: what rests on the word of a key given up since is told.
void tell_unproven(Lineage const& lineage, Report& report);

}  // namespace probant::verifier
