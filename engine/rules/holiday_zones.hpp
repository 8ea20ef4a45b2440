// Whose public holidays an establishment has: its region tells, and in Grand Est the department
// that its FINESS number begins with, for Alsace-Moselle is 57, 67 and 68 (code du travail, art. L.
// 3134-13 and L. 3422-2). Saint-Martin (28 May) and Saint-Barthélemy (9 October) bear the region
// and the numbers of Guadeloupe (27 May), and the register holds no address: they count as such.
#pragma once

#include <string_view>

#include "engine/rules/legal_calendar.hpp"

namespace probant {

/// `finess` is any number of the establishment: of the entity, of a site or for the PMSI.
HolidayZone establishment_zone(Region region, std::string_view finess);

/// "Alsace-Moselle"
std::string_view french_name(HolidayZone zone);

}  // namespace probant
