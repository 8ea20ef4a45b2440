#include "projections/deadlines.hpp"

#include <algorithm>

#include "tests/support/example_store.hpp"

namespace probant::test {
namespace {

struct Played {
  Played() { play_example(store); }
  Deadline deadline(std::string key, std::string_view at) {
    auto const when = *Instant::parse(at);
    auto const all = deadlines(replay(store, {when, std::nullopt}), when);
    auto const found = std::ranges::find(all, key, &Deadline::key);
    REQUIRE(found != all.end());
    return *found;
  }
  MemoryEventStore store;
};

TEST_CASE_METHOD(Played, "deadlines: upcoming, open, due soon, overdue as the days pass",
                 "[deadlines]") {
  CHECK(deadline("mie.declaration.2027", "2027-06-14T12:00:00Z").state == DeadlineState::upcoming);
  CHECK(deadline("mie.declaration.2027", "2027-06-15T12:00:00Z").state == DeadlineState::open);
  CHECK(deadline("mie.declaration.2027", "2027-07-07T12:00:00Z").state == DeadlineState::open);
  CHECK(deadline("mie.declaration.2027", "2027-07-08T12:00:00Z").state == DeadlineState::due_soon);
  CHECK(deadline("mie.declaration.2027", "2027-07-15T21:59:59Z").state == DeadlineState::due_soon);
  CHECK(deadline("mie.declaration.2027", "2027-07-15T22:00:00Z").state == DeadlineState::overdue);
}

TEST_CASE_METHOD(Played, "deadlines: days left count Paris days, below zero when overdue",
                 "[deadlines]") {
  CHECK(deadline("mie.declaration.2027", "2027-07-08T12:00:00Z").days_left == 7);
  CHECK(deadline("mie.declaration.2027", "2027-07-15T21:59:59Z").days_left == 0);
  CHECK(deadline("mie.declaration.2027", "2027-07-15T22:00:00Z").days_left == -1);
}

TEST_CASE_METHOD(Played, "deadlines: once met they name the event, and nothing is left",
                 "[deadlines]") {
  auto const met = deadline("mie.declaration.2026", "2026-11-01T12:00:00Z");
  CHECK(met.state == DeadlineState::met);
  CHECK(met.met_at == *Instant::parse("2026-06-30T15:00:00Z"));
  CHECK(met.met_by_position.value() == 16);
  CHECK_FALSE(met.days_left);
}

TEST_CASE_METHOD(Played, "deadlines: asked about an earlier day, what came later is not known",
                 "[deadlines]") {
  CHECK(deadline("mie.declaration.2026", "2026-06-20T12:00:00Z").state == DeadlineState::open);
}

TEST_CASE_METHOD(Played, "deadlines: filters keep what they name", "[deadlines]") {
  auto const at = *Instant::parse("2026-11-01T12:00:00Z");
  auto const world = replay(store);
  DeadlineFilter filter;
  filter.responsible = "establishment";
  filter.region = Region::parse("84");
  auto const own = deadlines(world, at, filter);
  CHECK_FALSE(own.empty());
  CHECK(std::ranges::all_of(own, [](auto& d) { return d.responsible == "establishment"; }));
  filter.region = Region::parse("93");
  CHECK(deadlines(world, at, filter).empty());
}

TEST_CASE_METHOD(Played, "deadlines: ordered by day, then dossier, then key", "[deadlines]") {
  auto const all = deadlines(replay(store), *Instant::parse("2026-11-01T12:00:00Z"));
  CHECK(std::ranges::is_sorted(
      all, {}, [](Deadline const& d) { return std::tie(d.due_on, d.dossier, d.key); }));
}

}  // namespace
}  // namespace probant::test
