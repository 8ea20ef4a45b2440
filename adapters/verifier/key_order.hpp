// Which key an export names first: that is the one people take and keep.
#pragma once

#include <span>

#include "adapters/verifier/report.hpp"
#include "adapters/verifier/rotations.hpp"

namespace probant::verifier {

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
