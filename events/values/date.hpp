// A legal day: a civil date, without hour or zone. Legal days are Europe/Paris days.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace probant {

/// Days from 2000-01-01 to 2199-12-31; anything else, or a day that does not exist, is refused.
class Date {
 public:
  static constexpr std::string_view pattern = "^2[01][0-9]{2}-[0-9]{2}-[0-9]{2}$";
  static constexpr std::string_view expected =
      "une date qui existe, au format AAAA-MM-JJ, entre 2000 et 2199";

  constexpr Date() = default;
  constexpr Date(int year, unsigned month, unsigned day)
      : days_(std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) /
                                    static_cast<int>(day)}) {}
  constexpr explicit Date(std::chrono::sys_days days) : days_(days) {}

  static std::optional<Date> parse(std::string_view text);
  std::string text() const;

  constexpr std::chrono::sys_days sys_days() const { return days_; }
  constexpr std::chrono::year_month_day ymd() const { return {days_}; }
  constexpr int year() const { return static_cast<int>(ymd().year()); }
  constexpr std::chrono::weekday weekday() const { return std::chrono::weekday{days_}; }

  constexpr Date plus_days(std::int64_t days) const {
    return Date{days_ + std::chrono::days{days}};
  }
  constexpr std::int64_t days_until(Date other) const { return (other.days_ - days_).count(); }

  bool operator==(Date const&) const = default;
  auto operator<=>(Date const&) const = default;

 private:
  std::chrono::sys_days days_{};
};

/// A day of the register, which lists hospitals opened long before any rule here: from 1000 to
/// 2199. It is a Date for every other purpose.
class RegisterDate : public Date {
 public:
  static constexpr std::string_view pattern = "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$";
  static constexpr std::string_view expected =
      "une date qui existe, au format AAAA-MM-JJ, entre 1000 et 2199";

  constexpr RegisterDate() = default;
  constexpr RegisterDate(Date date) : Date(date) {}

  static std::optional<RegisterDate> parse(std::string_view text);
};

/// French notation for readers: "29/05/2026".
std::string to_french(Date date);

}  // namespace probant
