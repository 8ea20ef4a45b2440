// People with sqlite3: what the triggers stop, and what check_log says when they were dropped.
#include <catch2/catch.hpp>

#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"

namespace probant::test {
namespace {

using Catch::Matchers::Contains;

struct Filled : SqliteFixture {
  Filled() {
    auto with_warning = example_event(aap_dossier("b"), 1);
    with_warning.warnings = R"([{"code":"finess_key"}])";
    REQUIRE(append(store(), {example_event(aap_dossier("a"), 1), with_warning,
                             example_event(aap_dossier("a"), 2), example_event(aap_dossier("a"), 3),
                             example_event(aap_dossier("b"), 2)}) == AppendResult::appended);
    close();
  }
};

std::string drop_guards(std::string const& table) {
  return "drop trigger " + table + "_stays; drop trigger " + table + "_is_fixed; ";
}

}  // namespace

TEST_CASE("sqlite guards: rows of the log can be neither changed nor taken away nor replaced",
          "[store][sqlite]") {
  Filled fixture;
  sqlite::Connection connection{fixture.file(), sqlite::Access::write};
  connection.set_up();
  connection.execute("insert into tile values(0, 0, x'')");
  for (std::string const table :
       {"event", "leaf", "tile", "proposal", "dossier", "actor", "type", "rulebook"}) {
    INFO(table);
    auto const refused = [&](std::string const& sql) {
      INFO(sql);
      CHECK_THROWS_AS(connection.execute(sql.c_str()), StoreError);
    };
    refused("delete from " + table);
    refused("update " + table + " set rowid = rowid + 100");
    refused("replace into " + table + " select * from " + table);
  }
  for (std::string const change :
       {"event set payload = '{}'", "event set warnings = ''", "event set version = 9",
        "event set recorded_at = 0", "event set payload = null, actor_key = 1",
        "leaf set envelope = x''", "leaf set blinding = x'00'", "leaf set position = 12",
        "proposal set recorded = 0", "dossier set name = 'aap:z'", "type set name = 'x'"}) {
    INFO(change);
    CHECK_THROWS_AS(connection.execute(("update " + change).c_str()), StoreError);
  }
  CHECK_NOTHROW(connection.execute("update event set payload = null where position = 1"));
}

TEST_CASE("sqlite tampering: check_log names the first bad position", "[store][sqlite]") {
  Filled fixture;
  auto const found_at = [&](Position position, std::string const& sql) {
    INFO(sql);
    tamper(fixture.file(), sql);
    fixture.reopen();
    auto const check = check_log(fixture.store());
    CHECK_FALSE(check.good());
    CHECK(check.first_bad == position);
    CHECK_FALSE(check.why.empty());
    CHECK(first_altered(fixture.store()) == position);
  };
  auto const bad_at = [&](Position position, std::string const& table, std::string const& sql) {
    found_at(position, drop_guards(table) + sql);
  };
  SECTION("a row replaced with the guards in place, which only recursive_triggers would stop") {
    found_at(2,
             "replace into event select position, dossier_key, version, type_key, schema, "
             "occurred_at, recorded_at, actor_key, rulebook_key, proposal_id, payload || ' ', "
             "warnings from event where position = 2");
  }
  SECTION("payload") {
    bad_at(2, "event", "update event set payload = payload || ' ' where position >= 2");
  }
  SECTION("payload erased without order") {
    bad_at(3, "event", "update event set payload = null where position = 3");
  }
  SECTION("warnings") { bad_at(1, "event", "update event set warnings = '' where position = 1"); }
  SECTION("type") { bad_at(0, "type", "update type set name = 'aap.project_filed' where key = 0"); }
  SECTION("actor") { bad_at(0, "actor", "update actor set role = 'ars' where key = 0"); }
  SECTION("rulebook") { bad_at(0, "rulebook", "update rulebook set name = 'r/2' where key = 0"); }
  SECTION("dossier") { bad_at(1, "dossier", "update dossier set name = 'aap:z' where key = 1"); }
  SECTION("occurred_at") {
    bad_at(4, "event", "update event set occurred_at = occurred_at + 1 where position = 4");
  }
  SECTION("recorded_at") {
    bad_at(3, "event", "update event set recorded_at = recorded_at - 1 where position = 3");
  }
  SECTION("schema") { bad_at(4, "event", "update event set schema = 2 where position = 4"); }
  SECTION("proposal") {
    bad_at(2, "event", "update event set proposal_id = 'x' where position = 2");
  }
  SECTION("blinding") {
    bad_at(4, "leaf", "update leaf set blinding = zeroblob(32) where position = 4");
  }
  SECTION("an event deleted") { bad_at(2, "event", "delete from event where position = 2"); }
  SECTION("a leaf deleted") { bad_at(3, "leaf", "delete from leaf where position = 3"); }
  SECTION("two events swapped") {
    bad_at(0, "event",
           "update event set position = 99, version = 77 where position = 0;"
           "update event set position = 0, version = 1 where position = 2;"
           "update event set position = 2, version = 2 where position = 99");
  }
}

TEST_CASE("sqlite tampering: what breaks the structure is refused on opening", "[store][sqlite]") {
  Filled fixture;
  auto const refused = [&](std::string const& sql) {
    INFO(sql);
    tamper(fixture.file(), sql);
    CHECK_THROWS_WITH(fixture.reopen(), Contains("incohérent"));
  };
  SECTION("the end cut off") {
    refused(drop_guards("event") + "delete from event where position = 4");
  }
  SECTION("the beginning cut off") {
    refused(drop_guards("leaf") + "delete from leaf where position = 0");
  }
  SECTION("the head forgotten") { refused("delete from head"); }
  SECTION("the head rewound") { refused("update head set size = 4"); }
  SECTION("the tree cut") { refused("update head set peaks = zeroblob(33)"); }
  SECTION("an event added by hand") {
    refused(
        "insert into event select 5, dossier_key, 9, type_key, schema, occurred_at, "
        "recorded_at, actor_key, rulebook_key, 'x', payload, warnings from event "
        "where position = 4");
  }
}

TEST_CASE("sqlite tampering: indexes that hide or invent are found in the file",
          "[store][sqlite]") {
  Filled fixture;
  // As if five events and answers had been enough to index them.
  tamper(fixture.file(),
         "insert into dossier_index select dossier_key, version, position from event;"
         "update head set indexed_events = 5");
  auto const problems_after = [&](std::string const& sql) {
    tamper(fixture.file(), sql);
    return SqliteEventStore::open(fixture.path(), Mode::read_only)->check_file();
  };
  CHECK(problems_after("").empty());
  SECTION("an event out of the index") {
    auto const problems = problems_after("delete from dossier_index where position = 2");
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems.front(), Contains("index des dossiers") && Contains("4 présentes"));
  }
  SECTION("an entry for another event") {
    CHECK(problems_after("update dossier_index set position = 4 where position = 2").size() == 1);
  }
  SECTION("an answer taken away") {
    auto const problems =
        problems_after(drop_guards("proposal") + "delete from proposal where sequence = 1");
    REQUIRE(problems.size() == 2);
    CHECK_THAT(problems[0], Contains("s'interrompt après 1 réponse"));
    CHECK_THAT(problems[1], Contains("celle de l'événement 1 manque"));
  }
  SECTION("an index of answers that is not there") {
    CHECK(problems_after("update head set indexed_proposals = 5").size() == 1);
  }
}

TEST_CASE("sqlite tampering: tiles changed, gone or invented are found", "[store][sqlite]") {
  SqliteFixture fixture;
  std::vector<NewEvent> events;
  for (Version version = 1; version <= 520; ++version) {
    events.push_back(example_event(aap_dossier("a"), version));
  }
  REQUIRE(append(fixture.store(), std::move(events)) == AppendResult::appended);
  REQUIRE(check_log(fixture.store()).good());
  CHECK(fixture.store().check_file().empty());
  fixture.close();
  auto const bad_at = [&](Position position, std::string const& sql) {
    tamper(fixture.file(), drop_guards("tile") + sql);
    fixture.reopen();
    CHECK(check_log(fixture.store()).first_bad == position);
  };
  SECTION("changed") {
    bad_at(257,
           "update tile set hashes = cast(substr(hashes, 1, 32) || zeroblob(32) || "
           "substr(hashes, 65) as blob) where n = 1");
    CHECK(fixture.store().check_file().empty());
  }
  SECTION("cut") { bad_at(0, "update tile set hashes = zeroblob(8191) where n = 0"); }
  SECTION("gone") {
    bad_at(256, "delete from tile where n = 1");
    CHECK_THAT(fixture.store().check_file().front(), Contains("2 attendues, 1 présentes"));
  }
  SECTION("invented") {
    tamper(fixture.file(), "insert into tile values(0, 2, zeroblob(8192))");
    fixture.reopen();
    CHECK(fixture.store().check_file().size() == 1);
  }
}

TEST_CASE("sqlite tampering: another tree of the right shape is found by check_log",
          "[store][sqlite]") {
  Filled fixture;
  tamper(fixture.file(), "update head set peaks = zeroblob(64)");
  fixture.reopen();
  auto const check = check_log(fixture.store());
  CHECK_FALSE(check.good());
  CHECK_FALSE(check.first_bad);
  CHECK_THAT(check.why, Contains("racine"));
}

}  // namespace probant::test
