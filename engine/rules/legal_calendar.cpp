#include "engine/rules/legal_calendar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace probant {
namespace {

/// The holidays of one year without a heap allocation: deadlines ask for them by the thousand.
struct YearHolidays {
  static constexpr std::size_t most = 13;  // eleven everywhere, two more in Alsace-Moselle
  std::array<Holiday, most> days;
  std::size_t count = 0;

  void add(Date date, std::string_view name) { days[count++] = {date, name}; }
  std::span<Holiday const> all() const { return {days.data(), count}; }
};

struct AbolitionDay {
  unsigned month;
  unsigned day;
};

/// Code du travail art. L. 3422-2: the day that commemorates the abolition of slavery.
std::optional<AbolitionDay> abolition_day(int year, HolidayZone zone) {
  switch (zone) {
    case HolidayZone::guadeloupe:
      return AbolitionDay{5, 27};
    case HolidayZone::martinique:
      return AbolitionDay{5, 22};
    case HolidayZone::guyane:
      return AbolitionDay{6, 10};
    case HolidayZone::la_reunion:
      return AbolitionDay{12, 20};
    case HolidayZone::mayotte:
      return AbolitionDay{4, 27};
    case HolidayZone::saint_barthelemy:
      return AbolitionDay{10, 9};
    case HolidayZone::saint_martin:  // moved by one day from 2018
      return year >= 2018 ? AbolitionDay{5, 28} : AbolitionDay{5, 27};
    case HolidayZone::metropole:
    case HolidayZone::alsace_moselle:
      return std::nullopt;
  }
  return std::nullopt;
}

YearHolidays holidays_of(int year, HolidayZone zone) {
  YearHolidays holidays;
  Date const easter = easter_sunday(year);
  bool const alsace_moselle = zone == HolidayZone::alsace_moselle;
  holidays.add(Date{year, 1, 1}, "1er janvier");
  if (alsace_moselle) holidays.add(easter.plus_days(-2), "Vendredi saint");
  holidays.add(easter.plus_days(1), "Lundi de Pâques");
  holidays.add(Date{year, 5, 1}, "1er mai");
  holidays.add(Date{year, 5, 8}, "8 mai");
  holidays.add(easter.plus_days(39), "Ascension");
  holidays.add(easter.plus_days(50), "Lundi de Pentecôte");
  holidays.add(Date{year, 7, 14}, "14 juillet");
  holidays.add(Date{year, 8, 15}, "Assomption");
  holidays.add(Date{year, 11, 1}, "Toussaint");
  holidays.add(Date{year, 11, 11}, "11 novembre");
  holidays.add(Date{year, 12, 25}, "Jour de Noël");
  if (alsace_moselle) holidays.add(Date{year, 12, 26}, "2ème jour de Noël");
  if (auto const abolition = abolition_day(year, zone)) {
    holidays.add(Date{year, abolition->month, abolition->day}, "Abolition de l'esclavage");
  }
  return holidays;
}

/// CPC 641: the same day number, or the last day of a month that does not have it.
Date plus_months(Date date, int months) {
  auto const target = date.ymd().year() / date.ymd().month() + std::chrono::months{months};
  auto const last = (target / std::chrono::last).day();
  return Date{std::chrono::sys_days{target / std::min(date.ymd().day(), last)}};
}

}  // namespace

// The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8).
Date easter_sunday(int year) {
  int const golden = year % 19;
  int const century = year / 100;
  int const in_century = year % 100;
  int const skipped_leap_days = century - century / 4;
  int const moon_correction = (century - (century + 8) / 25 + 1) / 3;
  int const epact = (19 * golden + skipped_leap_days - moon_correction + 15) % 30;
  int const to_sunday =
      (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
  int const late_moon = (golden + 11 * epact + 22 * to_sunday) / 451;
  int const march_based = epact + to_sunday - 7 * late_moon + 114;
  return Date{year, static_cast<unsigned>(march_based / 31),
              static_cast<unsigned>(march_based % 31 + 1)};
}

std::vector<Holiday> public_holidays(int year, HolidayZone zone) {
  auto const holidays = holidays_of(year, zone);
  std::vector<Holiday> sorted{holidays.all().begin(), holidays.all().end()};
  std::ranges::stable_sort(sorted, {}, &Holiday::date);
  return sorted;
}

bool is_public_holiday(Date date, HolidayZone zone) {
  auto const holidays = holidays_of(date.year(), zone);
  return std::ranges::any_of(holidays.all(), [&](auto& day) { return day.date == date; });
}

bool is_working_day(Date date, HolidayZone zone) {
  auto const weekday = date.weekday();
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
  return !is_public_holiday(date, zone);
}

Date next_working_day(Date date, HolidayZone zone) {
  while (!is_working_day(date, zone)) date = date.plus_days(1);
  return date;
}

Date end_of_limit(Date act, TimeLimit limit, HolidayZone zone) {
  return next_working_day(plus_months(act, limit.months).plus_days(limit.days), zone);
}

HolidayZone holiday_zone(Region region) {
  auto const code = region.text();
  if (code == "01") return HolidayZone::guadeloupe;
  if (code == "02") return HolidayZone::martinique;
  if (code == "03") return HolidayZone::guyane;
  if (code == "04") return HolidayZone::la_reunion;
  if (code == "06") return HolidayZone::mayotte;
  return HolidayZone::metropole;
}

}  // namespace probant
