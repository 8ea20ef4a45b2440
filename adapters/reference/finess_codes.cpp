#include "adapters/reference/finess_codes.hpp"

#include <array>
#include <string>
#include <utility>

#include "events/values/digits.hpp"

namespace probant::importer {
namespace {

using reference::LegalStatus;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> overseas{{
    {"9A", "971"},
    {"9B", "972"},
    {"9C", "973"},
    {"9D", "974"},
    {"9E", "975"},
    {"9F", "976"},
}};

}  // namespace

std::optional<Region> region_of_finess_department(std::string_view department) {
  for (auto const& [finess, insee] : overseas) {
    if (finess == department) return region_of_department(insee);
  }
  return region_of_department(department);
}

std::optional<Region> region_of_commune(std::string_view commune) {
  if (commune.size() != 5) return std::nullopt;
  bool const is_overseas = commune.starts_with("97") || commune.starts_with("98");
  return region_of_department(commune.substr(0, is_overseas ? 3 : 2));
}

std::optional<Region> region_of_number(Entity entity) {
  auto const number = entity.view();
  if (number.starts_with("98")) return region_of_department("976");
  if (!number.starts_with("97")) return region_of_department(number.substr(0, 2));
  return region_of_department(std::string{"97"} + number[3]);
}

std::optional<LegalStatus> legal_status_of_code(std::string_view code) {
  auto const number = parse_digits(code);
  if (!number || code.size() > 3 || *number == 0) return std::nullopt;
  if (*number <= 30) return LegalStatus::public_;
  if (*number >= 40 && *number <= 66) return LegalStatus::private_nonprofit;
  if (*number == 89) return LegalStatus::private_nonprofit;  // cooperation group: shares no profit
  if (*number >= 70 && *number <= 110) return LegalStatus::private_forprofit;
  return std::nullopt;
}

StatusHint status_hint(std::string_view codesph, std::string_view codemft, std::string_view siret) {
  bool const public_siren = siret.starts_with('1') || siret.starts_with('2');
  if (codesph == "1" || codemft == "03" || public_siren) return StatusHint::public_;
  if (codesph.size() == 1 && codesph >= "2" && codesph <= "7") return StatusHint::nonprofit;
  if (codemft == "07") return StatusHint::forprofit;
  return StatusHint::none;
}

/// Sites that say nothing are medico-social ones, where associations are by far the most common.
LegalStatus likely_status(StatusHint strongest) {
  if (strongest == StatusHint::public_) return LegalStatus::public_;
  if (strongest == StatusHint::forprofit) return LegalStatus::private_forprofit;
  return LegalStatus::private_nonprofit;
}

}  // namespace probant::importer
