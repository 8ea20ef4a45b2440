// EventStore::scan for whoever reads much: another thread fetches the rows from the store while
// those before them are visited. Visits come in order and on the calling thread.
#pragma once

#include "engine/log/event_store.hpp"

namespace probant {

/// As `store.scan`. A visitor that ends it early has let a few thousand rows be read in vain.
void scan_ahead(EventStore const& store, Position from, Position to,
                EventStore::Visitor const& visit);

}  // namespace probant
