// French public holidays, working days and the computing of time limits (code de procédure civile,
// art. 641 and 642). Pure functions of the date; valid for 2000 to 2199.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "events/values/date.hpp"
#include "events/values/names.hpp"
#include "events/values/region.hpp"

namespace probant {

/// Where public holidays differ: code du travail art. L. 3133-1, L. 3134-13 and L. 3422-2.
enum class HolidayZone : std::uint8_t {
  metropole,
  alsace_moselle,
  guadeloupe,
  martinique,
  guyane,
  la_reunion,
  mayotte,
  saint_barthelemy,
  saint_martin,
};
template <>
struct Names<HolidayZone> {
  static constexpr std::array<std::string_view, 9> values{
      "metropole",  "alsace_moselle", "guadeloupe",       "martinique",  "guyane",
      "la_reunion", "mayotte",        "saint_barthelemy", "saint_martin"};
};

struct Holiday {
  Date date;
  std::string_view name;  ///< French, as published: "Lundi de Pâques"
};

/// Easter Sunday of the Gregorian calendar.
Date easter_sunday(int year);
/// The holidays of a year in a zone, in order of date.
std::vector<Holiday> public_holidays(int year, HolidayZone zone);
bool is_public_holiday(Date date, HolidayZone zone);
/// Neither Saturday, Sunday nor public holiday: the days on which CPC 642 lets a limit end.
bool is_working_day(Date date, HolidayZone zone);
/// `date` itself when it is a working day, else the next one.
Date next_working_day(Date date, HolidayZone zone);

/// CPC 641 and 642: the day of the act does not count; in months, the same day number of the last
/// month or else its last day; months first, then days; a limit ending on a day that is not worked
/// moves to the next working day. The limit ends on the result at 24:00, Paris.
struct TimeLimit {
  int months = 0;
  int days = 0;
};
Date end_of_limit(Date act, TimeLimit limit, HolidayZone zone);

/// The zone of a region. Alsace-Moselle is a part of Grand Est: it takes a department to tell.
HolidayZone holiday_zone(Region region);

}  // namespace probant
