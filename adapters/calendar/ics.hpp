// Deadlines as an iCalendar feed (RFC 5545, RFC 7986): one all-day event per deadline, the same
// bytes for the same state. A met or cancelled deadline stays, marked, rather than vanishing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projections/deadlines.hpp"

namespace probant {

/// `log_time` is the last recorded instant of the log: DTSTAMP, so that the feed only changes when
/// the log does. `name` is shown as the calendar's name.
std::string to_ics(std::vector<Deadline> const& deadlines, std::string_view name, Instant log_time);

/// One content line: escaped by the caller, folded at 75 octets without splitting a character.
std::string fold_line(std::string_view line);
/// TEXT value: backslash, comma, semicolon and line feed escaped.
std::string ics_text(std::string_view text);

}  // namespace probant
