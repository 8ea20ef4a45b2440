// A head and the seal that is stored beside it (engine/log/seal.hpp).
#pragma once

#include <functional>
#include <optional>

#include "engine/log/event_store.hpp"

namespace probant {

/// Of one state of the file.
struct SealedHead {
  Head head;
  std::optional<Bytes32> seal{};  ///< none: whoever wrote the head had nothing to seal it with
  bool sealable = true;           ///< false: of format 1, which has no place for it
};

/// Gives the seal of a head; called by each append, on its thread.
using Sealer = std::function<Bytes32(Head const&)>;

}  // namespace probant
