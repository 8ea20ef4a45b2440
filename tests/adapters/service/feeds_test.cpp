#include "adapters/service/feeds.hpp"

#include <catch2/catch.hpp>

using probant::service::Feeds;

TEST_CASE("feeds: what is kept is found, by its key alone", "[service]") {
  Feeds feeds;
  CHECK_FALSE(feeds.find("ars 84"));
  feeds.keep("ars 84", "calendrier");
  CHECK(feeds.find("ars 84") == "calendrier");
  CHECK_FALSE(feeds.find("ars 11"));
}

TEST_CASE("feeds: no more are kept than have room", "[service]") {
  Feeds feeds;
  for (std::size_t i = 0; i <= Feeds::max_kept; ++i) feeds.keep(std::to_string(i), "texte");
  CHECK(feeds.find(std::to_string(Feeds::max_kept - 1)));
  CHECK_FALSE(feeds.find(std::to_string(Feeds::max_kept)));
}
