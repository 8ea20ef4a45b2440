// The end of a log that no checkpoint covers, as a kill leaves one: the seal of its head shows
// whether whoever wrote it had the signing key (engine/log/EVIDENCE.md, "From an event to a
// signature").
#pragma once

#include <string>

#include "adapters/notary/notary.hpp"
#include "adapters/sqlite/event_store.hpp"

namespace probant::cli {

/// Of an end that is not sealed: French, without a full stop, from the position `covered` on.
std::string unsealed_words(SealedHead const& end, Position covered);

/// Throws StoreError, with the way out, when the log goes on beyond its last checkpoint and the
/// seal does not show that its key did. `vouched`: a head that a certificate attests, where
/// another key sealed it.
void ensure_end_sealed(std::string const& directory, SealedHead const& end,
                       notary::Notary const& notary, Head const* vouched = nullptr);

/// The same as words for who only reads; empty also where the private key cannot be read.
std::string unsealed_end_of(SqliteEventStore const& store, notary::Evidence const& evidence,
                            notary::Places const& places);

}  // namespace probant::cli
