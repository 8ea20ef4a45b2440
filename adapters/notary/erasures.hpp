// evidence/erasures: which payloads were erased, kept outside the database and with the copies of
// the checkpoint, for the day an older backup is restored. A note signed by the log: a forged line
// must not make anything be erased.
//
//   probant erasures v1
//   <origin>
//   <lines of engine/log/erasures.hpp>
//
//   — <origin> <base64>
#pragma once

#include "adapters/notary/notary.hpp"
#include "engine/log/erasures.hpp"

namespace probant::notary {

/// Nothing when there is no such file. Throws StoreError unless it is a list of erasures signed by
/// one of `keys`.
std::vector<ErasedPayload> read_erasures(std::filesystem::path const& file,
                                         std::vector<VerifierKey> const& keys);

/// Whether the file is such a list.
bool listed_by(std::filesystem::path const& file, std::vector<VerifierKey> const& keys);

/// Replaces the list. On the disk when this returns.
void write_erasures(std::filesystem::path const& file, Notary const& notary,
                    std::vector<ErasedPayload> const& erasures);

/// Adds every erasure the log orders to the file of the store and to each copy; nothing already
/// there is taken away. On the disk when this returns.
void keep_erasures(std::filesystem::path const& store_directory, Notary const& notary,
                   EventStore const& store);

/// In what the store's list is not what the log orders, in French; empty when it is. `ordered`: all
/// that the first `next` events of the log order.
std::vector<std::string> check_erasures(std::filesystem::path const& store_directory,
                                        Evidence const& evidence,
                                        std::vector<ErasedPayload> const& ordered, Position next);

}  // namespace probant::notary
