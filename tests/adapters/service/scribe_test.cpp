#include "adapters/service/scribe.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>

using namespace probant;
using service::Scribe;

TEST_CASE("scribe: what is asked is written in order, elsewhere", "[service]") {
  Scribe scribe;
  std::vector<int> written;
  std::promise<void> last;
  auto const here = std::this_thread::get_id();
  for (int i = 0; i < 10; ++i) {
    REQUIRE(scribe.ask("a", 1, [&, i] {
      CHECK(std::this_thread::get_id() != here);
      written.push_back(i);
      if (i == 9) last.set_value();
    }));
  }
  last.get_future().get();
  CHECK(written == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("scribe: what waits is bounded, for each caller and in all", "[service]") {
  Scribe scribe;
  std::promise<void> go;
  auto const held = go.get_future().share();
  auto const half = Scribe::max_rows_of_caller;
  REQUIRE(scribe.ask("a", half, [held] { held.wait(); }));
  CHECK_FALSE(scribe.ask("a", 1, [] {}));
  CHECK(scribe.ask("b", half, [] {}));
  CHECK_FALSE(scribe.ask("c", 1, [] {}));
  std::promise<void> written;
  go.set_value();
  bool taken = false;
  while (!taken)
    taken = scribe.ask("a", Scribe::max_rows_of_caller * 9, [&] { written.set_value(); });
  written.get_future().get();
}

TEST_CASE("scribe: it ends with what is at hand, and takes no more", "[service]") {
  Scribe scribe;
  std::promise<void> begun;
  std::promise<void> go;
  std::atomic<int> written = 0;
  REQUIRE(scribe.ask("a", 1, [&] {
    begun.set_value();
    go.get_future().wait();
    ++written;
  }));
  begun.get_future().get();
  REQUIRE(scribe.ask("a", 1, [&] { ++written; }));
  auto ended = std::async(std::launch::async, [&] { scribe.stop(); });
  while (scribe.ask("a", 1, [] {})) std::this_thread::yield();
  go.set_value();
  ended.get();
  CHECK(written == 1);
}
