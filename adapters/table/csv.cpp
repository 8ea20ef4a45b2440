#include "adapters/table/csv.hpp"

namespace probant {
namespace {

bool is_formula(std::string_view cell) {
  if (cell.empty()) return false;
  constexpr std::string_view starts = "=+@\t\r";
  bool const negative_number =
      cell.size() > 1 && cell[0] == '-' && cell.find_first_not_of("-0123456789") == cell.npos;
  return starts.find(cell[0]) != starts.npos || (cell[0] == '-' && !negative_number);
}

std::string quoted(std::string_view cell) {
  std::string text = is_formula(cell) ? "'" : "";
  text += cell;
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string out = "\"";
  for (char const c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::string csv_row(std::vector<std::string> const& cells) {
  std::string row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row += ',';
    row += quoted(cells[i]);
  }
  return row + "\r\n";
}

std::string to_csv(Sheet const& sheet) {
  std::vector<std::string> cells;
  for (auto const& column : sheet.columns) cells.push_back(column.name);
  auto text = csv_row(cells);
  for (auto const& row : sheet.rows) {
    cells.clear();
    for (auto const& cell : row) cells.push_back(text_of(cell));
    text += csv_row(cells);
  }
  return text;
}

}  // namespace probant
