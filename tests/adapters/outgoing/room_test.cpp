// How many subscriptions a book takes.
#include <catch2/catch.hpp>

#include "adapters/outgoing/book.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

using outgoing::Book;

TEST_CASE("outgoing: a book has room for so many of each owner, and so many in all", "[outgoing]") {
  TemporaryDirectory const directory;
  Book book{directory.path() / "outgoing.sqlite", {"probant.example.org/journal", 3}};
  auto const add = [&](std::string const& owner) {
    outgoing::Subscription one;
    one.owner = {owner, Role::ans, ""};
    return book.add(one);
  };
  auto const fill = [&](std::string const& owner) {
    std::size_t taken = 0;
    while (add(owner)) ++taken;
    return taken;
  };
  // Given owners who take all they may, then each takes the same
  for (std::size_t owner = 0; owner < Book::max_subscriptions / Book::max_of_owner; ++owner) {
    REQUIRE(fill("u-" + std::to_string(owner)) == Book::max_of_owner);
  }
  // And there is room for nobody else, until one is removed
  CHECK_FALSE(add("late"));
  CHECK(book.remove(1));
  CHECK(add("late"));
  CHECK_FALSE(add("late"));
}

}  // namespace probant::test
