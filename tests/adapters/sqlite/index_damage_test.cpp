// An index of dossiers that leads elsewhere, or nowhere: nothing of another dossier is shown for
// this one, nothing is left out, and nothing is written after it.
#include <catch2/catch.hpp>

#include "adapters/sqlite/proposals.hpp"
#include "engine/log/digest.hpp"
#include "tests/adapters/sqlite/fixture.hpp"

namespace probant::test {
namespace {

using Catch::Matchers::Contains;

/// Dossier a at the positions 0, 2 and 3, b at 1 and 4; as if five were enough to index them.
struct Indexed : SqliteFixture {
  Indexed() {
    REQUIRE(append(store(), {example_event(aap_dossier("a"), 1), example_event(aap_dossier("b"), 1),
                             example_event(aap_dossier("a"), 2), example_event(aap_dossier("a"), 3),
                             example_event(aap_dossier("b"), 2)}) == AppendResult::appended);
    close();
    tamper(file(),
           "insert into dossier_index select dossier_key, version, position from event;"
           "update head set indexed_events = 5");
  }
};

std::vector<Position> positions_of(SqliteEventStore const& store, std::string const& dossier) {
  std::vector<Position> positions;
  store.scan_dossier(aap_dossier(dossier), [&](StoredEvent const& event) {
    CHECK(event.dossier == aap_dossier(dossier));
    positions.push_back(event.position);
    return true;
  });
  return positions;
}

constexpr auto elsewhere =
    "update dossier_index set position = case position when 1 then 2 else 1 end "
    "where position in (1, 2)";

}  // namespace

TEST_CASE("sqlite index: a dossier is not read through an index that leads elsewhere",
          "[store][sqlite]") {
  Indexed fixture;
  CHECK(positions_of(*SqliteEventStore::open(fixture.path(), Mode::read_only), "a") ==
        std::vector<Position>{0, 2, 3});
  std::string const damage =
      GENERATE(as<std::string>{}, elsewhere, "delete from dossier_index where position = 0",
               "delete from dossier_index where position = 2",
               "delete from dossier_index where position = 3",
               "delete from dossier_index where dossier_key = 0",
               "update dossier_index set position = 9 where position = 3",
               "update dossier_index set position = 0 where position = 3");
  INFO(damage);
  tamper(fixture.file(), damage);
  auto const store = SqliteEventStore::open(fixture.path(), Mode::read_only);
  CHECK_THROWS_WITH(positions_of(*store, "a"),
                    Contains("incohérent") && Contains("probant verify"));
}

TEST_CASE("sqlite index: nothing is written after what it leaves out", "[store][sqlite]") {
  Indexed fixture;
  SECTION("an entry gone is seen on opening") {
    tamper(fixture.file(), "delete from dossier_index where position = 3");
    CHECK_THROWS_WITH(fixture.reopen(), Contains("incohérent") && Contains("probant verify"));
  }
  SECTION("an entry for another event is seen on reading and on writing") {
    tamper(fixture.file(),
           "update dossier_index set position = 7 - position where position in (3, 4)");
    fixture.reopen();
    CHECK_THROWS_WITH(positions_of(fixture.store(), "b"), Contains("incohérent"));
    CHECK(append(fixture.store(), {example_event(aap_dossier("b"), 3)}) ==
          AppendResult::store_failed);
  }
}

TEST_CASE("sqlite index: what is said to make it again makes it again", "[store][sqlite]") {
  Indexed fixture;
  tamper(fixture.file(), elsewhere);
  tamper(fixture.file(), "delete from dossier_index; update head set indexed_events = 0");
  fixture.reopen();
  CHECK(positions_of(fixture.store(), "a") == std::vector<Position>{0, 2, 3});
  CHECK(append(fixture.store(), {example_event(aap_dossier("b"), 3)}) == AppendResult::appended);
  CHECK(fixture.store().check_file().empty());
}

namespace {

/// Answers to four proposals, as if three were enough to index them; the fourth is recent.
struct Answered : SqliteFixture {
  Answered() {
    for (Position n = 0; n < 4; ++n) append_one(n, n);
    close();
    std::string entries;
    for (Position n = 0; n < 3; ++n) {
      entries += "insert into proposal_index values(" +
                 std::to_string(sqlite::proposal_hash(id(n))) + ", " + std::to_string(n) + ");";
    }
    tamper(file(), entries + "update head set indexed_proposals = 3");
    tamper(file(), without_guards);
  }

  static std::string id(Position n) { return "proposition " + std::to_string(n); }

  AppendResult append_one(Position n, Position at) {
    auto event = example_event(aap_dossier("a"), at + 1);
    event.proposal_id = id(n);
    auto batch = example_batch({std::move(event)}, at);
    batch.proposals = {{id(n), sha256(id(n)), true, at}};
    return store().append(batch);
  }

  static constexpr auto without_guards =
      "drop trigger proposal_stays; drop trigger proposal_is_fixed";
  static constexpr auto guards =
      "create trigger proposal_stays before delete on proposal begin\n"
      "  select raise(abort, 'proposal is append-only'); end;"
      "create trigger proposal_is_fixed before update on proposal begin\n"
      "  select raise(abort, 'proposal is append-only'); end;";
};

}  // namespace

TEST_CASE("sqlite index: no proposal is taken for a new one that was answered", "[store][sqlite]") {
  Answered fixture;
  tamper(fixture.file(), Answered::guards);
  fixture.reopen();
  for (Position n = 0; n < 4; ++n) CHECK(fixture.append_one(n, 4) == AppendResult::conflict);
  CHECK(fixture.append_one(4, 4) == AppendResult::appended);
}

TEST_CASE("sqlite index: nothing is written after answers that it does not lead to",
          "[store][sqlite]") {
  Answered fixture;
  std::string const damage = GENERATE(
      as<std::string>{}, "update head set indexed_proposals = 4",
      "update head set indexed_proposals = 99999", "update head set indexed_proposals = -1",
      "update head set indexed_proposals = 9223372036854775807",
      "delete from proposal_index where sequence = 0",
      "delete from proposal_index where sequence = 2", "delete from proposal_index",
      "update proposal_index set sequence = 9 where sequence = 1",
      "update proposal_index set sequence = 0 where sequence = 1",
      "delete from proposal where sequence >= 2");
  INFO(damage);
  tamper(fixture.file(), damage + ";" + Answered::guards);
  CHECK_THROWS_WITH(fixture.reopen(), Contains("incohérent") && Contains("probant verify"));
}

TEST_CASE("sqlite index: an answer that it leads to and that is gone is no new proposal",
          "[store][sqlite]") {
  Answered fixture;
  tamper(fixture.file(),
         "delete from proposal where sequence = 1;" + std::string{Answered::guards});
  fixture.reopen();
  CHECK(fixture.append_one(1, 4) == AppendResult::store_failed);
}

TEST_CASE("sqlite index: what is said to make that of proposals again makes it again",
          "[store][sqlite]") {
  Answered fixture;
  tamper(fixture.file(),
         "delete from proposal_index where sequence = 1;" + std::string{Answered::guards});
  auto const faults = SqliteEventStore::open(fixture.path(), Mode::read_only)->check_file();
  REQUIRE(faults.size() == 1);
  CHECK_THAT(faults.front(), Contains("delete from proposal_index"));
  tamper(fixture.file(), "delete from proposal_index; update head set indexed_proposals = 0");
  fixture.reopen();
  for (Position n = 0; n < 4; ++n) CHECK(fixture.append_one(n, 4) == AppendResult::conflict);
  CHECK(fixture.store().check_file().empty());
}

}  // namespace probant::test
