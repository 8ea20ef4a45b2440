// HTML by appending: text is escaped, always; tags are ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace probant::html {

/// As text or in a quoted attribute. Control characters become spaces, line feeds stay.
std::string escape(std::string_view text);

/// A table for eyes and screen readers: caption, column headings, and the first cell of each row as
/// its heading. Cells are HTML already. `figures`: columns aligned to the right.
struct Table {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::size_t> figures;
  std::vector<std::vector<std::string>> rows;
};
std::string to_html(Table const& table);

/// The whole page around a body.
std::string page(std::string_view title, std::string_view body);

}  // namespace probant::html
