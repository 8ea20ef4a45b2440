// The legal calendar against the lists that Etalab publishes (Licence Ouverte), and against worked
// time limits.
#include "engine/rules/legal_calendar.hpp"

#include "engine/rules/holiday_zones.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace probant {
namespace {

using Published = std::map<int, std::set<std::pair<std::string, std::string>>>;

Published published_holidays(std::string const& file) {
  std::ifstream lines{std::string{PROBANT_TEST_DATA} + "/data/holidays/" + file};
  Published years;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    auto const name = line.substr(line.rfind(',') + 1);
    years[std::stoi(line.substr(0, 4))].emplace(line.substr(0, 10), name);
  }
  return years;
}

std::string limit(std::string_view act, TimeLimit length,
                  HolidayZone zone = HolidayZone::metropole) {
  return end_of_limit(Date::parse(act).value(), length, zone).text();
}

TEST_CASE("calendar: computed holidays are those published, name by name", "[rules][calendar]") {
  auto const [file, zone] =
      GENERATE(table<std::string, HolidayZone>({{"metropole.csv", HolidayZone::metropole},
                                                {"alsace-moselle.csv", HolidayZone::alsace_moselle},
                                                {"guadeloupe.csv", HolidayZone::guadeloupe}}));
  auto const published = published_holidays(file);
  REQUIRE(published.size() >= 10);
  for (auto const& [year, expected] : published) {
    std::set<std::pair<std::string, std::string>> computed;
    for (auto const& day : public_holidays(year, zone)) {
      computed.emplace(day.date.text(), day.name);
      CHECK(is_public_holiday(day.date, zone));
    }
    CHECK(computed == expected);
  }
}

TEST_CASE("calendar: Easter falls where it is known to", "[rules][calendar]") {
  CHECK(easter_sunday(2000).text() == "2000-04-23");
  CHECK(easter_sunday(2008).text() == "2008-03-23");
  CHECK(easter_sunday(2011).text() == "2011-04-24");
  CHECK(easter_sunday(2026).plus_days(1).text() == "2026-04-06");
  CHECK(easter_sunday(2027).plus_days(1).text() == "2027-03-29");
  CHECK(easter_sunday(2028).plus_days(1).text() == "2028-04-17");
  CHECK(easter_sunday(2026).plus_days(39).text() == "2026-05-14");
  CHECK(easter_sunday(2026).plus_days(50).text() == "2026-05-25");
  CHECK(easter_sunday(2028).plus_days(50).text() == "2028-06-05");
  CHECK(easter_sunday(2038).text() == "2038-04-25");
  CHECK(easter_sunday(2199).text() == "2199-04-14");
}

TEST_CASE("calendar: Easter is a Sunday from 22 March to 25 April in every year",
          "[rules][calendar]") {
  for (int year = 2000; year <= 2199; ++year) {
    auto const easter = easter_sunday(year);
    INFO(easter.text());
    CHECK(easter.weekday() == std::chrono::Sunday);
    CHECK(easter >= Date{year, 3, 22});
    CHECK(easter <= Date{year, 4, 25});
  }
}

TEST_CASE("calendar: holidays come in order of date", "[rules][calendar]") {
  for (auto const zone : {HolidayZone::alsace_moselle, HolidayZone::mayotte}) {
    for (int year = 2000; year <= 2199; ++year) {
      auto const days = public_holidays(year, zone);
      CHECK(std::ranges::is_sorted(days, {}, &Holiday::date));
    }
  }
}

TEST_CASE("calendar: each overseas zone keeps its own day of abolition", "[rules][calendar]") {
  auto const [zone, date] = GENERATE(table<HolidayZone, Date>({
      {HolidayZone::guadeloupe, {2026, 5, 27}},
      {HolidayZone::martinique, {2026, 5, 22}},
      {HolidayZone::guyane, {2026, 6, 10}},
      {HolidayZone::la_reunion, {2026, 12, 20}},
      {HolidayZone::mayotte, {2026, 4, 27}},
      {HolidayZone::saint_barthelemy, {2026, 10, 9}},
      {HolidayZone::saint_martin, {2026, 5, 28}},
  }));
  CHECK(is_public_holiday(date, zone));
  CHECK_FALSE(is_public_holiday(date, HolidayZone::metropole));
  CHECK(public_holidays(2026, zone).size() == 12);
}

TEST_CASE("calendar: a limit in days does not count the day of the act", "[rules][calendar]") {
  CHECK(limit("2026-07-01", {.days = 15}) == "2026-07-16");
  CHECK(limit("2026-06-29", {.days = 15}) == "2026-07-15");  // 14 July is not worked
}

TEST_CASE("calendar: a limit in months ends on the same day number or the last day",
          "[rules][calendar]") {
  CHECK(limit("2027-01-31", {.months = 1}) == "2027-03-01");  // 28 February is a Sunday
  CHECK(limit("2026-10-01", {.months = 1}) == "2026-11-02");  // Sunday and All Saints
  CHECK(limit("2027-12-31", {.months = 2}) == "2028-02-29");
  CHECK(limit("2028-02-29", {.months = 12}) == "2029-02-28");
  CHECK(limit("2028-11-15", {.months = 60}) == "2033-11-15");
}

TEST_CASE("calendar: months come before days", "[rules][calendar]") {
  // 30 January + 1 month = 28 February, + 2 days = 2 March; days first would give 1 March.
  CHECK(limit("2026-01-30", {.months = 1, .days = 2}) == "2026-03-02");
  CHECK(limit("2027-01-29", {.months = 1, .days = 3}) == "2027-03-03");
}

TEST_CASE("calendar: what is worked depends on the zone", "[rules][calendar]") {
  // Good Friday 2026 is worked in Paris, not in Strasbourg, where Monday is not either.
  CHECK(limit("2026-03-19", {.days = 15}) == "2026-04-03");
  CHECK(limit("2026-03-19", {.days = 15}, HolidayZone::alsace_moselle) == "2026-04-07");
}

TEST_CASE("calendar: the end of a limit is always a working day", "[rules][calendar]") {
  for (int offset = 0; offset < 800; ++offset) {
    auto const act = Date{2026, 1, 1}.plus_days(offset);
    auto const end = end_of_limit(act, {.days = 30}, HolidayZone::guadeloupe);
    CHECK(is_working_day(end, HolidayZone::guadeloupe));
    CHECK(act.days_until(end) >= 30);
    CHECK(act.days_until(end) <= 34);
  }
}

TEST_CASE("calendar: a region tells its zone", "[rules][calendar]") {
  auto const zone_of = [](std::string_view code) {
    return holiday_zone(Region::parse(code).value());
  };
  CHECK(zone_of("84") == HolidayZone::metropole);
  CHECK(zone_of("44") == HolidayZone::metropole);
  CHECK(zone_of("01") == HolidayZone::guadeloupe);
  CHECK(zone_of("02") == HolidayZone::martinique);
  CHECK(zone_of("03") == HolidayZone::guyane);
  CHECK(zone_of("04") == HolidayZone::la_reunion);
  CHECK(zone_of("06") == HolidayZone::mayotte);
}

TEST_CASE("calendar: in Grand Est the department tells Alsace-Moselle", "[rules][calendar]") {
  auto const zone_of = [](std::string_view code, std::string_view finess) {
    return establishment_zone(Region::parse(code).value(), finess);
  };
  CHECK(zone_of("44", "670000025") == HolidayZone::alsace_moselle);
  CHECK(zone_of("44", "680000973") == HolidayZone::alsace_moselle);
  CHECK(zone_of("44", "570000158") == HolidayZone::alsace_moselle);
  CHECK(zone_of("44", "550000012") == HolidayZone::metropole);
  CHECK(zone_of("84", "670000025") == HolidayZone::metropole);
  CHECK(zone_of("04", "970408589") == HolidayZone::la_reunion);
  CHECK(french_name(HolidayZone::la_reunion) == "La Réunion");
  CHECK(french_name(HolidayZone::saint_martin) == "Saint-Martin");
}

}  // namespace
}  // namespace probant
