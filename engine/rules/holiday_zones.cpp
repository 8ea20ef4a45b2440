#include "engine/rules/holiday_zones.hpp"

#include <array>

namespace probant {

HolidayZone establishment_zone(Region region, std::string_view finess) {
  auto const department = finess.substr(0, 2);
  bool const grand_est = region.text() == "44";
  if (grand_est && (department == "57" || department == "67" || department == "68")) {
    return HolidayZone::alsace_moselle;
  }
  return holiday_zone(region);
}

std::string_view french_name(HolidayZone zone) {
  static constexpr std::array<std::string_view, 9> names{
      "métropole",  "Alsace-Moselle", "Guadeloupe",       "Martinique",  "Guyane",
      "La Réunion", "Mayotte",        "Saint-Barthélemy", "Saint-Martin"};
  return names.at(static_cast<std::size_t>(zone));
}

}  // namespace probant
