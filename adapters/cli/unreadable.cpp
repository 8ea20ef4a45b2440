#include "adapters/cli/unreadable.hpp"

#include <algorithm>

#include "adapters/sqlite/event_store.hpp"

namespace probant::cli {
namespace {

bool can_be_read(EventStore const& store, Position from, Position to) {
  try {
    store.scan(from, to, [](StoredEvent const&) { return true; });
    store.scan_leaves(from, to, [](StoredLeaf const&) { return true; });
    return true;
  } catch (StoreError const&) {
    return false;
  }
}

}  // namespace

std::optional<Position> first_unreadable(std::filesystem::path const& store_directory) {
  constexpr Position turn = 2'048;
  try {
    auto const store = SqliteEventStore::open(store_directory, SqliteEventStore::Mode::read_only);
    auto const end = store->head().next;
    for (Position from = 0; from < end; from += turn) {
      auto const to = std::min(end, from + turn);
      if (can_be_read(*store, from, to)) continue;
      for (auto at = from; at < to; ++at) {
        if (!can_be_read(*store, at, at + 1)) return at;
      }
    }
  } catch (StoreError const&) {
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace probant::cli
