#include "engine/log/check.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <utility>

#include "adapters/memory/event_store.hpp"
#include "tests/contract/example_events.hpp"

namespace probant {
namespace {

using test::aap_dossier;
using test::example_event;

/// A store whose readers see something else than what was appended.
class Falsified final : public EventStore {
 public:
  std::function<bool(StoredEvent&)> event = [](auto&) { return true; };
  std::function<bool(StoredLeaf&)> leaf = [](auto&) { return true; };
  std::function<void(Head&)> change_head = [](auto&) {};
  std::function<void(TileId, std::vector<Sha256>&)> change_tile = [](auto, auto&) {};

  AppendResult append(AppendBatch const& batch) override { return store_.append(batch); }
  Head head() const override {
    auto head = store_.head();
    change_head(head);
    return head;
  }
  void scan(Position from, Position to, Visitor const& visit) const override {
    store_.scan(from, to, [&](StoredEvent const& stored) {
      auto shown = stored;
      return !event(shown) || visit(shown);
    });
  }
  void scan_dossier(DossierId const& dossier, Visitor const& visit) const override {
    store_.scan_dossier(dossier, visit);
  }
  void scan_leaves(Position from, Position to, LeafVisitor const& visit) const override {
    store_.scan_leaves(from, to, [&](StoredLeaf const& stored) {
      auto shown = stored;
      return !leaf(shown) || visit(shown);
    });
  }
  std::optional<ProposalRecord> find_proposal(std::string_view id) const override {
    return store_.find_proposal(id);
  }
  std::vector<Sha256> tile(TileId id, unsigned width) const override {
    auto hashes = store_.tile(id, width);
    change_tile(id, hashes);
    return hashes;
  }

 private:
  MemoryEventStore store_;
};

NewEvent erasure_of(Position position, Version version) {
  auto event = example_event(aap_dossier("a"), version);
  event.type = *event_type("dossier.payload_erased");
  event.payload = R"({"legal_basis":"RGPD art. 17","position":)" + std::to_string(position) + "}";
  return event;
}

/// Ten events in two dossiers, of which the last orders the erasure of number 3.
void fill(EventStore& store) {
  std::vector<NewEvent> events;
  for (Version version = 1; version <= 4; ++version) {
    events.push_back(example_event(aap_dossier("a"), version));
    events.push_back(example_event(aap_dossier("b"), version));
  }
  REQUIRE(test::append(store, std::move(events)) == AppendResult::appended);
  REQUIRE(test::append(store, {example_event(aap_dossier("b"), 5)}) == AppendResult::appended);
  auto batch = test::example_batch({erasure_of(3, 5)}, 9);
  batch.erasures = {3};
  REQUIRE(store.append(batch) == AppendResult::appended);
}

void check_is_bad_at(EventStore const& store, Position position) {
  auto const check = check_log(store);
  CHECK_FALSE(check.good());
  CHECK(check.first_bad == position);
}

}  // namespace

TEST_CASE("check: a log as it was written is good", "[log][check]") {
  MemoryEventStore store;
  CHECK(check_log(store).good());
  fill(store);
  auto const check = check_log(store);
  CHECK(check.good());
  CHECK(check.why.empty());
  CHECK(check.checked == 10);
  CHECK(check.erased == 1);
  CHECK(check.root == store.head().root);
}

TEST_CASE("check: a log longer than one turn of reading is good", "[log][check]") {
  MemoryEventStore store;
  std::vector<NewEvent> events;
  for (Version version = 1; version <= 5'000; ++version) {
    events.push_back(example_event(aap_dossier("a"), version));
  }
  REQUIRE(test::append(store, std::move(events)) == AppendResult::appended);
  auto const check = check_log(store);
  CHECK(check.good());
  CHECK(check.checked == 5'000);
}

TEST_CASE("check: a tile that is not that of the leaves is found where it differs",
          "[log][check]") {
  Falsified store;
  std::vector<NewEvent> events;
  for (Version version = 1; version <= 700; ++version) {
    events.push_back(example_event(aap_dossier("a"), version));
  }
  REQUIRE(test::append(store, std::move(events)) == AppendResult::appended);
  REQUIRE(check_log(store).good());

  SECTION("a hash changed") {
    store.change_tile = [](TileId id, auto& hashes) {
      if (id == TileId{0, 1}) hashes[30].bytes[0] ^= 1;
    };
    check_is_bad_at(store, 256 + 30);
  }
  SECTION("a tile gone") {
    store.change_tile = [](TileId id, auto& hashes) {
      if (id == TileId{0, 1}) hashes.clear();
    };
    check_is_bad_at(store, 256);
    CHECK(check_log(store).why == "tile/0/001 manque");
  }
  SECTION("an envelope changed where nothing else repeats it") {
    std::string other;
    store.leaf = [&](auto& leaf) {
      if (leaf.position != 400) return true;
      other = leaf.envelope;
      other.replace(other.find("pmsi:0"), 6, "pmsi:1");
      leaf.envelope = other;
      return true;
    };
    check_is_bad_at(store, 400);
  }
}

TEST_CASE("check: an erasure recorded while the log is being checked is lawful", "[log][check]") {
  Falsified store;
  fill(store);
  bool done = false;
  store.leaf = [&](auto const& leaf) {
    if (leaf.position != 9 || std::exchange(done, true)) return true;
    auto batch = test::example_batch({erasure_of(5, 6)}, 10);
    batch.erasures = {5};
    CHECK(store.append(batch) == AppendResult::appended);
    return true;
  };
  auto const check = check_log(store);
  CHECK(check.why == "");
  CHECK(check.checked == 10);
  CHECK(check.erased == 2);
}

TEST_CASE("check: the blinding of an erased payload, put back alone, is found", "[log][check]") {
  Falsified store;
  fill(store);
  store.leaf = [](auto& leaf) { return leaf.erased &= leaf.position != 3, true; };
  check_is_bad_at(store, 3);
}

TEST_CASE("check: what was changed is found where it was changed", "[log][check]") {
  Falsified store;
  fill(store);
  REQUIRE(check_log(store).good());

  SECTION("a payload") {
    store.event = [](auto& event) {
      if (event.position == 6) event.payload = R"({"grounds":"autre"})";
      return true;
    };
    check_is_bad_at(store, 6);
  }
  SECTION("a blinding") {
    store.leaf = [](auto& leaf) { return leaf.blinding[0] ^= leaf.position == 2 ? 1 : 0, true; };
    check_is_bad_at(store, 2);
  }
  SECTION("a column beside the envelope") {
    store.event = [](auto& event) {
      if (event.position == 7) event.occurred_at = event.occurred_at.plus_seconds(1);
      return true;
    };
    check_is_bad_at(store, 7);
  }
  SECTION("a version") {
    store.event = [](auto& event) { return event.version += event.position == 5 ? 1 : 0, true; };
    check_is_bad_at(store, 5);
  }
  SECTION("an event that is not there") {
    store.event = [](auto const& event) { return event.position != 4; };
    check_is_bad_at(store, 4);
  }
  SECTION("an envelope that is not there") {
    store.leaf = [](auto const& leaf) { return leaf.position != 9; };
    check_is_bad_at(store, 9);
  }
  SECTION("a payload taken away without an order") {
    store.event = [](auto& event) { return event.erased |= event.position == 8, true; };
    check_is_bad_at(store, 8);
  }
  SECTION("an erasure whose order stands after the first bad position is still lawful") {
    store.event = [](auto& event) { return event.version += event.position == 5 ? 1 : 0, true; };
    auto const check = check_log(store);
    CHECK(check.first_bad == 5);
    CHECK(check.erased == 1);
  }
  SECTION("an envelope, in what nothing else repeats") {
    std::string other;
    store.leaf = [&](auto& leaf) {
      if (leaf.position != 1) return true;
      other = leaf.envelope;
      other.replace(other.find("pmsi:0"), 6, "pmsi:1");
      leaf.envelope = other;
      return true;
    };
    auto const check = check_log(store);
    CHECK_FALSE(check.good());
    CHECK_FALSE(check.first_bad);
  }
  SECTION("the root") {
    store.change_head = [](auto& head) { head.root.bytes[31] ^= 1; };
    auto const check = check_log(store);
    CHECK_FALSE(check.good());
    CHECK_FALSE(check.first_bad);
  }
  SECTION("the end cut off, and with it the order of an erasure") {
    store.event = [](auto const& event) { return event.position < 9; };
    store.leaf = [](auto const& leaf) { return leaf.position < 9; };
    check_is_bad_at(store, 3);
  }
}

}  // namespace probant
