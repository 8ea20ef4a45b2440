#include "engine/log/read_ahead.hpp"

#include <catch2/catch.hpp>
#include <thread>

#include "adapters/memory/event_store.hpp"
#include "tests/contract/example_events.hpp"
#include "tests/support/flaky_store.hpp"

namespace probant::test {
namespace {

constexpr Position size = 10'000;  // goes round more than once

struct Log {
  Log() {
    AppendBatch batch;
    for (Position next = 0; next < size; ++next) {
      auto event = example_event(aap_dossier("a" + std::to_string(next % 7)), next / 7 + 1);
      event.proposal_id = "p" + std::to_string(next);
      event.payload = R"({"nth":)" + std::to_string(next) + "}";
      batch.events.push_back(std::move(event));
    }
    if (store.append(batch) != AppendResult::appended) throw StoreError{"the log is not made"};
  }
  MemoryEventStore store;
};

std::string text_of(StoredEvent const& event) {
  auto text = std::to_string(event.position) + ' ' + event.dossier.text() + ' ' +
              std::to_string(event.version) + ' ' + event.recorded_at.text() + ' ' +
              event.actor.id + ' ' + event.actor.organisation + ' ';
  for (auto const part : {event.proposal_id, event.rulebook, event.payload, event.warnings}) {
    text += part;
    text += ' ';
  }
  return text + (event.erased ? "erased" : "");
}

}  // namespace

TEST_CASE("read ahead: what is visited is what a scan visits, in order, on this thread",
          "[log][threads]") {
  Log const log;
  auto const range =
      GENERATE(std::pair<Position, Position>{0, size}, std::pair<Position, Position>{3, size - 1},
               std::pair<Position, Position>{0, 2 * size}, std::pair<Position, Position>{7, 7});
  std::vector<std::string> expected;
  log.store.scan(range.first, range.second, [&](StoredEvent const& event) {
    expected.push_back(text_of(event));
    return true;
  });
  std::vector<std::string> visited;
  bool always_here = true;
  scan_ahead(log.store, range.first, range.second,
             [&, here = std::this_thread::get_id()](StoredEvent const& event) {
               visited.push_back(text_of(event));
               always_here = always_here && std::this_thread::get_id() == here;
               return true;
             });
  CHECK(visited == expected);
  CHECK(always_here);
}

TEST_CASE("read ahead: nothing is visited after the visitor has seen enough", "[log][threads]") {
  Log const log;
  auto const last = GENERATE(Position{0}, Position{1'023}, Position{1'024}, Position{3'000});
  Position count = 0;
  scan_ahead(log.store, 0, size, [&](StoredEvent const& event) {
    ++count;
    return event.position < last;
  });
  CHECK(count == last + 1);
}

TEST_CASE("read ahead: a read that fails is told to the caller", "[log][threads]") {
  Log log;
  FlakyStore flaky{log.store};
  flaky.fail_read(1);
  auto const read = [&] { scan_ahead(flaky, 0, size, [](StoredEvent const&) { return true; }); };
  CHECK_THROWS_AS(read(), StoreError);
}

TEST_CASE("read ahead: what a visitor throws ends it", "[log][threads]") {
  Log const log;
  Position count = 0;
  auto const read = [&] {
    scan_ahead(log.store, 0, size, [&](StoredEvent const& event) -> bool {
      ++count;
      if (event.position == 2'000) throw std::runtime_error{"enough"};
      return true;
    });
  };
  CHECK_THROWS_WITH(read(), "enough");
  CHECK(count == 2'001);
}

}  // namespace probant::test
