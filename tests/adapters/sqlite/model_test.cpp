// The store on disk, the one in memory and the model, side by side on random batches.
#include "tests/contract/event_store_model.hpp"

#include <catch2/catch.hpp>

#include "adapters/memory/event_store.hpp"
#include "adapters/sqlite/merging.hpp"
#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/contract/event_store.hpp"

namespace probant::test {
namespace {

void check_same(EventStore const& store, ModelStore const& model) {
  REQUIRE(store.head().next == model.next());
  Position at = 0;
  std::map<DossierId, std::vector<Position>> dossiers;
  store.scan(0, end_of_log, [&](StoredEvent const& event) {
    auto const& expected = model.events()[static_cast<std::size_t>(at)];
    dossiers[event.dossier].push_back(at);
    return event.position == at && event.dossier == expected.dossier &&
           event.version == expected.version && event.type == expected.type &&
           event.actor == expected.actor && event.erased == model.erased(at) &&
           event.payload == (model.erased(at) ? "" : expected.payload) && ++at > 0;
  });
  CHECK(at == model.next());
  for (auto const& [dossier, positions] : dossiers) {
    CHECK(positions_of(store, dossier) == positions);
  }
  for (auto const& [id, position] : model.proposals()) {
    auto const found = store.find_proposal(id);
    CHECK((found && found->position == position));
  }
}

}  // namespace

TEST_CASE("event stores: disk, memory and model agree on random batches", "[store][sqlite]") {
  auto const seed = GENERATE(range(1, 9));
  INFO("seed " << seed);
  RandomBatches batches{static_cast<std::uint64_t>(seed)};
  ModelStore model;
  MemoryEventStore memory;
  SqliteFixture disk;
  std::map<AppendResult, int> results;
  for (int i = 0; i < 120; ++i) {
    auto batch = batches.next(model);
    auto const expected = model.append(batch);
    REQUIRE(memory.append(batch) == expected);
    REQUIRE(disk.store().append(batch) == expected);
    CHECK(disk.store().head().root == memory.head().root);
    ++results[expected];
    if (batches.chance(25)) disk.reopen();
  }
  CHECK(results[AppendResult::appended] > 20);
  CHECK(results[AppendResult::conflict] > 10);
  check_same(memory, model);
  check_same(disk.store(), model);
  CHECK(disk.store().head().root == recomputed_root(disk.store()));
}

TEST_CASE("sqlite store: answers and dossiers are found before and after they are indexed",
          "[store][sqlite]") {
  SqliteFixture fixture;
  auto const id = [](Position n) { return "proposition " + std::to_string(n); };
  Position count = 0;
  auto const in_seven = [](Position n) { return aap_dossier(std::to_string(n % 7)); };
  auto const append_to = [&](EventStore& store) {
    AppendBatch batch;
    auto next = count;
    batch.condition.read_up_to = next - 1;
    for (auto const end = next + 2'000; next < end; ++next) {
      auto event = example_event(in_seven(next), next / 7 + 1);
      event.proposal_id = id(next);
      if (next % 2 == 1) event.type = *event_type("dossier.proposal_refused");
      batch.events.push_back(std::move(event));
      batch.proposals.push_back({id(next), sha256(id(next)), next % 2 == 0, next});
    }
    REQUIRE(store.append(batch) == AppendResult::appended);
    count = next;
  };
  auto const all_found_in = [&](EventStore const& store) {
    for (Position n = 0; n < count; n += 97) {
      auto const found = store.find_proposal(id(n));
      if (!found || found->position != n || found->body_hash != sha256(id(n))) return false;
      if (found->recorded != (n % 2 == 0)) return false;
    }
    for (Position n = 0; n < 7; ++n) {
      auto const positions = positions_of(store, in_seven(n));
      if (static_cast<Position>(positions.size()) != (count - n + 6) / 7) return false;
      for (std::size_t i = 0; i < positions.size(); ++i) {
        if (positions[i] != n + 7 * static_cast<Position>(i)) return false;
      }
    }
    return !store.find_proposal(id(count)) && !store.find_proposal("");
  };
  auto const is_taken = [&](Position n) {
    auto batch = example_batch({example_event(aap_dossier("b"), 1)}, count);
    batch.proposals = {{id(n), {}, true, count}};
    return fixture.store().append(batch) == AppendResult::conflict;
  };
  // Before any of it is indexed, in the midst of it, and beyond; from there to the midst again
  Position const most = sqlite::Merging<Position>::gathered;
  for (Position const until : {most - 400, most + most / 4, most + most * 5 / 8}) {
    while (count < until) append_to(fixture.store());
    auto const stopped = count;
    CHECK(all_found_in(fixture.store()));
    CHECK(all_found_in(*SqliteEventStore::open(fixture.path(), Mode::read_only)));
    CHECK(fixture.store().check_file().empty());
    // As a crash leaves it: what was on its way is found again, and goes on
    auto const left = fixture.path().string() + "-left";
    std::filesystem::copy(fixture.path(), left);
    {
      auto const again = SqliteEventStore::open(left, Mode::read_write);
      CHECK(all_found_in(*again));
      while (count < stopped + most * 3 / 4) append_to(*again);
      CHECK(all_found_in(*again));
      CHECK(again->check_file().empty());
    }
    std::filesystem::remove_all(left);
    count = stopped;
  }
  CHECK(is_taken(0));
  CHECK(is_taken(count - 1));
}

TEST_CASE("sqlite store: closing leaves few events that are not indexed", "[store][sqlite]") {
  auto const [count, left] = GENERATE(table<Position, Position>({{511, 511}, {512, 0}}));
  SqliteFixture fixture;
  AppendBatch batch;
  batch.condition.read_up_to = -1;
  for (Position n = 0; n < count; ++n) {
    batch.events.push_back(example_event(aap_dossier("a"), n + 1));
    batch.events.back().proposal_id = "proposition " + std::to_string(n);
    batch.proposals.push_back({batch.events.back().proposal_id, {}, true, n});
  }
  REQUIRE(fixture.store().append(batch) == AppendResult::appended);
  fixture.reopen();
  sqlite::Connection connection{fixture.file(), sqlite::Access::read};
  sqlite::Statement unindexed{connection, "select size - indexed_events from head"};
  auto rows = unindexed.query();
  REQUIRE(rows.next());
  CHECK(rows.integer(0) == left);
  CHECK(positions_of(fixture.store(), aap_dossier("a")).size() == static_cast<std::size_t>(count));
  CHECK(fixture.store().check_file().empty());
}

}  // namespace probant::test
