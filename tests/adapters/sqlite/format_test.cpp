// Formats 1 and 2 for ever: a store written today has the bytes of that of format 2 kept beside
// this test, and one of format 1 opens, and becomes one of format 2 when it is sealed. FORMAT.md
// works its example on the same store; its commands are run by format_page.py.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/adapters/sqlite/format_example.hpp"

namespace probant::test {
namespace {

std::string kept_store(std::string const& format) {
  std::ifstream file{PROBANT_TEST_DATA "/adapters/sqlite/store.v" + format + ".sql"};
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE(text.str().size() > 1'000);
  return text.str();
}

std::filesystem::path restored(TemporaryDirectory const& directory, std::string const& format) {
  tamper(directory.path() / "log.sqlite", kept_store(format));
  return directory.path();
}

std::int64_t differences(sqlite::Connection& connection, std::string const& columns,
                         std::string const& table) {
  auto const ours = "select " + columns + " from main." + table;
  auto const kept = "select " + columns + " from kept." + table;
  sqlite::Statement statement{connection, "select (select count(*) from (" + ours + " except " +
                                              kept + ")) + (select count(*) from (" + kept +
                                              " except " + ours + "))"};
  auto rows = statement.query();
  rows.next();
  return rows.integer(0);
}

}  // namespace

TEST_CASE("sqlite formats 1 and 2: the stores that were kept open and verify", "[store][sqlite]") {
  std::string const format = GENERATE("1", "2");
  TemporaryDirectory directory;
  auto const store = SqliteEventStore::open(restored(directory, format), Mode::read_write);
  INFO(format);
  auto const check = check_log(*store);
  CHECK(check.good());
  CHECK(check.checked == 3);
  CHECK(check.erased == 1);
  CHECK(store->find_proposal("retrait-1")->position == 1);
  CHECK(test::append(*store, {format_event("register.ceiling_published", "register:020000063",
                                           "2026-06-02T08:00:00Z", "plafonds-2", "{}")}) ==
        AppendResult::appended);
}

TEST_CASE("sqlite format 2: a store written today has the same rows and tables",
          "[store][sqlite]") {
  auto const seal = [](Head const& head) { return format_seal().seal(head); };
  bool const migrated = GENERATE(false, true);
  TemporaryDirectory before;
  SqliteFixture fixture;
  auto ours = fixture.file();
  if (migrated) {
    ours = restored(before, "1") / "log.sqlite";
    auto const store = SqliteEventStore::open(before.path(), Mode::read_write);
    CHECK_FALSE(store->sealed_head().sealable);
    store->seal_with(seal);
    CHECK(store->sealed_head().sealable);
    CHECK(store->check_schema().empty());
  } else {
    fixture.store().seal_with(seal);
    fill_format_example(fixture.store());
    REQUIRE(fixture.store().head().next == 3);
    fixture.close();
  }
  TemporaryDirectory directory;
  auto const kept = restored(directory, "2") / "log.sqlite";
  sqlite::Connection connection{ours, sqlite::Access::write};
  CHECK(connection.pragma("user_version") == 2);
  connection.execute(("attach '" + kept.string() + "' as kept").c_str());
  // No act has been sealed yet where the format alone was brought up to date.
  auto const* const of_head = migrated ? "size, peaks, indexed_events, indexed_proposals" : "*";
  CHECK(differences(connection, of_head, "head") == 0);
  for (std::string const table : {"meta", "dossier", "actor", "type", "rulebook", "event",
                                  "dossier_index", "leaf", "tile", "proposal", "proposal_index"}) {
    INFO(table);
    CHECK(differences(connection, "*", table) == 0);
  }
  CHECK(differences(connection, "type, name, sql", "sqlite_schema") == 0);
}

TEST_CASE("sqlite store: each append seals what it leaves, and closing leaves the seal",
          "[store][sqlite][seal]") {
  SqliteFixture fixture;
  auto const key = format_seal();
  auto const sealed = [&] {
    auto const end = fixture.store().sealed_head();
    return key.holds(end.head, end.seal);
  };
  fixture.store().seal_with([&](Head const& head) { return key.seal(head); });
  CHECK_FALSE(sealed());
  std::vector<NewEvent> events;
  for (Version version = 1; version <= 1'000; ++version) {
    events.push_back(example_event(aap_dossier("a"), version));
  }
  REQUIRE(append(fixture.store(), events) == AppendResult::appended);
  CHECK(sealed());
  fixture.reopen();  // which brought the index up to date
  CHECK(sealed());
  CHECK(SqliteEventStore::open(fixture.path(), Mode::read_only)->sealed_head().seal ==
        fixture.store().sealed_head().seal);
  // Nobody to seal it: better none than that of another head.
  REQUIRE(append(fixture.store(), {example_event(aap_dossier("b"), 1)}) == AppendResult::appended);
  CHECK_FALSE(fixture.store().sealed_head().seal);
}

TEST_CASE(
    "sqlite store: a head without its place for a seal, or of the format before with one, is "
    "refused",
    "[store][sqlite][seal]") {
  for (auto const* const change : {"alter table head drop column seal", "pragma user_version=1"}) {
    SqliteFixture fixture;
    REQUIRE(append(fixture.store(), {example_event(aap_dossier("a"), 1)}) ==
            AppendResult::appended);
    fixture.close();
    tamper(fixture.file(), change);
    CHECK_THROWS_WITH(fixture.reopen(), Catch::Matchers::Contains("table head"));
    auto const reader = SqliteEventStore::open(fixture.path(), Mode::read_only);
    CHECK(reader->head().next == 1);
    CHECK(reader->check_schema().size() == 1);
    CHECK_FALSE(reader->sealed_head().seal);
  }
}

}  // namespace probant::test
