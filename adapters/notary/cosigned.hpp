// evidence/cosigned: what witnesses have seen of a log. The newest checkpoint loses its
// cosignatures with the next append; here each witness's last one stays, one file for each size.
// Everything throws StoreError.
#pragma once

#include <filesystem>

#include "engine/log/checkpoint.hpp"

namespace probant::notary {

/// A file of the folder; `note` is what it holds.
struct CosignedFile {
  std::filesystem::path file;
  SignedNote note;
  Checkpoint checkpoint;
};

/// By size; none when there is no folder. What is no checkpoint named after its size is refused.
std::vector<CosignedFile> read_cosigned(std::filesystem::path const& folder);

/// Adds the checkpoint, and takes away those whose every cosigner has cosigned a larger one.
void keep_cosigned(std::filesystem::path const& folder, OpenedCheckpoint const& checkpoint);

/// The size of the last one that bears a line in the name of `witness`; 0 for none.
std::uint64_t last_cosigned(std::filesystem::path const& folder, VerifierKey const& witness);

}  // namespace probant::notary
