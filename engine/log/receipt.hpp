// The receipt of one event: a .tlog-proof (engine/log/proof_file.hpp) whose `extra` line holds, as
// canonical JSON, what its holder needs beside it and nobody vouches for by itself:
//
//   {"blinding":"<hex>"|null,"envelope":"<text>","payload":"<text>"|null}
//
// The proof vouches for the envelope, the envelope's commitment for the payload.
#pragma once

#include <optional>
#include <string>

#include "engine/log/event_store.hpp"
#include "engine/log/proof_file.hpp"

namespace probant {

struct Receipt {
  std::string envelope;
  std::optional<Bytes32> blinding;     ///< absent once erased
  std::optional<std::string> payload;  ///< likewise
  std::string file;                    ///< the .tlog-proof
};

/// Of the event at `position`, which is below the tree's size; `checkpoint` is that of the tree.
/// Throws StoreError, also when the event is no longer what was recorded.
Receipt receipt_of(EventStore const& store, Tree& tree, SignedNote const& checkpoint,
                   Position position);

}  // namespace probant
