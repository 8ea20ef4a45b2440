// Lists as rows of typed cells, for whatever writes tables: CSV keeps the names and values of the
// JSON, a workbook has French headings, days and amounts in euros.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"

namespace probant {

/// Nothing: not known, or not there.
using Cell = std::variant<std::monostate, std::string, std::int64_t, Money, Date, Instant>;

struct Sheet {
  struct Column {
    std::string name;   ///< as in the JSON
    std::string label;  ///< French
  };
  std::string title;  ///< French, 31 characters at most
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

Sheet sheet_of(std::vector<Deadline> const& deadlines);
Sheet sheet_of(std::vector<ExposureRow> const& rows, ExposureBy by);
Sheet sheet_of(std::vector<ExposureGroup> const& groups, ExposureBy by);

/// As the JSON has it: cents, ISO 8601; empty when there is nothing.
std::string text_of(Cell const& cell);

}  // namespace probant
