#include <catch2/catch.hpp>

#include "adapters/outgoing/book.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

TEST_CASE("outgoing: when the event told last is another, a subscription waits", "[outgoing]") {
  // Given all told, of a log whose leaves are known
  TemporaryDirectory const directory;
  auto const file = directory.path() / "outgoing.sqlite";
  std::string history = "a";
  outgoing::Log log{"probant.example.org/journal", 3};
  log.leaf = [&history](Position position) { return history + std::to_string(position); };
  outgoing::Subscription one;
  one.owner = {"u-1", Role::ans, ""};
  one.log = log.name;
  one = *outgoing::Book{file, log}.add(one);
  outgoing::Book{file, log}.pass(one.id, 3);
  auto const met = [&] { return *outgoing::Book{file, log}.find(one.id); };
  CHECK(met().leaf == "a2");
  CHECK(met().state == outgoing::State::active);
  // When the log is as long or longer, with another history, then nothing is told
  history = "b";
  log.size = GENERATE(3, 9);
  CHECK(met().state == outgoing::State::paused);
  CHECK(met().log.empty());
  CHECK_THAT(met().why, Catch::Contains("de la position 2,"));
}

}  // namespace probant::test
