#include "events/values/region.hpp"

#include <algorithm>
#include <utility>

namespace probant {
namespace {

struct RegionRow {
  std::string_view code;
  std::string_view name;
  std::string_view departments;  // each followed by a space
};

constexpr std::array<RegionRow, 18> regions{{
    {"01", "Guadeloupe", "971 977 978 "},
    {"02", "Martinique", "972 "},
    {"03", "Guyane", "973 "},
    {"04", "La Réunion", "974 "},
    {"06", "Mayotte", "976 "},
    {"11", "Île-de-France", "75 77 78 91 92 93 94 95 "},
    {"24", "Centre-Val de Loire", "18 28 36 37 41 45 "},
    {"27", "Bourgogne-Franche-Comté", "21 25 39 58 70 71 89 90 "},
    {"28", "Normandie", "14 27 50 61 76 "},
    {"32", "Hauts-de-France", "02 59 60 62 80 "},
    {"44", "Grand Est", "08 10 51 52 54 55 57 67 68 88 "},
    {"52", "Pays de la Loire", "44 49 53 72 85 "},
    {"53", "Bretagne", "22 29 35 56 "},
    {"75", "Nouvelle-Aquitaine", "16 17 19 23 24 33 40 47 64 79 86 87 "},
    {"76", "Occitanie", "09 11 12 30 31 32 34 46 48 65 66 81 82 "},
    {"84", "Auvergne-Rhône-Alpes", "01 03 07 15 26 38 42 43 63 69 73 74 "},
    {"93", "Provence-Alpes-Côte d'Azur", "04 05 06 13 83 84 "},
    {"94", "Corse", "2A 2B 20 "},
}};

std::optional<Region> from_code(std::string_view code) { return Region{{code[0], code[1]}}; }

}  // namespace

std::optional<Region> Region::parse(std::string_view text) {
  bool const known = std::ranges::any_of(regions, [&](auto& row) { return row.code == text; });
  return known ? from_code(text) : std::nullopt;
}

std::string region_name(Region region) {
  auto const code = region.text();
  auto const row = std::ranges::find(regions, std::string_view{code}, &RegionRow::code);
  return row == regions.end() ? code : std::string{row->name};
}

std::optional<Region> region_of_department(std::string_view department) {
  if (department.size() < 2 || department.size() > 3) return std::nullopt;
  std::string const wanted = std::string{department} + " ";
  for (auto const& row : regions) {
    for (std::size_t at = 0; at < row.departments.size();) {
      auto const end = row.departments.find(' ', at) + 1;
      if (row.departments.substr(at, end - at) == wanted) return from_code(row.code);
      at = end;
    }
  }
  return std::nullopt;
}

}  // namespace probant
