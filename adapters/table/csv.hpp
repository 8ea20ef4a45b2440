// Comma-separated values (RFC 4180): CRLF, quotes doubled. A cell that a spreadsheet would run as a
// formula is written with a leading apostrophe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projections/sheet.hpp"

namespace probant {

std::string csv_row(std::vector<std::string> const& cells);
/// The names of the columns, then the rows.
std::string to_csv(Sheet const& sheet);

}  // namespace probant
