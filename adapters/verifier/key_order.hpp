// The keys that an export names, and which it names first: that is the one people take and keep.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/verifier/report.hpp"
#include "adapters/verifier/rotations.hpp"

namespace probant::verifier {

/// The lines of a `log.vkey`; nothing when one of them is no key.
std::optional<std::vector<VerifierKey>> parse_keys(std::string_view lines);

/// What an export says of the keys of its journal.
struct NamedKeys {
  VerifierKey const& in_manifest;
  std::vector<VerifierKey> const& listed;  ///< log.vkey
};

/// The key of the manifest signed the checkpoint; and of two that are listed, of which one handed
/// over to the other, that other comes first.
void check_named_keys(NamedKeys const& named, Note const& checkpoint,
                      std::span<Handover const> handovers, Report& report);

}  // namespace probant::verifier
