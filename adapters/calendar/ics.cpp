#include "adapters/calendar/ics.hpp"

#include <algorithm>

namespace probant {
namespace {

constexpr std::size_t max_octets = 75;

/// As it is since 1996 (RFC 5545 §3.6.5).
constexpr std::string_view paris =
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n";

std::string basic_date(Date date) {
  auto const text = date.text();
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

std::string basic_instant(Instant instant) {
  auto const text = Instant::from_unix_seconds(instant.unix_seconds()).text();
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2) + "T" + text.substr(11, 2) +
         text.substr(14, 2) + text.substr(17, 2) + "Z";
}

std::string in_french(std::string const& responsible) {
  if (responsible == "establishment") return "établissement";
  return responsible == "ars" ? "ARS" : "ANS";
}

bool is_settled(DeadlineState state) {
  return state == DeadlineState::met || state == DeadlineState::met_late ||
         state == DeadlineState::cancelled;
}

std::string title(Deadline const& deadline) {
  std::string const done = deadline.met_at ? "✓ " : "";
  return done + deadline.label + " — " + deadline.dossier.text();
}

void add(Edition& edition, Dossier const* dossier) {
  if (!dossier) return;
  edition.number += dossier->version;
  edition.last = std::max(edition.last, dossier->last_recorded_at);
}

Edition calendars(World const& world) {
  Edition edition;
  for (auto const* dossier : world.dossiers()) {
    if (dossier->id.kind == DossierKind::programme) add(edition, dossier);
  }
  return edition;
}

/// The dossiers whose events change a deadline of `id`: its own, the recoveries against it, or what
/// it is itself against.
void add_all(Edition& edition, DossierId const& id, World const& world) {
  auto const* dossier = world.find(id);
  add(edition, dossier);
  auto const* recovery = dossier ? std::get_if<RecoveryState>(&dossier->state) : nullptr;
  if (recovery) add(edition, world.find(recovery->against));
  for (auto const* against : world.recoveries_against(id)) add(edition, against);
}

bool reads_alike(Deadline const& one, Deadline const& other) {
  return title(one) == title(other) && one.due_on == other.due_on &&
         one.responsible == other.responsible && one.source == other.source &&
         (one.state == DeadlineState::cancelled) == (other.state == DeadlineState::cancelled);
}

/// The day from which on it reads as it does now, when that is none of an event but of days that
/// went by since the `last` one. `guess`: to be tried first.
std::optional<Date> ended_by_days(Deadline const& now, Instant last, World const& world,
                                  std::optional<Date> guess) {
  auto const* dossier = world.find(now.dossier);
  if (!dossier || now.state != DeadlineState::cancelled) return std::nullopt;
  auto const same_at = [&](Instant at) {
    return std::ranges::any_of(deadlines_of(world, *dossier, at), [&](Deadline const& one) {
      return one.key == now.key && one.number == now.number && reads_alike(one, now);
    });
  };
  if (same_at(last)) return std::nullopt;
  auto const first = paris_day(last);
  auto const same_on = [&](Date day) { return same_at(start_of_paris_day(day)); };
  if (guess && *guess > first.plus_days(1) && same_on(*guess) && !same_on(guess->plus_days(-1))) {
    return guess;
  }
  constexpr int max_days = 1 << 14;
  int until = 1;
  while (!same_on(first.plus_days(until))) {
    if ((until *= 2) > max_days) return std::nullopt;
  }
  int before = until / 2;
  while (until - before > 1) {
    auto const middle = (before + until) / 2;
    (same_on(first.plus_days(middle)) ? until : before) = middle;
  }
  return first.plus_days(until);
}

/// As a URI (RFC 3986): what may not stand in a segment of its path is percent-encoded.
std::string url_of(std::string_view service, DossierId const& dossier) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string url{service};
  url += "/v1/dossiers/";
  for (char const c : dossier.text()) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view{"-._~:@"}.find(c) != std::string_view::npos;
    auto const byte = static_cast<unsigned char>(c);
    plain ? url += c : url += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return url;
}

std::string event(Deadline const& deadline, Edition const& edition, Calendar const& of) {
  std::string text = "BEGIN:VEVENT\r\n";
  auto const line = [&](std::string const& content) { text += fold_line(content); };
  line("UID:" + deadline.dossier.text() + "/" + deadline.key + "/" +
       std::to_string(deadline.number) + "@" + ics_text(of.log));
  line("DTSTAMP:" + basic_instant(edition.last));
  line("LAST-MODIFIED:" + basic_instant(edition.last));
  line("SEQUENCE:" + std::to_string(edition.number));
  line("SUMMARY:" + ics_text(title(deadline)));
  line("DTSTART;VALUE=DATE:" + basic_date(deadline.due_on));
  line("DTEND;VALUE=DATE:" + basic_date(deadline.due_on.plus_days(1)));
  line("STATUS:" +
       std::string{deadline.state == DeadlineState::cancelled ? "CANCELLED" : "CONFIRMED"});
  line("TRANSP:TRANSPARENT");
  line("DESCRIPTION:" + ics_text("À faire par : " + in_french(deadline.responsible) +
                                 "\nSource : " + deadline.source));
  if (!of.service.empty()) line("URL:" + url_of(of.service, deadline.dossier));
  if (!is_settled(deadline.state)) {
    line("BEGIN:VALARM");
    line("ACTION:DISPLAY");
    line("DESCRIPTION:" + ics_text(title(deadline)));
    line("TRIGGER:-P7D");
    line("END:VALARM");
  }
  return text + "END:VEVENT\r\n";
}

}  // namespace

std::string ics_text(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '\\' || c == ',' || c == ';') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c != '\r') {
      out += c;
    }
  }
  return out;
}

std::string fold_line(std::string_view line) {
  std::string out;
  std::size_t limit = max_octets;
  while (line.size() > limit) {
    std::size_t cut = limit;
    while ((static_cast<unsigned char>(line[cut]) & 0xc0U) == 0x80U) --cut;
    out += std::string{line.substr(0, cut)} + "\r\n ";
    line.remove_prefix(cut);
    limit = max_octets - 1;  // the space that marks the fold counts
  }
  return out + std::string{line} + "\r\n";
}

std::vector<Edition> editions_of(std::vector<Deadline> const& deadlines, World const& world) {
  auto const rules = calendars(world);
  std::vector<Edition> editions(deadlines.size(), rules);
  std::optional<Date> latest;  // many end on one day
  for (std::size_t i = 0; i < deadlines.size(); ++i) {
    auto& edition = editions[i];
    add_all(edition, deadlines[i].dossier, world);
    edition.number *= 2;
    auto const ended = ended_by_days(deadlines[i], edition.last, world, latest);
    if (!ended) continue;
    // An edition between two events.
    ++edition.number;
    edition.last = start_of_paris_day(*ended);
    latest = ended;
  }
  return editions;
}

std::string to_ics(std::vector<Deadline> const& deadlines, std::vector<Edition> const& editions,
                   Calendar const& of) {
  std::string text =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//probant//echeances//FR\r\n"
      "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n";
  text += fold_line("NAME:" + ics_text(of.name)) + fold_line("X-WR-CALNAME:" + ics_text(of.name));
  text += "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n";
  for (std::size_t i = 0; i < deadlines.size(); ++i) {
    text += event(deadlines[i], editions.at(i), of);
  }
  if (deadlines.empty()) text += paris;
  return text + "END:VCALENDAR\r\n";
}

}  // namespace probant
