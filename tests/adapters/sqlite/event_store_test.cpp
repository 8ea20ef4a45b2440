#include "adapters/sqlite/event_store.hpp"

#include "adapters/memory/event_store.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/contract/event_store.hpp"

namespace probant::test {

TEST_CASE("sqlite store: appends as promised", "[store][sqlite]") {
  contract_of_appending<SqliteFixture>();
}
TEST_CASE("sqlite store: keeps content as promised", "[store][sqlite]") {
  contract_of_content<SqliteFixture>();
}
TEST_CASE("sqlite store: conditions hold as promised", "[store][sqlite]") {
  contract_of_conditions<SqliteFixture>();
}
TEST_CASE("sqlite store: reads as promised", "[store][sqlite]") {
  contract_of_reading<SqliteFixture>();
}
TEST_CASE("sqlite store: keeps tiles as promised", "[store][sqlite]") {
  contract_of_tiles<SqliteFixture>();
}
TEST_CASE("sqlite store: keeps answers and erases as promised", "[store][sqlite]") {
  contract_of_proposals_and_erasure<SqliteFixture>();
}

}  // namespace probant::test
