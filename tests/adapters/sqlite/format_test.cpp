// Format 1 for ever: a store written today has the bytes of the one kept beside this test, and that
// one opens. FORMAT.md works its example on the same store; its commands are run by format_page.py.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/adapters/sqlite/format_example.hpp"

namespace probant::test {
namespace {

std::string kept_store() {
  std::ifstream file{PROBANT_TEST_DATA "/adapters/sqlite/store.v1.sql"};
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE(text.str().size() > 1'000);
  return text.str();
}

std::filesystem::path restored(TemporaryDirectory const& directory) {
  tamper(directory.path() / "log.sqlite", kept_store());
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

TEST_CASE("sqlite format 1: the store that was kept opens and verifies", "[store][sqlite]") {
  TemporaryDirectory directory;
  auto const store = SqliteEventStore::open(restored(directory), Mode::read_write);
  auto const check = check_log(*store);
  CHECK(check.good());
  CHECK(check.checked == 3);
  CHECK(check.erased == 1);
  CHECK(store->find_proposal("retrait-1")->position == 1);
  CHECK(test::append(*store, {format_event("register.ceiling_published", "register:020000063",
                                           "2026-06-02T08:00:00Z", "plafonds-2", "{}")}) ==
        AppendResult::appended);
}

TEST_CASE("sqlite format 1: a store written today has the same rows and tables",
          "[store][sqlite]") {
  SqliteFixture fixture;
  fill_format_example(fixture.store());
  REQUIRE(fixture.store().head().next == 3);
  fixture.close();
  TemporaryDirectory directory;
  auto const kept = restored(directory) / "log.sqlite";
  sqlite::Connection connection{fixture.file(), sqlite::Access::write};
  connection.execute(("attach '" + kept.string() + "' as kept").c_str());
  for (std::string const table : {"meta", "head", "dossier", "actor", "type", "rulebook", "event",
                                  "dossier_index", "leaf", "tile", "proposal", "proposal_index"}) {
    INFO(table);
    CHECK(differences(connection, "*", table) == 0);
  }
  CHECK(differences(connection, "type, name, sql", "sqlite_schema") == 0);
}

}  // namespace probant::test
