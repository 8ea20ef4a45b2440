#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/contract/event_store_threads.hpp"

namespace probant::test {

TEST_CASE("sqlite store: readers beside the writer see a prefix", "[store][sqlite][threads]") {
  SqliteFixture fixture;
  contract_between_threads(fixture.store(), 100);
}

}  // namespace probant::test
