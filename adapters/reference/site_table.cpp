#include "adapters/reference/site_table.hpp"

#include <algorithm>
#include <tuple>

namespace probant::importer {

bool SiteTable::add(SiteRow row, std::string_view name, std::string_view long_name) {
  if (rows_.size() == max_sites) return false;
  row.name_at = static_cast<std::uint32_t>(names_.size());
  row.name_size = static_cast<std::uint16_t>(name.size());
  row.long_name_size = static_cast<std::uint16_t>(long_name.size());
  names_ += name;
  names_ += long_name;
  rows_.push_back(row);
  return true;
}

std::string_view SiteTable::name(SiteRow const& row) const {
  if (row.name_size == 0) return std::string_view{names_}.substr(row.name_at, row.long_name_size);
  return std::string_view{names_}.substr(row.name_at, row.name_size);
}

std::string_view SiteTable::long_name(SiteRow const& row) const {
  if (row.long_name_size == 0) return name(row);
  return std::string_view{names_}.substr(row.name_at + row.name_size, row.long_name_size);
}

bool SiteTable::lists(Site site) const { return std::ranges::binary_search(sites_, site); }

void SiteTable::sort_by_site() {
  std::ranges::sort(rows_, {}, [](SiteRow const& row) { return std::tuple(row.site, row.line); });
}

void SiteTable::sort_by_entity() {
  std::ranges::sort(rows_, {}, [](SiteRow const& row) { return std::tuple(row.entity, row.site); });
}

bool set_code(std::array<char, 4>& code, std::string_view text) {
  if (text.empty() || text.size() > code.size()) return false;
  code.fill('\0');
  text.copy(code.data(), code.size());
  return true;
}

std::string_view code_text(std::array<char, 4> const& code) {
  auto const end = std::ranges::find(code, '\0');
  return {code.data(), static_cast<std::size_t>(end - code.begin())};
}

}  // namespace probant::importer
