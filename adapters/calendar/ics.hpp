// Deadlines as an iCalendar feed (RFC 5545, RFC 7986): one all-day event per deadline, the same
// bytes for the same state. A met or cancelled deadline stays, marked, rather than vanishing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projections/deadlines.hpp"

namespace probant {

/// How often what a deadline rests on has changed, and since when it reads as it does.
struct Edition {
  Version number = 0;
  Instant last;
};

/// What calendars show it as.
inline constexpr std::string_view calendar_name = "Échéances probant";

/// Of each deadline, in their order: all that a calendar needs of the log.
std::vector<Edition> editions_of(std::vector<Deadline> const& deadlines, World const& world);

/// Whose deadlines, what they are shown as, and where their dossiers are read
/// (`https://probant.example.org`), if anywhere.
struct Calendar {
  std::string log;  ///< its name, which tells apart what calendars of several logs bring together
  std::string name{calendar_name};
  std::string service{};
};

/// An event's UID is the same whatever its date becomes, and no other log's. What changes a
/// deadline is an event of its dossier, of one that recovers its money or is recovered from, or of
/// the calendar of its programme, or the days that go by, which may end it. From the number of
/// these comes SEQUENCE, which so never goes back, and from the last of them DTSTAMP and
/// LAST-MODIFIED. The bytes change when those do, not with any other day or the rest of the log. A
/// calendar has at least one component (RFC 5545 §3.6): without deadlines, the time zone of the
/// days it would tell.
std::string to_ics(std::vector<Deadline> const& deadlines, std::vector<Edition> const& editions,
                   Calendar const& of);

/// One content line: escaped by the caller, folded at 75 octets without splitting a character.
std::string fold_line(std::string_view line);
/// TEXT value: backslash, comma, semicolon and line feed escaped.
std::string ics_text(std::string_view text);

}  // namespace probant
