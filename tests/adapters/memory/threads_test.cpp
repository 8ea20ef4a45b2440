#include "adapters/memory/event_store.hpp"
#include "tests/contract/event_store_threads.hpp"

namespace probant::test {

TEST_CASE("memory store: readers beside the writer see a prefix", "[store][memory][threads]") {
  MemoryEventStore store;
  contract_between_threads(store, 200);
}

}  // namespace probant::test
