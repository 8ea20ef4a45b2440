// A log restored from a backup must forget again what was erased lawfully since the backup was
// made. What had been erased is known from a list kept outside the log (engine/log/erasures.hpp).
#pragma once

#include "engine/kernel/engine.hpp"
#include "engine/log/erasures.hpp"

namespace probant {

/// `size`: events of the log that was restored. Lines of another history, or of what the backup has
/// erased itself, are passed over. How many payloads were ordered to be erased; throws as
/// Engine::erase_again does.
std::int64_t reapply(Engine& engine, std::vector<ErasedPayload> const& erasures, Position size,
                     Actor const& actor);

}  // namespace probant
