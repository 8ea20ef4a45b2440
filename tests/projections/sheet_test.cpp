#include "projections/sheet.hpp"

#include "tests/support/example_store.hpp"

namespace probant::test {

TEST_CASE("sheet: a row for each, a cell for each column, and what the JSON says", "[sheet]") {
  MemoryEventStore store;
  play_example(store);
  auto const world = replay(store);
  auto const at = *Instant::parse("2026-11-20T08:00:00Z");
  auto const due = deadlines(world, at);
  auto const money = exposure(world, at);
  auto const by = GENERATE(ExposureBy::dossier, ExposureBy::region, ExposureBy::beneficiary);
  for (auto const& sheet : {sheet_of(due), sheet_of(money, by)}) {
    REQUIRE_FALSE(sheet.rows.empty());
    for (auto const& row : sheet.rows) CHECK(row.size() == sheet.columns.size());
    for (auto const& column : sheet.columns) CHECK_FALSE(column.label.empty());
  }
  auto const sheet = sheet_of(due);
  CHECK(sheet.rows.size() == due.size());
  for (std::size_t i = 0; i < due.size(); ++i) {
    auto const json = to_json(due[i]);
    for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
      auto const text = text_of(sheet.rows[i][column]);
      auto const name = "\"" + sheet.columns[column].name + "\":";
      INFO(json << " has " << name << text);
      auto const value = json.substr(json.find(name) + name.size());
      CHECK((value.starts_with(text.empty() ? "null" : text) || value.starts_with("\"" + text)));
    }
  }
}

TEST_CASE("sheet: what is not known is empty, and an amount is in cents", "[sheet]") {
  CHECK(text_of(Cell{}).empty());
  CHECK(text_of(Cell{Money::cents(5'100'000)}) == "5100000");
  CHECK(text_of(Cell{Date{2026, 5, 29}}) == "2026-05-29");
}

}  // namespace probant::test
