#include "adapters/outgoing/courier.hpp"

#include "adapters/outgoing/schedule.hpp"
#include "adapters/sqlite/connection.hpp"
#include "tests/adapters/outgoing/round.hpp"
#include "tests/support/file_bytes.hpp"

using namespace probant;
using namespace probant::test;

TEST_CASE("outgoing: letters go out in order, once each, signed", "[outgoing]") {
  Round round;
  bool good = true;
  round.subscriber = [&](Parcel const& parcel) {
    auto const header = [&](char const* name) { return *http::find_header(parcel.headers, name); };
    auto const id = header("webhook-id");
    auto const at = header("webhook-timestamp");
    good = good && webhooks::is_signed({id, at, parcel.body}, header("webhook-signature"),
                                       {webhooks::Secret::of(Bytes32{1})}, {});
    return status(200);
  };
  CHECK(round.run().step == Step::when_woken);
  CHECK(good);
  CHECK(round.received == std::vector{round.name(0), round.name(1), round.name(2)});
  CHECK(round.run().step == Step::when_woken);
  CHECK(round.received.size() == 3);
  round.events = 4;
  round.run();
  CHECK(round.received.back() == round.name(3));
}

TEST_CASE("outgoing: a letter that did not arrive holds up those behind it", "[outgoing]") {
  Round round;
  auto const code = GENERATE(0, 500, 404, 302, 429);
  int tries = 0;
  round.subscriber = [&](Parcel const&) {
    if (++tries > 2) return status(200);
    return code == 0 ? Receipt{{0, {}, {}}, "ne répond pas"} : status(code);
  };
  auto next = round.run();
  CHECK(next.step == Step::later);
  CHECK(next.at == begin.plus_seconds(5));
  CHECK(round.run().at == next.at);
  CHECK(tries == 1);
  round.now = next.at;
  next = round.run();
  CHECK(next.at == round.now.plus_seconds(300));
  round.now = next.at;
  CHECK(round.run().step == Step::when_woken);
  CHECK(round.received ==
        std::vector{round.name(0), round.name(0), round.name(0), round.name(1), round.name(2)});
  auto const attempts = round.book->attempts(round.id);
  REQUIRE(attempts.size() == 5);
  CHECK(attempts.back().status == code);
  CHECK(attempts.back().answer == (code == 0 ? "ne répond pas" : ""));
}

TEST_CASE("outgoing: what an earlier program kept of an answer is gone, from the files too",
          "[outgoing]") {
  // Given a book that keeps an answer which quotes its letter
  Round round;
  auto const one = round.book->find(round.id);
  round.book->settle(*one, {0, begin, 1, 422, 3, "refus de M. Untel"});
  round.book->settle(*one, {0, begin, 2, 0, 3, "ne répond pas"});
  auto const holds = [&] {
    return file_bytes(round.file).value_or("").find("Untel") != std::string::npos ||
           file_bytes(round.file.string() + "-wal").value_or("").find("Untel") != std::string::npos;
  };
  REQUIRE(holds());
  // When it is opened, then the status alone is left of it
  round.book.reset();
  REQUIRE(holds());
  round.open();
  auto const attempts = round.book->attempts(round.id);
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].answer == "ne répond pas");
  CHECK(attempts[1].answer.empty());
  CHECK(attempts[1].status == 422);
  CHECK_FALSE(holds());
}

TEST_CASE("outgoing: after the last try a letter is dead, and the next ones go out", "[outgoing]") {
  Round round;
  round.subscriber = [](Parcel const& parcel) {
    return status(parcel.body == "{\"position\":0}" ? 503 : 200);
  };
  Next next;
  int tries = 0;
  for (; tries < 20; ++tries) {
    next = round.run();
    if (next.step != Step::later) break;
    round.now = next.at;
  }
  CHECK(tries == outgoing::max_attempts - 1);
  // The schedule of the standard: more than three days from the first try to the last.
  CHECK(round.now.unix_seconds() - begin.unix_seconds() == 272'105);
  auto const dead = round.book->dead_letters(round.id);
  REQUIRE(dead.size() == 1);
  CHECK(dead.front().position == 0);
  CHECK(dead.front().why == "réponse 503");
  CHECK(round.state().next == 3);

  SECTION("it is tried again when somebody asks, once, and stays dead when that fails too") {
    CHECK(round.book->revive(round.id) == 1);
    CHECK(round.run().step == Step::when_woken);
    CHECK(round.received.back() == round.name(0));
    CHECK(round.book->dead_letters(round.id).size() == 1);
  }
  SECTION("and is forgotten when it arrives") {
    round.subscriber = [](Parcel const&) { return status(200); };
    round.book->revive(round.id);
    round.run();
    CHECK(round.book->dead_letters(round.id).empty());
    CHECK(round.state().next == 3);
  }
}

TEST_CASE("outgoing: 410 ends it until somebody says otherwise", "[outgoing]") {
  Round round;
  round.subscriber = [](Parcel const&) { return status(410); };
  CHECK(round.run().step == Step::when_woken);
  CHECK(round.state().state == State::disabled);
  CHECK_THAT(round.state().why, Catch::Contains("410"));
  CHECK(round.run().step == Step::when_woken);
  CHECK(round.received.size() == 1);
  auto again = round.state();
  again.state = State::active;
  REQUIRE(round.book->change(again));
  round.subscriber = [](Parcel const&) { return status(200); };
  round.run();
  CHECK(round.received.size() == 4);
}

TEST_CASE("outgoing: Retry-After puts off, up to a day, and never brings forward", "[outgoing]") {
  auto const wait = [](std::string const& value) {
    http::Response const answer{503, {{"retry-after", value}}, {}};
    return outgoing::next_try(1, begin, answer, 0)->unix_seconds() - begin.unix_seconds();
  };
  CHECK(wait("120") == 120);
  CHECK(wait("1") == 5);
  CHECK(wait("9999999") == 86'400);
  CHECK(wait("-3") == 5);
  CHECK(wait("Wed, 21 Oct 2026 07:28:00 GMT") == 5);
  CHECK(outgoing::next_try(2, begin, {}, 999)->unix_seconds() - begin.unix_seconds() == 329);
  CHECK_FALSE(outgoing::next_try(outgoing::max_attempts, begin, {}, 0));
}

TEST_CASE("outgoing: a program that is started again goes on where it was", "[outgoing]") {
  Round round;
  round.step();
  round.open();
  round.run();
  CHECK(round.received == std::vector{round.name(0), round.name(1), round.name(2)});
}

TEST_CASE("outgoing: what was abandoned under way counts for nothing, and goes out again",
          "[outgoing]") {
  Round round;
  bool ending = true;
  round.subscriber = [&](Parcel const&) {
    return ending ? Receipt{{0, {}, {}}, "rien", true} : Receipt{{204, {}, {}}};
  };
  CHECK(round.step().step == Step::when_woken);
  auto const after = *round.book->find(round.id);
  CHECK(after.next == 0);
  CHECK(after.attempt == 0);
  CHECK(round.book->attempts(round.id).empty());
  ending = false;
  round.run();
  CHECK(round.book->find(round.id)->next == 3);
}

TEST_CASE("outgoing: while secrets change both sign", "[outgoing]") {
  Round round;
  auto one = round.state();
  one.former_secret = one.secret;
  one.former_until = begin.plus_seconds(10);
  one.secret = webhooks::Secret::of(Bytes32{2}).text();
  round.book->change(one);
  std::string signatures;
  round.subscriber = [&](Parcel const& parcel) {
    signatures = *http::find_header(parcel.headers, "webhook-signature");
    return status(200);
  };
  round.step();
  CHECK(std::ranges::count(signatures, ' ') == 1);
  round.now = begin.plus_seconds(10);
  round.step();
  CHECK(std::ranges::count(signatures, ' ') == 0);
}

TEST_CASE("outgoing: much that is tried takes little room beside the book", "[outgoing]") {
  Round round;
  auto const journal = std::filesystem::path{round.file.string() + "-wal"};
  auto const one = round.state();
  constexpr int many = 2'000;
  constexpr std::uintmax_t little = 5'000'000;
  for (int i = 0; i < many; ++i) round.book->settle(one, {i, begin, 1, 204, 1, {}});
  CHECK(std::filesystem::file_size(journal) < little);
  round.book->settle(one, {many, begin, 1, 0, 1, std::string(2 * little, 'x')});
  CHECK(std::filesystem::file_size(journal) > little);
  round.book->settle(one, {many, begin, 1, 204, 1, {}});
  CHECK(std::filesystem::file_size(journal) < little);
}

TEST_CASE("outgoing: a book of before is active since it was made, of the log it lies beside",
          "[outgoing]") {
  // Given a book of version 1
  Round round;
  round.book.reset();
  {
    sqlite::Connection connection{round.file, sqlite::Access::write};
    for (auto const* column : {"active_since", "log", "mark", "granted_by", "seen_at", "leaf"}) {
      connection.execute((std::string{"alter table subscription drop column "} + column).c_str());
    }
    connection.execute("pragma user_version = 1");
  }
  // When it is opened, then it says what it did, and keeps what it learns
  round.open();
  auto one = round.state();
  CHECK(one.active_since == begin);
  CHECK(one.log == round.log.name);
  CHECK(one.grant.empty());
  one.active_since = begin.plus_seconds(60);
  one.grant = "g-1";
  round.book->change(one);
  round.open();
  CHECK(round.state().active_since == begin.plus_seconds(60));
  CHECK(round.state().grant == "g-1");
  CHECK(round.book->find(round.book->add(one)->id)->grant == "g-1");
  // And its letters are those it was already telling
  round.run();
  CHECK(round.received == std::vector<std::string>{"1-0", "1-1", "1-2"});
  // And beside another log nothing is sent
  round.log.name = "other";
  round.open();
  CHECK(round.state().state == State::paused);
}

TEST_CASE("outgoing: beside another log a subscription waits to be told from where", "[outgoing]") {
  // Given all told, and one letter that could not be
  Round round;
  round.run();
  round.book->bury(round.id, {1, begin, "réponse 503"});
  auto const told = round.received.size();
  bool const renamed = GENERATE(true, false);
  if (renamed) {
    round.log.name += "-r1-0f3c";
  } else {
    round.log.size = 2;  // restored by its own name
  }
  // When the book is opened beside a log that goes on from an earlier state
  round.open();
  // Then nothing is sent, and it says why, also once that log has grown
  CHECK(round.state().state == State::paused);
  CHECK_THAT(round.state().why, Catch::Contains(renamed ? "-r1-0f3c" : "finit avant"));
  round.log.size = round.events = 5;
  round.open();
  round.run();
  CHECK(round.received.size() == told);
  CHECK(round.state().log != round.log.name);
  // And when it is told where to begin, all of this log is told from there, by ids of its own
  auto one = round.state();
  one.state = State::active;
  one.log = round.log.name;
  one.mark = "77";
  one.next = 2;
  round.book->begin_anew(one);
  round.book->change(one);
  CHECK(round.book->dead_letters(round.id).empty());
  round.open();
  round.received.clear();
  round.run();
  CHECK(round.received == std::vector<std::string>{"1-77-2", "1-77-3", "1-77-4"});
}

TEST_CASE("outgoing: what the other end has ended stays ended beside another log", "[outgoing]") {
  Round round;
  auto one = round.state();
  one.state = State::disabled;
  one.why = "410";
  round.book->change(one);
  auto const own = round.log.name;
  round.log.name = "other";
  round.open();
  CHECK(round.state().state == State::disabled);
  CHECK(round.state().why == "410");
  CHECK(round.state().log == own);
}

TEST_CASE("outgoing: the book forgets a subscription whole, and keeps the last attempts",
          "[outgoing]") {
  Round round;
  round.events = Book::kept_attempts + 50;
  round.run();
  CHECK(round.book->attempts(round.id).size() == Book::kept_attempts);
  CHECK(round.book->remove(round.id));
  CHECK_FALSE(round.book->remove(round.id));
  CHECK(round.run().step == Step::gone);
  CHECK(round.book->attempts(round.id).empty());
}
