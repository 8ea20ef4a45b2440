// What a courier passes over, once and for all.
#include "tests/adapters/outgoing/round.hpp"

namespace probant::test {

TEST_CASE("outgoing: what concerns nobody is passed over, however much is looked at in one go",
          "[outgoing]") {
  auto const at_once = GENERATE(Position{100}, Position{512}, Position{4096});
  constexpr Position end = 10'000;
  constexpr Position theirs = end - 2;
  Round round;
  round.ports.find = [&](Subscription const&, Position from) {
    auto const reached = std::min(from + at_once, end);
    if (from <= theirs && theirs < reached)
      return std::optional{Found{Letter{theirs, "{}"}, theirs}};
    return std::optional{Found{std::nullopt, reached, reached < end}};
  };
  CHECK(round.run().step == Step::when_woken);
  CHECK(round.received == std::vector{round.name(theirs)});
  CHECK(round.state().next == end);
  round.ports.find = [](Subscription const&, Position) { return std::optional<Found>{}; };
  CHECK(round.run().step == Step::later);
}

TEST_CASE("outgoing: what concerned nobody stays passed over, whatever becomes of who reads it",
          "[outgoing]") {
  // Given events 0 to 39 of others, and their reader's afterwards
  constexpr Position moved = 40;
  Round round;
  round.events = moved;
  round.log.size = moved + 1;
  Position first_theirs = moved;
  round.ports.find = [&](Subscription const&, Position from) {
    auto const letter = std::max(from, first_theirs);
    if (letter >= round.events) return std::optional{Found{std::nullopt, round.events}};
    return std::optional{Found{Letter{letter, "{}"}, letter}};
  };
  SECTION("looked at") { round.run(); }
  SECTION("looked at again and again") {
    for (round.events = 0; round.events < moved; ++round.events) round.run();
    round.run();
  }
  SECTION("looked at before the program was started again") {
    round.run();
    round.open();
  }
  SECTION("before a letter that did not arrive, was abandoned, or both") {
    first_theirs = moved - 1;
    auto const abandoned = GENERATE(true, false);
    round.subscriber = [&](Parcel const&) { return Receipt{{500, {}, {}}, "", abandoned}; };
    round.run();
    round.run();
    CHECK(round.state().next == moved - 1);
    round.received.clear();
    round.subscriber = [](Parcel const&) { return status(200); };
    round.now = begin.plus_seconds(10);
    if (!abandoned) round.open();
  }
  auto const from = std::min(first_theirs, moved);
  // When they become theirs by the event after them, then that one is told and none before
  first_theirs = 0;
  round.events = moved + 1;
  round.run();
  REQUIRE_FALSE(round.received.empty());
  CHECK(round.received.front() == round.name(from));
  CHECK(round.received.back() == round.name(moved));
  CHECK(std::ssize(round.received) == moved + 1 - from);
}

}  // namespace probant::test
