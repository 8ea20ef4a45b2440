// How one key of a log handed over to the next: checkpoints in `rotations/` that name the key which
// signs from then on, signed by both. Trust goes forward only: what is signed says to which key, so
// that with a key that was given up nobody gets back to being believed.
#pragma once

#include "adapters/verifier/folder.hpp"
#include "adapters/verifier/note.hpp"
#include "adapters/verifier/report.hpp"

namespace probant::verifier {

inline constexpr std::string_view rotations = "rotations/";

struct Handovers {
  struct Named {
    std::string file;
    std::string bytes;
  };
  VerifierKey key;           ///< the last one that trust goes on to
  std::vector<Named> notes;  ///< every checkpoint of the folder that is well formed
};

/// From the key that is `trusted` to the one it handed over to, and so on. What is in the folder
/// and is no handover is reported.
Handovers follow_rotations(Folder& folder, VerifierKey trusted, Report& report);

}  // namespace probant::verifier
