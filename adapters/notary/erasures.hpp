// evidence/erasures: which payloads were erased, kept outside the database and with the copies of
// the checkpoint, for the day an older backup is restored (format: engine/log/erasures.hpp).
#pragma once

#include "adapters/notary/notary.hpp"
#include "engine/log/erasures.hpp"

namespace probant::notary {

/// Nothing when there is no such file. Throws StoreError when it is not a list of erasures.
std::vector<ErasedPayload> read_erasures(std::filesystem::path const& file);

/// Adds every erasure the log orders to the file of the store and to each copy; nothing already
/// there is taken away. On the disk when this returns.
void keep_erasures(std::filesystem::path const& store_directory, Settings const& settings,
                   EventStore const& store);

}  // namespace probant::notary
