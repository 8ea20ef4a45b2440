#include "adapters/table/xlsx.hpp"

#include <catch2/catch.hpp>

#include "adapters/table/csv.hpp"

namespace probant {
namespace {

Sheet example() {
  Sheet sheet;
  sheet.title = "Essai";
  sheet.columns = {{"label", "Libellé"},
                   {"amount_cents", "Montant"},
                   {"due_on", "Avant le"},
                   {"at", "À"},
                   {"n", "Nombre"}};
  sheet.rows = {{std::string{"=1+1 & <b>"}, Money::cents(123'456), Date{2026, 5, 29},
                 *Instant::parse("2026-05-29T21:59:59Z"), std::int64_t{7}},
                {Cell{}, Cell{}, Cell{}, Cell{}, Cell{}}};
  return sheet;
}

TEST_CASE("xlsx: a workbook, the same bytes each time", "[xlsx]") {
  auto const book = to_xlsx(example());
  CHECK(book.starts_with("PK"));
  CHECK(book.find("xl/worksheets/sheet1.xml") != std::string::npos);
  CHECK(book == to_xlsx(example()));
}

TEST_CASE("csv: a sheet keeps names and values, and leaves empty what is not there", "[csv]") {
  CHECK(to_csv(example()) ==
        "label,amount_cents,due_on,at,n\r\n'=1+1 & <b>,123456,2026-05-29,2026-05-29T21:59:59Z,7\r\n"
        ",,,,\r\n");
}

}  // namespace
}  // namespace probant
