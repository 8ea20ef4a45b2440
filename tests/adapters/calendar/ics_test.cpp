#include "adapters/calendar/ics.hpp"

#include <catch2/catch.hpp>

namespace probant {
namespace {

Deadline example() {
  Deadline deadline;
  deadline.dossier = *DossierId::parse("mie:010780054");
  deadline.key = "mie.declaration.2027";
  deadline.label = "Déclaration d'atteinte 2027, preuves ; pièces";
  deadline.responsible = "establishment";
  deadline.due_on = Date{2027, 7, 15};
  deadline.due_at = end_of_paris_day(deadline.due_on);
  deadline.state = DeadlineState::open;
  deadline.source = "004_216ae045a3483cc5, Calendrier";
  return deadline;
}

Instant const log_time = *Instant::parse("2026-11-01T10:00:00Z");

TEST_CASE("ics: a deadline is an all-day event with an exclusive end", "[ics]") {
  auto const text = to_ics({example()}, "Échéances", log_time);
  CHECK(text.find("DTSTART;VALUE=DATE:20270715\r\nDTEND;VALUE=DATE:20270716\r\n") !=
        std::string::npos);
  CHECK(text.find("DTSTAMP:20261101T100000Z") != std::string::npos);
  CHECK(text.find("preuves \\; pièces") != std::string::npos);
  CHECK(text == to_ics({example()}, "Échéances", log_time));
}

TEST_CASE("ics: a cancelled deadline stays, marked, with a higher sequence", "[ics]") {
  auto deadline = example();
  deadline.state = DeadlineState::cancelled;
  auto const text = to_ics({deadline}, "Échéances", log_time);
  CHECK(text.find("STATUS:CANCELLED") != std::string::npos);
  CHECK(text.find("SEQUENCE:1") != std::string::npos);
  CHECK(text.find("VALARM") == std::string::npos);
}

TEST_CASE("ics: lines are folded at 75 octets and never within a character", "[ics]") {
  for (std::size_t length = 70; length < 160; ++length) {
    std::string line;
    while (line.size() < length) line += "é";
    auto const folded = fold_line(line);
    std::string unfolded;
    for (std::size_t at = 0; at < folded.size();) {
      auto const end = folded.find("\r\n", at);
      auto const part = folded.substr(at, end - at);
      CHECK(part.size() <= 75);
      CHECK((static_cast<unsigned char>(part[part[0] == ' ' ? 1 : 0]) & 0xc0U) != 0x80U);
      unfolded += part[0] == ' ' ? part.substr(1) : part;
      at = end + 2;
    }
    CHECK(unfolded == line);
  }
}

}  // namespace
}  // namespace probant
