// The time stamps kept with a log: evidence/timestamps/<size>.checkpoint, the checkpoint as it was
// then, and <size>.tsr, an authority's answer over exactly those bytes (RFC 3161). Each is named by
// an event of the journal.
#pragma once

#include <chrono>

#include "adapters/notary/notary.hpp"
#include "engine/kernel/engine.hpp"

namespace probant::cli {

/// A stamp that the event at `position` names, and why its files do not bear it out, in French.
struct BrokenStamp {
  Position position = 0;
  journal::CheckpointTimestamped stamped;
  std::string words;
};

/// What the journal names and the files do not bear out. `ca_file`: certificates to trust; empty:
/// signatures of authorities are not checked, the rest is.
struct TimestampCheck {
  std::vector<journal::CheckpointTimestamped> found;  ///< in the journal, without those that fail
  bool verified = false;                              ///< signatures of authorities too
  std::vector<BrokenStamp> broken;
  std::vector<std::string> problems;   ///< of what no event names
  std::vector<std::string> later;      ///< French: of events that say to be recorded after them
  std::vector<std::string> lost;       ///< French: before a restoration whose event says so
  std::vector<std::string> untrusted;  ///< right but for the certificates: not those of `ca_file`
};
TimestampCheck check_timestamps(EventStore const& store, std::string const& store_directory,
                                notary::Evidence const& evidence, std::string const& ca_file);

/// Throws UsageError unless the file, when one is named, holds certificates (PEM).
void ensure_certificates(std::string const& ca_file);

/// Whom to ask for a stamp, and how long to wait for it.
struct Authority {
  std::string url;
  std::string ca_file;  ///< certificates to trust
  std::chrono::milliseconds within;
};

/// Has the log as it stands stamped, and keeps the files; the event that names them is the
/// caller's to record. Throws StoreError when there is no token that holds.
journal::CheckpointTimestamped stamp_last(notary::Notary& notary,
                                          std::string const& store_directory,
                                          Authority const& from);
/// Throws StoreError when the log takes no more.
void record_stamp(Engine& engine, journal::CheckpointTimestamped const& stamp);

/// Whether the last stamp is a day old, and anything was recorded since.
bool stamp_is_due(EventStore const& store, Instant now);

/// The settings' certificates, beside the settings when the path is relative; empty: none.
std::string ca_file_of(notary::Settings const& settings, std::string const& store_directory);

}  // namespace probant::cli
