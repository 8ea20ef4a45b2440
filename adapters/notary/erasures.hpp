// evidence/erasures: which payloads were erased, kept outside the database and with the copies of
// the checkpoint, for the day an older backup is restored. A note signed by the log: a forged line
// must not make anything be erased.
//
//   probant erasures v2
//   <origin>
//   <lines of engine/log/erasures.hpp>
//   covers <number of events of the log whose orders are all listed>
//
//   — <origin> <base64>
//
// A list of version 1 has no such last line: it may be of any time.
#pragma once

#include "adapters/notary/notary.hpp"
#include "engine/log/erasures.hpp"

namespace probant::notary {

struct ErasureList {
  std::vector<ErasedPayload> erasures;
  Position covers = 0;  ///< of the log's events, the first so many ordered no others
};

/// Of both, what either knows.
ErasureList merged(ErasureList a, ErasureList const& b);

/// Nothing when there is no such file. Throws StoreError unless it is a list of erasures signed by
/// a key of the log, that had not handed over before what is listed.
ErasureList read_erasures(std::filesystem::path const& file, Evidence const& evidence);

/// Whether the file is such a list.
bool listed_by(std::filesystem::path const& file, Evidence const& evidence);

/// The log that a list says to be of, whoever signed it; empty for what is no list.
std::string listed_origin(std::filesystem::path const& file);

/// Replaces the list. On the disk when this returns.
void write_erasures(std::filesystem::path const& file, Notary const& notary,
                    ErasureList const& list);

/// Adds every erasure the log orders to the file of the store and to each copy; nothing already
/// there is taken away. On the disk when this returns. Looks at no event that the list of the
/// store covers, unless `anew`. Throws StoreError for a list that is none of this log's, once the
/// others are kept. Not two at once.
void keep_erasures(std::filesystem::path const& store_directory, Notary const& notary,
                   EventStore const& store, bool anew = false);

/// Whether those who should have a list of all that the log orders have one: its copies, and the
/// store when there are copies, or has had one.
bool erasures_kept(std::filesystem::path const& store_directory, Notary const& notary,
                   EventStore const& store);

/// In what the store's list is not what the log orders, in French; empty when it is. `ordered`: all
/// that the first `next` events of the log order; `due`: those of them that a list must have.
std::vector<std::string> check_erasures(std::filesystem::path const& store_directory,
                                        Evidence const& evidence,
                                        std::vector<ErasedPayload> const& ordered,
                                        std::vector<ErasedPayload> const& due, Position next);
/// The same of the lists in its copies, where the next restoration looks for them.
std::vector<std::string> check_copied_erasures(Evidence const& evidence,
                                               std::vector<ErasedPayload> const& due);

}  // namespace probant::notary
