// The `--map` file: what the reference files do not say themselves. TOML; every key is checked, an
// unknown one is an error with its line. Format and examples: README.md in this folder.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/families/reference.hpp"

namespace probant::importer {

/// A hospital group that the programme treats as an entity of its own, cut out of a real one.
struct GhuGroup {
  Entity entity;  ///< the number it goes by here
  Entity of;      ///< the real entity its sites belong to
  Line name;
  std::optional<Region> region;  ///< that of `of` when absent
};

/// How a table's columns are called in the file at hand, and which of its rows count.
struct TableMap {
  std::map<std::string, std::vector<std::string>, std::less<>> columns;
  std::optional<std::string> year;    ///< when no column gives it
  std::optional<std::string> source;  ///< when no column gives it
  std::string row_column;             ///< only rows with one of `row_values` in it
  std::set<std::string, std::less<>> row_values;
  bool sum_rows = false;  ///< several rows of one site and year add up
};

struct ImportMap {
  std::string name;  ///< file name; empty when there is no map
  std::unordered_map<Site, Pmsi> pmsi_of_site;
  bool pmsi_by_status = false;  ///< unmapped sites: entity's number if public, else their own
  std::vector<GhuGroup> ghus;
  std::unordered_map<Site, std::size_t> ghu_of_site;  ///< index into `ghus`
  std::unordered_map<Entity, reference::LegalStatus> legal_status;
  std::map<std::string, Line, std::less<>> ght_codes;  ///< FINESS+ group number to GHT code
  std::set<std::string, std::less<>> categories;       ///< empty: all
  std::set<std::string, std::less<>> aggregates;       ///< empty: all
  bool skip_closed = false;
  std::vector<std::string> entity_columns;  ///< order of an entities file, section name excluded
  TableMap table;

  bool keeps(std::string_view category, std::string_view aggregate) const;
};

/// Throws ImportError naming the line and the key.
ImportMap read_map(std::filesystem::path const& file);
ImportMap parse_map(std::string_view toml, std::string const& name);

}  // namespace probant::importer
