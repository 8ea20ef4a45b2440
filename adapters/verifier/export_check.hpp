// Verifies a whole export: everything is computed again from its bytes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapters/verifier/note.hpp"
#include "adapters/verifier/report.hpp"
#include "adapters/verifier/rotations.hpp"

namespace probant::verifier {

/// What the reader knows from elsewhere.
struct Given {
  struct OldCheckpoint {
    std::string name;  ///< for messages
    std::string bytes;
  };
  std::optional<VerifierKey> key;
  std::vector<OldCheckpoint> checkpoints;
  std::vector<VerifierKey> witnesses;
  /// Of a receipt or a proof of consistency: how the key given handed over to the one that signed.
  std::vector<Handover> handovers;
  std::string tsa_ca;  ///< file of certificates, or empty
};

/// Throws CannotRead when `folder` cannot be read at all.
Report check_export(std::filesystem::path const& folder, Given const& given);

}  // namespace probant::verifier
