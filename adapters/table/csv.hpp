// Comma-separated values (RFC 4180): CRLF, quotes doubled. A cell that a spreadsheet would run as a
// formula is written with a leading apostrophe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace probant {

std::string csv_row(std::vector<std::string> const& cells);

}  // namespace probant
