// The receipt of one event under the newest checkpoint that was kept.
#pragma once

#include "adapters/evidence/export.hpp"
#include "engine/log/receipt.hpp"

namespace probant {

/// Throws ExportError when the checkpoint does not cover `position`.
Receipt receipt_of(EventStore const& store, KeptEvidence const& evidence, Position position);

}  // namespace probant
