// The logs that an export's goes on from after a loss: `lost/<size>/` holds their keys, the
// certificate of the restoration, the last word of the old key when there is one, and the newest
// checkpoint that was known.
#pragma once

#include "adapters/verifier/folder.hpp"
#include "adapters/verifier/report.hpp"
#include "adapters/verifier/rotations.hpp"

namespace probant::verifier {

inline constexpr std::string_view lost = "lost/";

struct Forebear {
  std::string folder;  ///< "lost/2/"
  Continued said;
  Digest root{};  ///< of the events restored
  std::string backup_made_at;
  std::int64_t erasures_reapplied = 0;
  std::vector<VerifierKey> keys;
  VerifierKey next;  ///< that signed the certificate
  /// Checkpoints of it: the newest known, and what each witness cosigned last; name and bytes.
  std::vector<std::pair<std::string, std::string>> kept{};
};

struct Lineage {
  std::vector<Forebear> forebears;  ///< by size
  std::vector<Handover> handovers;  ///< of this log and of those before
};

/// What is in `rotations/` and `lost/`, as far as it is well formed; what is not is reported.
Lineage read_lineage(Folder& folder, Report& report);

/// Reports, and takes away, the logs whose certificate was signed neither by a key that led to
/// `key` nor by one that led to a log from which another certificate, signed so, says to go on.
void keep_vouched(Lineage& lineage, VerifierKey const& key, Report& report);

/// The log of that name, one of whose keys signed the note.
Forebear const* signed_before(Lineage const& lineage, Note const& note,
                              Checkpoint const& checkpoint);

}  // namespace probant::verifier
