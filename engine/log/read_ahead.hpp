// EventStore::scan for whoever reads much: other threads fetch the rows from the store while those
// before them are visited. Visits come in order and on the calling thread.
#pragma once

#include "engine/log/event_store.hpp"

namespace probant {

/// As `store.scan`, except that what the log loses to an erasure meanwhile may be missed from a
/// later part of it. A visitor that ends it early has let some rows be read in vain.
void scan_ahead(EventStore const& store, Position from, Position to,
                EventStore::Visitor const& visit);

}  // namespace probant
