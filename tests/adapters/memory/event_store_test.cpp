#include "adapters/memory/event_store.hpp"

#include "tests/contract/event_store.hpp"

namespace probant::test {
namespace {

class Fixture {
 public:
  EventStore& store() { return store_; }
  void reopen() {}

 private:
  MemoryEventStore store_;
};

}  // namespace

TEST_CASE("memory store: appends as promised", "[store][memory]") {
  contract_of_appending<Fixture>();
}
TEST_CASE("memory store: keeps content as promised", "[store][memory]") {
  contract_of_content<Fixture>();
}
TEST_CASE("memory store: conditions hold as promised", "[store][memory]") {
  contract_of_conditions<Fixture>();
}
TEST_CASE("memory store: reads as promised", "[store][memory]") { contract_of_reading<Fixture>(); }
TEST_CASE("memory store: keeps tiles as promised", "[store][memory]") {
  contract_of_tiles<Fixture>();
}
TEST_CASE("memory store: keeps answers and erases as promised", "[store][memory]") {
  contract_of_proposals_and_erasure<Fixture>();
}

}  // namespace probant::test
