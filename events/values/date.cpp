#include "events/values/date.hpp"

#include "events/values/digits.hpp"

namespace probant {
namespace {

std::optional<std::chrono::sys_days> parse_day(std::string_view text, int first_year) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto const year = parse_digits(text.substr(0, 4));
  auto const month = parse_digits(text.substr(5, 2));
  auto const day = parse_digits(text.substr(8, 2));
  if (!year || !month || !day || *year < first_year || *year > 2199) return std::nullopt;
  std::chrono::year_month_day const ymd{std::chrono::year{*year},
                                        std::chrono::month{static_cast<unsigned>(*month)},
                                        std::chrono::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_days{ymd};
}

}  // namespace

std::optional<Date> Date::parse(std::string_view text) {
  auto const day = parse_day(text, 2000);
  return day ? std::optional{Date{*day}} : std::nullopt;
}

std::optional<RegisterDate> RegisterDate::parse(std::string_view text) {
  auto const day = parse_day(text, 1000);
  return day ? std::optional{RegisterDate{Date{*day}}} : std::nullopt;
}

std::string Date::text() const {
  auto const date = ymd();
  std::string text = "0000-00-00";
  write_digits(text, 0, 4, static_cast<int>(date.year()));
  write_digits(text, 5, 2, static_cast<int>(static_cast<unsigned>(date.month())));
  write_digits(text, 8, 2, static_cast<int>(static_cast<unsigned>(date.day())));
  return text;
}

std::string to_french(Date date) {
  auto const text = date.text();
  return text.substr(8, 2) + "/" + text.substr(5, 2) + "/" + text.substr(0, 4);
}

}  // namespace probant
