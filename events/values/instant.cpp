#include "events/values/instant.hpp"

#include "events/values/digits.hpp"

namespace probant {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;
constexpr std::int64_t seconds_per_day = 86'400;

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<Clock> parse_clock(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  auto const hour = parse_digits(text.substr(0, 2));
  auto const minute = parse_digits(text.substr(3, 2));
  auto const second = parse_digits(text.substr(6, 2));
  if (!hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return Clock{*hour, *minute, *second};
}

/// Reads ".123" off the front; nothing when there is a dot without 1 to 9 digits.
std::optional<std::int64_t> take_fraction_ns(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  std::size_t digits = 1;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  auto fraction = parse_digits(text.substr(1, digits - 1));
  if (!fraction) return std::nullopt;
  std::int64_t ns = *fraction;
  for (std::size_t i = digits - 1; i < 9; ++i) ns *= 10;
  text.remove_prefix(digits);
  return ns;
}

std::optional<std::int64_t> parse_offset_seconds(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  auto const hour = parse_digits(text.substr(1, 2));
  auto const minute = parse_digits(text.substr(4, 2));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  std::int64_t const seconds = *hour * 3600 + *minute * 60;
  return text[0] == '-' ? -seconds : seconds;
}

std::chrono::sys_days last_sunday(std::chrono::year year, std::chrono::month month) {
  return std::chrono::sys_days{year / month / std::chrono::Sunday[std::chrono::last]};
}

std::int64_t paris_offset_seconds(std::int64_t unix_seconds) {
  using namespace std::chrono;
  std::chrono::sys_seconds const at{seconds{unix_seconds}};
  auto const year = year_month_day{floor<days>(at)}.year();
  auto const summer = last_sunday(year, March) + hours{1};
  auto const winter = last_sunday(year, October) + hours{1};
  return at >= summer && at < winter ? 7200 : 3600;
}

}  // namespace

std::optional<Instant> Instant::parse(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T') return std::nullopt;
  auto const date = Date::parse(text.substr(0, 10));
  auto const clock = parse_clock(text.substr(11, 8));
  if (!date || !clock) return std::nullopt;
  auto rest = text.substr(19);
  auto const fraction = take_fraction_ns(rest);
  auto const offset = parse_offset_seconds(rest);
  if (!fraction || !offset) return std::nullopt;
  std::int64_t const seconds = date->sys_days().time_since_epoch().count() * seconds_per_day +
                               clock->hour * std::int64_t{3600} + clock->minute * std::int64_t{60} +
                               clock->second - *offset;
  return Instant{seconds * ns_per_second + *fraction};
}

std::string Instant::text() const {
  auto const seconds = unix_seconds();
  auto const fraction = ns_ - seconds * ns_per_second;
  auto const day = std::chrono::floor<std::chrono::days>(std::chrono::seconds{seconds});
  auto const of_day = static_cast<int>(seconds - day.count() * seconds_per_day);
  auto text = Date{std::chrono::sys_days{day}}.text();
  text.reserve(sizeof "2026-01-29T08:00:00.123456789Z");
  text += "T00:00:00";
  write_digits(text, 11, 2, of_day / 3600);
  write_digits(text, 14, 2, of_day / 60 % 60);
  write_digits(text, 17, 2, of_day % 60);
  if (fraction > 0) {
    text += ".000000000";
    write_digits(text, 20, 9, static_cast<int>(fraction));
    text.erase(text.find_last_not_of('0') + 1);
  }
  text += 'Z';
  return text;
}

Date paris_day(Instant instant) {
  auto const seconds = instant.unix_seconds();
  auto const local = std::chrono::seconds{seconds + paris_offset_seconds(seconds)};
  return Date{std::chrono::sys_days{std::chrono::floor<std::chrono::days>(local)}};
}

Instant start_of_paris_day(Date day) {
  // Clocks change at 02:00 or 03:00 local time, so the offset at midnight is that of 23:00 UTC on
  // the day before in winter and 22:00 in summer: one guess and one look suffice.
  auto const midnight = day.sys_days().time_since_epoch().count() * seconds_per_day;
  return Instant::from_unix_seconds(midnight - paris_offset_seconds(midnight - 7200));
}

Instant end_of_paris_day(Date day) {
  return Instant::from_unix_ns(start_of_paris_day(day.plus_days(1)).unix_ns() - 1);
}

std::string to_french(Instant instant) {
  auto const seconds = instant.unix_seconds();
  auto const local = Instant::from_unix_seconds(seconds + paris_offset_seconds(seconds)).text();
  return to_french(paris_day(instant)) + " " + local.substr(11, 8);
}

}  // namespace probant
