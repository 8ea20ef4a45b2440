#include "adapters/table/csv.hpp"

#include <catch2/catch.hpp>

namespace probant {
namespace {

TEST_CASE("csv: separators, quotes and line feeds are quoted", "[csv]") {
  CHECK(csv_row({"a", "b,c", "d\"e", "f\ng"}) == "a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n");
}

TEST_CASE("csv: a cell that a spreadsheet would run is defused, a negative number is not",
          "[csv]") {
  CHECK(csv_row({"=1+1", "@x", "-cmd", "-12"}) == "'=1+1,'@x,'-cmd,-12\r\n");
}

}  // namespace
}  // namespace probant
