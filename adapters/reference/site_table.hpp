// The sites of an establishments file, small enough to hold the whole country (about 100 bytes
// each), grouped by legal entity once all are read: the file is not in order of entity.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/reference/finess_codes.hpp"

namespace probant::importer {

struct SiteRow {
  Entity entity;
  Site site;
  std::int64_t line = 0;
  std::uint32_t name_at = 0;    ///< in the table's names: short name, then long name
  std::uint16_t name_size = 0;  ///< 0: none
  std::uint16_t long_name_size = 0;
  std::array<char, 4> category{};   ///< padded with NUL
  std::array<char, 4> aggregate{};  ///< padded with NUL
  Region region;
  StatusHint hint = StatusHint::none;
  std::optional<RegisterDate> opened;
};

class SiteTable {
 public:
  /// Far more than the country has; beyond, the file is not what it says.
  static constexpr std::size_t max_sites = 1'000'000;

  /// Names are at most Line::max_bytes each. False when the table is full.
  bool add(SiteRow row, std::string_view name, std::string_view long_name);
  /// Groups the rows; `duplicate(row, first)` is called for a site that is there already, and
  /// that row dropped.
  template <class Duplicate>
  void group(Duplicate const& duplicate);

  std::span<SiteRow const> rows() const { return rows_; }
  /// Short name, or long one, or empty.
  std::string_view name(SiteRow const& row) const;
  std::string_view long_name(SiteRow const& row) const;
  bool lists(Site site) const;

 private:
  void sort_by_site();
  void sort_by_entity();

  std::vector<SiteRow> rows_;
  std::vector<Site> sites_;
  std::string names_;
};

template <class Duplicate>
void SiteTable::group(Duplicate const& duplicate) {
  sort_by_site();
  std::vector<SiteRow> kept;
  kept.reserve(rows_.size());
  for (auto const& row : rows_) {
    if (!kept.empty() && kept.back().site == row.site) {
      duplicate(row, kept.back());
    } else {
      kept.push_back(row);
      sites_.push_back(row.site);
    }
  }
  rows_ = std::move(kept);
  sort_by_entity();
}

/// A code of up to 4 characters; false for longer or empty ones.
bool set_code(std::array<char, 4>& code, std::string_view text);
std::string_view code_text(std::array<char, 4> const& code);

}  // namespace probant::importer
