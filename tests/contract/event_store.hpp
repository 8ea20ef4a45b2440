// What every EventStore promises. A fixture owns an empty store: `EventStore& store()` gives it and
// `reopen()` closes it and opens it again, for a store that outlives its process; elsewhere it does
// nothing.
#pragma once

#include <catch2/catch.hpp>
#include <limits>
#include <map>

#include "engine/log/envelope.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/proofs.hpp"
#include "tests/contract/example_events.hpp"

namespace probant::test {

inline constexpr Position end_of_log = std::numeric_limits<Position>::max();

struct Seen {
  Position position;
  DossierId dossier;
  Version version;
  std::string payload;
  bool operator==(Seen const&) const = default;
};

inline std::vector<Seen> seen(EventStore const& store, Position from = 0,
                              Position to = end_of_log) {
  std::vector<Seen> all;
  store.scan(from, to, [&](StoredEvent const& event) {
    all.push_back({event.position, event.dossier, event.version, std::string{event.payload}});
    return true;
  });
  return all;
}

inline std::vector<Position> positions_of(EventStore const& store, DossierId const& dossier) {
  std::vector<Position> positions;
  store.scan_dossier(dossier, [&](StoredEvent const& event) {
    positions.push_back(event.position);
    return true;
  });
  return positions;
}

/// The root over the envelopes as they are stored.
inline Sha256 recomputed_root(EventStore const& store) {
  Hasher hasher;
  Frontier frontier;
  store.scan_leaves(0, end_of_log, [&](StoredLeaf const& leaf) {
    frontier.append(hasher, leaf_hash(hasher, leaf.envelope));
    return true;
  });
  return frontier.root(hasher);
}

template <class Fixture>
void contract_of_appending() {
  Fixture fixture;
  EventStore& store = fixture.store();

  SECTION("an empty log has the root of the empty tree") {
    CHECK(store.head().next == 0);
    CHECK_FALSE(store.head().recorded_at);
    CHECK(store.head().root == sha256(""));
    CHECK(seen(store).empty());
    CHECK_FALSE(store.find_proposal("any"));
  }
  SECTION("events of a batch follow the head without holes and are found after reopening") {
    REQUIRE(append(store, {example_event(aap_dossier("a"), 1),
                           example_event(aap_dossier("b"), 1, 5)}) == AppendResult::appended);
    REQUIRE(append(store, {example_event(aap_dossier("a"), 2, 9)}) == AppendResult::appended);
    auto const before = store.head();
    fixture.reopen();
    EventStore& again = fixture.store();
    CHECK(again.head().next == 3);
    CHECK(again.head().root == before.root);
    CHECK(again.head().recorded_at == example_event(aap_dossier("a"), 2, 9).recorded_at);
    CHECK(again.head().root == recomputed_root(again));
    CHECK(positions_of(again, aap_dossier("a")) == std::vector<Position>{0, 2});
    REQUIRE(append(again, {example_event(aap_dossier("b"), 2, 9)}) == AppendResult::appended);
    CHECK(positions_of(again, aap_dossier("b")) == std::vector<Position>{1, 3});
    CHECK(again.head().root == recomputed_root(again));
  }
}

template <class Fixture>
void contract_of_content() {
  Fixture fixture;
  EventStore& store = fixture.store();

  SECTION("everything given is given back") {
    auto event = example_event(DossierId::refusals_of(aap_dossier("a")), 1);
    event.warnings = R"([{"code":"convention_late"}])";
    event.schema = 3;
    event.correlation = "lot-7 \"été\"\n";
    event.actor = {"", Role::operator_, ""};
    REQUIRE(append(store, {event}) == AppendResult::appended);
    fixture.reopen();
    int visits = 0;
    fixture.store().scan(0, 1, [&](StoredEvent const& stored) {
      ++visits;
      CHECK(stored.position == 0);
      CHECK(stored.dossier == event.dossier);
      CHECK(stored.version == 1);
      CHECK(stored.type == event.type);
      CHECK(stored.schema == 3);
      CHECK(stored.occurred_at == event.occurred_at);
      CHECK(stored.recorded_at == event.recorded_at);
      CHECK(stored.actor == event.actor);
      CHECK(stored.proposal_id == event.proposal_id);
      CHECK(stored.rulebook == event.rulebook);
      CHECK(stored.payload == event.payload);
      CHECK(stored.warnings == event.warnings);
      CHECK_FALSE(stored.erased);
      return true;
    });
    fixture.store().scan_leaves(0, 1, [&](StoredLeaf const& leaf) {
      ++visits;
      Hasher hasher;
      std::string envelope;
      write_envelope(envelope, hasher, event, 0, std::nullopt);
      CHECK(leaf.envelope == envelope);
      CHECK(leaf.blinding == event.blinding);
      CHECK_FALSE(leaf.erased);
      return true;
    });
    CHECK(visits == 2);
  }
  SECTION("a batch that contradicts itself throws and writes nothing") {
    auto const refused = [&](AppendBatch const& batch) {
      CHECK_THROWS_AS(store.append(batch), std::logic_error);
      CHECK(store.head().next == 0);
      CHECK_FALSE(store.find_proposal("aap:a/1"));
    };
    refused(
        example_batch({example_event(aap_dossier("a"), 1), example_event(aap_dossier("a"), 3)}));
    refused(example_batch(
        {example_event(aap_dossier("a"), 1, 9), example_event(aap_dossier("b"), 1, 8)}));
    auto twice = example_batch({example_event(aap_dossier("a"), 1)});
    twice.proposals.push_back(twice.proposals.front());
    refused(twice);
    auto beyond = example_batch({example_event(aap_dossier("a"), 1)});
    beyond.proposals.front().position = 1;
    refused(beyond);
    auto huge = example_batch({example_event(aap_dossier("a"), 1)});
    huge.events.front().correlation = std::string(max_envelope_bytes, 'x');
    refused(huge);
    auto never_was = example_batch({example_event(aap_dossier("a"), 1)});
    never_was.erasures = {0};
    refused(never_was);
  }
}

template <class Fixture>
void contract_of_conditions() {
  Fixture fixture;
  EventStore& store = fixture.store();
  REQUIRE(append(store, {example_event(aap_dossier("a"), 1), example_event(aap_dossier("b"), 1)}) ==
          AppendResult::appended);
  auto const before = store.head();
  auto const conflicts = [&](AppendBatch const& batch) {
    CHECK(store.append(batch) == AppendResult::conflict);
    CHECK(store.head().next == before.next);
    CHECK(store.head().root == before.root);
    CHECK(positions_of(store, aap_dossier("c")).empty());
    CHECK_FALSE(store.find_proposal("aap:c/1"));
  };
  auto batch = example_batch({example_event(aap_dossier("c"), 1)}, 1);

  SECTION("a dossier touched since it was read is a conflict") {
    batch.condition.dossiers = {aap_dossier("a"), aap_dossier("b")};
    conflicts(batch);
  }
  SECTION("a dossier not touched since it was read is none") {
    batch.condition.dossiers = {aap_dossier("a"), aap_dossier("never")};
    CHECK(store.append(batch) == AppendResult::appended);
  }
  SECTION("a subject mentioned since it was read is a conflict") {
    batch.condition.subjects = {"dossier:aap:b"};
    conflicts(batch);
    batch.condition.subjects = {"pmsi:never", "pmsi:010780054"};
    conflicts(batch);
  }
  SECTION("a subject not mentioned since it was read is none, even one that contains it") {
    batch.condition.subjects = {"dossier:aap:a", "dossier:aap:", "pmsi:0107800540"};
    CHECK(store.append(batch) == AppendResult::appended);
  }
  SECTION("a version that does not follow what is stored is a conflict") {
    batch =
        example_batch({example_event(aap_dossier("c"), 1), example_event(aap_dossier("a"), 3)}, 2);
    conflicts(batch);
    batch =
        example_batch({example_event(aap_dossier("c"), 1), example_event(aap_dossier("a"), 1)}, 2);
    batch.proposals.clear();
    conflicts(batch);
    batch = example_batch({example_event(aap_dossier("c"), 2)}, 2);
    conflicts(batch);
  }
  SECTION("an id that is taken is a conflict") {
    batch.proposals.push_back({.id = "aap:a/1", .position = 1});
    conflicts(batch);
  }
  SECTION("a batch that comes to stand later takes its own positions with it") {
    batch.events.front().causation = 1;
    REQUIRE(store.append(batch) == AppendResult::appended);
    CHECK(store.find_proposal("aap:c/1")->position == 2);
    store.scan_leaves(2, 3, [](StoredLeaf const& leaf) {
      CHECK(leaf.envelope.find(R"(,"causation":2,)") != std::string_view::npos);
      return true;
    });
    auto late = example_batch({example_event(aap_dossier("d"), 1)}, 3);
    late.events.front().causation = 0;
    REQUIRE(store.append(late) == AppendResult::appended);
    store.scan_leaves(3, 4, [](StoredLeaf const& leaf) {
      CHECK(leaf.envelope.find(R"(,"causation":0,)") != std::string_view::npos);
      return true;
    });
  }
}

template <class Fixture>
void contract_of_reading() {
  Fixture fixture;
  EventStore& store = fixture.store();
  std::vector<NewEvent> events;
  for (Version version = 1; version <= 600; ++version) {
    events.push_back(example_event(aap_dossier("odd"), version));
    events.push_back(example_event(aap_dossier("even"), version));
  }
  REQUIRE(append(store, std::move(events)) == AppendResult::appended);

  SECTION("a scan covers [from, to) and stays within the log") {
    auto const all = seen(store);
    REQUIRE(all.size() == 1200);
    for (Position i = 0; i < 1200; ++i) CHECK(all[static_cast<std::size_t>(i)].position == i);
    CHECK(seen(store, 300, 1100) == std::vector<Seen>(all.begin() + 300, all.begin() + 1100));
    CHECK(seen(store, 1199, end_of_log).size() == 1);
    CHECK(seen(store, -5, 1).size() == 1);
    CHECK(seen(store, 5, 5).empty());
    CHECK(seen(store, 7, 5).empty());
    CHECK(seen(store, 1200, end_of_log).empty());
  }
  SECTION("a scan ends when the visitor has enough") {
    int visits = 0;
    auto const enough = [&](auto const&) { return ++visits < 3; };
    store.scan(0, end_of_log, enough);
    CHECK(visits == 3);
    store.scan_leaves(0, end_of_log, [&](auto const&) { return ++visits < 6; });
    CHECK(visits == 6);
    store.scan_dossier(aap_dossier("odd"), [&](auto const&) { return ++visits < 9; });
    CHECK(visits == 9);
  }
  SECTION("a dossier is read in the order of its versions") {
    Version version = 0;
    store.scan_dossier(aap_dossier("even"), [&](StoredEvent const& event) {
      CHECK(event.version == ++version);
      CHECK(event.position == 2 * version - 1);
      CHECK(event.dossier == aap_dossier("even"));
      return true;
    });
    CHECK(version == 600);
    CHECK(positions_of(store, aap_dossier("none")).empty());
  }
  SECTION("a visitor may read") {
    store.scan(0, 3, [&](StoredEvent const& event) {
      CHECK(positions_of(store, event.dossier).size() == 600);
      CHECK(store.find_proposal(event.proposal_id)->position == event.position);
      return true;
    });
  }
}

/// The tiles of a log of 600 events: two full ones, one partial, and one above them.
template <class Fixture>
void contract_of_tiles() {
  Fixture fixture;
  Version version = 0;
  auto const append_some = [&](int count) {
    std::vector<NewEvent> events;
    while (count-- > 0) events.push_back(example_event(aap_dossier("a"), ++version));
    REQUIRE(append(fixture.store(), std::move(events)) == AppendResult::appended);
  };
  CHECK(fixture.store().tile({0, 0}, 1).empty());
  append_some(100);
  fixture.reopen();
  append_some(460);
  append_some(40);
  fixture.reopen();
  EventStore const& store = fixture.store();
  Hasher hasher;
  TileBuilder builder;
  std::map<TileId, std::vector<Sha256>> expected;
  store.scan_leaves(0, end_of_log, [&](StoredLeaf const& leaf) {
    builder.append(hasher, leaf_hash(hasher, leaf.envelope), [&](TileId id, auto hashes) {
      expected[id] = {hashes.begin(), hashes.end()};
    });
    return true;
  });
  for (TileId const id : {TileId{0, 2}, TileId{1, 0}}) {
    auto const partial = builder.partial(id);
    expected[id] = {partial.begin(), partial.end()};
  }
  REQUIRE(expected.size() == 4);
  CHECK(expected[{0, 2}].size() == 88);
  CHECK(expected[{1, 0}].size() == 2);
  for (auto& [id, hashes] : expected) {
    INFO(TilePath{id}.text());
    auto const width = static_cast<unsigned>(hashes.size());
    CHECK(store.tile(id, width) == hashes);
    if (width < tile_width) CHECK(store.tile(id, width + 1).empty());
    hashes.resize(1);
    CHECK(store.tile(id, 1) == hashes);
  }
  Tree tree{store, 600};
  CHECK(tree.root() == store.head().root);
  Tree before{store, 300};
  CHECK(verify_consistency(300, before.root(), 600, tree.root(), consistency_proof(tree, 300)));
  for (TileId const id : {TileId{0, 3}, TileId{1, 1}, TileId{2, 0}, TileId{9, 0},
                          TileId{0, ~std::uint64_t{0}}, TileId{7, ~std::uint64_t{0} / 256}}) {
    CHECK(store.tile(id, 1).empty());
    CHECK(store.tile(id, tile_width).empty());
  }
}

template <class Fixture>
void contract_of_proposals_and_erasure() {
  Fixture fixture;
  EventStore& store = fixture.store();

  SECTION("an answer is kept under its id") {
    auto batch = example_batch({example_event(aap_dossier("a"), 1)});
    batch.proposals = {{"p-1", sha256("one"), true, 0}, {"p-2", sha256("two"), false, 0}};
    REQUIRE(store.append(batch) == AppendResult::appended);
    fixture.reopen();
    auto const first = fixture.store().find_proposal("p-1");
    auto const second = fixture.store().find_proposal("p-2");
    REQUIRE((first && second));
    CHECK((first->id == "p-1" && first->body_hash == sha256("one") && first->recorded));
    CHECK((second->body_hash == sha256("two") && !second->recorded && second->position == 0));
    CHECK_FALSE(fixture.store().find_proposal("p-"));
    CHECK_FALSE(fixture.store().find_proposal("P-1"));
  }
  SECTION("an erased payload is gone, with its blinding, and the tree is as it was") {
    REQUIRE(append(store, {example_event(aap_dossier("a"), 1),
                           example_event(aap_dossier("b"), 1)}) == AppendResult::appended);
    auto batch = example_batch({example_event(aap_dossier("a"), 2)}, 2);
    batch.erasures = {0};
    REQUIRE(store.append(batch) == AppendResult::appended);
    fixture.reopen();
    auto& again = fixture.store();
    auto const all = seen(again);
    REQUIRE(all.size() == 3);
    CHECK(all[0].payload.empty());
    CHECK_FALSE(all[1].payload.empty());
    std::vector<bool> erased;
    again.scan(0, 3, [&](auto const& event) { return erased.push_back(event.erased), true; });
    CHECK(erased == std::vector<bool>{true, false, false});
    again.scan_leaves(0, 1, [](StoredLeaf const& leaf) {
      CHECK(leaf.erased);
      CHECK(leaf.blinding == Bytes32{});
      CHECK(leaf.envelope.find("payload_commit") != std::string_view::npos);
      return true;
    });
    CHECK(again.head().root == recomputed_root(again));
  }
}

}  // namespace probant::test
