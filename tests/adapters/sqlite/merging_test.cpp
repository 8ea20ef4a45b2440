// Indexes that are brought up to date behind the log, whatever the batches.
#include "adapters/sqlite/merging.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace probant::sqlite;

TEST_CASE("merging: every entry arrives once, and what is covered has arrived", "[store][sqlite]") {
  auto const seed = GENERATE(range(1, 6));
  INFO("seed " << seed);
  std::mt19937_64 random{static_cast<std::uint64_t>(seed)};
  // Given batches of every size, from single acts to imports
  auto const most = std::uniform_int_distribution<int>{1, 3'000}(random);
  struct Entry {
    std::uint64_t key;
    std::int64_t number;
    auto operator<=>(Entry const&) const = default;
  };
  Merging<Entry> index{0};
  std::set<std::int64_t> arrived;
  std::int64_t next = 0;
  std::int64_t covered = 0;
  std::size_t longest = 0;
  std::uint64_t last_key = 0;
  while (next < 300'000) {
    auto const size = std::uniform_int_distribution<int>{1, most}(random);
    for (int i = 0; i < size; ++i) index.add({random(), next++});
    // When each is settled
    std::size_t slice = 0;
    auto const merged = index.settle(next, [&](Entry const& entry) {
      REQUIRE(arrived.insert(entry.number).second);
      CHECK(last_key <= entry.key);
      last_key = entry.key;
      ++slice;
    });
    longest = std::max(longest, slice);
    if (merged != Merged::nothing) last_key = 0;
    // Then the number told never goes back, and nothing below it is missing
    REQUIRE(index.covered() >= covered);
    for (; covered < index.covered(); ++covered) REQUIRE(arrived.contains(covered));
    REQUIRE(index.waiting() + static_cast<std::size_t>(covered) == static_cast<std::size_t>(next));
    // And what waits is bounded, as is what one append does
    REQUIRE(index.waiting() <= 2 * (Merging<Entry>::gathered + static_cast<std::size_t>(most)));
  }
  CHECK(longest <=
        std::max<std::size_t>(Merging<Entry>::slice, 2 * static_cast<std::size_t>(most)) +
            2 * static_cast<std::size_t>(most));
  index.settle_all(next, [&](Entry const& entry) { REQUIRE(arrived.insert(entry.number).second); });
  CHECK(index.covered() == next);
  CHECK(arrived.size() == static_cast<std::size_t>(next));
}
