// A log that a program opened for writing and wrote nothing to: in a backup, its file is then no
// more the one that was certified, and only the header of its first page differs.
#pragma once

#include <filesystem>

#include "events/values/sha256.hpp"

namespace probant::cli {

/// Puts the header back as it was, by the digest of the whole file; true when it was only that.
/// Otherwise the file is left as it is. Throws StoreError.
bool put_header_back(std::filesystem::path const& file, Sha256 const& certified);

}  // namespace probant::cli
