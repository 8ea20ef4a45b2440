// A sheet as an Office Open XML workbook: headings that stay in sight, a filter on each column,
// days as days, amounts in euros. Text is never run as a formula. The same bytes for the same
// sheet.
#pragma once

#include <string>

#include "projections/sheet.hpp"

namespace probant {

/// Throws std::runtime_error, in French, when the temporary directory cannot hold it.
std::string to_xlsx(Sheet const& sheet);

}  // namespace probant
