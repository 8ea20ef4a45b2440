// The time stamps kept with a log: evidence/timestamps/<size>.checkpoint, the checkpoint as it was
// then, and <size>.tsr, an authority's answer over exactly those bytes (RFC 3161). Each is named by
// an event of the journal.
#pragma once

#include "adapters/cli/session.hpp"

namespace probant::cli {

/// What the journal names and the files do not bear out. `ca_file`: certificates to trust; empty:
/// signatures of authorities are not checked, the rest is.
struct TimestampCheck {
  std::size_t found = 0;
  std::vector<std::string> problems;
};
TimestampCheck check_timestamps(EventStore const& store, std::string const& store_directory,
                                notary::Evidence const& evidence, std::string const& ca_file);

/// The settings' certificates, beside the settings when the path is relative; empty: none.
std::string ca_file_of(notary::Settings const& settings, std::string const& store_directory);

}  // namespace probant::cli
