// How long a subscription made with an issuer's account goes on without its owner.
#include <catch2/catch.hpp>

#include "adapters/outgoing/book.hpp"
#include "adapters/sqlite/connection.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

TEST_CASE("outgoing: the word of an issuer holds from when it was last given", "[outgoing]") {
  // Given a book of version 2, and in it a subscription made with an issuer's account
  auto const begin = *Instant::parse("2026-11-20T08:00:00Z");
  auto const after = [&](std::int64_t seconds) { return begin.plus_seconds(seconds); };
  TemporaryDirectory const directory;
  auto const file = directory.path() / "outgoing.sqlite";
  outgoing::Log const log{"probant.example.org/journal", 3};
  outgoing::Subscription one;
  one.owner = {"u-1", Role::ans, ""};
  one.grant = "g-1";
  one.log = log.name;
  one.active_since = begin;
  one = *outgoing::Book{file, log}.add(one);
  {
    sqlite::Connection connection{file, sqlite::Access::write};
    connection.execute("alter table subscription drop column seen_at");
    connection.execute("alter table subscription drop column leaf");
    connection.execute("pragma user_version = 2");
  }
  auto const until = [&](std::int64_t days) {
    return outgoing::vouched_until(outgoing::Book{file, log}.find(one.id).value(), days);
  };
  constexpr std::int64_t day = 86'400;
  CHECK(until(90) == after(90 * day));
  // When the issuer vouches for its owner, then it holds from then on; not for anybody else's sake
  outgoing::Book{file, log}.see({"u-1", Role::auditor, ""}, after(100));
  CHECK(until(90) == after(90 * day));
  outgoing::Book{file, log}.see(one.owner, after(100));
  CHECK(until(90) == after(100 + 90 * day));
  // And from when it was resumed, if that is later
  one.active_since = after(200);
  outgoing::Book{file, log}.change(one);
  CHECK(until(1) == after(200 + day));
}

}  // namespace probant::test
