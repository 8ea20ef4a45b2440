#include "adapters/calendar/ics.hpp"

#include "tests/support/example_store.hpp"

namespace probant::test {
namespace {

std::string calendar_of(std::vector<Deadline> const& due, World const& world,
                        std::string const& service = {}) {
  return to_ics(due, editions_of(due, world), {"example.org/log", "Échéances", service});
}

/// The example, and what is appended to it.
struct Feed {
  Feed() { play_example(store); }

  MemoryEventStore store;
  Instant at = *Instant::parse("2026-11-20T08:00:00Z");

  World world() const { return replay(store); }
  std::string text() const {
    auto const folded = world();
    return calendar_of(deadlines(folded, at), folded);
  }
  void append(std::string const& line) {
    Engine engine{store, desk_ports(at), ClockMode::proposals};
    auto const one = proposal(line);
    auto const outcome = engine.record({&one, 1}).front();
    for (auto const& reason : outcome.reasons) UNSCOPED_INFO(reason.message);
    REQUIRE(outcome.kind == OutcomeKind::recorded);
  }
};

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

std::string event_of(std::string const& text, std::string const& uid) {
  auto const begin = text.find("UID:" + uid);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find("END:VEVENT", begin) - begin);
}

std::int64_t sequence_of(std::string const& event) {
  auto const at = event.find("SEQUENCE:");
  REQUIRE(at != std::string::npos);
  return std::atoll(event.c_str() + at + 9);
}

constexpr auto declaration = "mie:010780054/mie.declaration.2027/";
constexpr auto proofs = "aap:2026-0417/aap.proofs/";

}  // namespace

TEST_CASE("ics: a deadline is an all-day event with an exclusive end, and an alarm", "[ics]") {
  auto const text = calendar_of({example()}, Feed{}.world());
  CHECK(text.find("DTSTART;VALUE=DATE:20270715\r\nDTEND;VALUE=DATE:20270716\r\n") !=
        std::string::npos);
  CHECK(text.find("preuves \\; pièces") != std::string::npos);
  CHECK(text.find("TRIGGER:-P7D\r\n") != std::string::npos);
}

TEST_CASE("ics: a cancelled deadline stays, marked, without its alarm", "[ics]") {
  auto deadline = example();
  deadline.state = DeadlineState::cancelled;
  auto const text = calendar_of({deadline}, Feed{}.world());
  CHECK(text.find("STATUS:CANCELLED") != std::string::npos);
  CHECK(text.find("VALARM") == std::string::npos);
}

TEST_CASE("ics: the same deadline of two logs is two events", "[ics]") {
  auto const uid = [](std::string const& log) {
    auto const text = to_ics({example()}, {Edition{}}, {log});
    auto const at = text.find("\r\nUID:") + 2;
    return text.substr(at, text.find("\r\nDTSTAMP", at) - at);
  };
  CHECK(uid("one.example/log") == uid("one.example/log"));
  CHECK(uid("one.example/log") != uid("two.example/log"));
}

TEST_CASE("ics: a calendar without deadlines has a component all the same", "[ics]") {
  auto const text = to_ics({}, {}, {"example.org/log"});
  CHECK(text.find("\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n") != std::string::npos);
  CHECK(text.ends_with("\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n"));
  CHECK(to_ics({example()}, {Edition{}}, {"x"}).find("VTIMEZONE") == std::string::npos);
}

TEST_CASE("ics: the same bytes another day and after another dossier's events", "[ics]") {
  Feed feed;
  auto const before = feed.text();
  feed.at = feed.at.plus_seconds(3'600);
  CHECK(feed.text() == before);
  feed.append(
      R"({"id":"other","type":"register.entity_recorded","dossier":"register:590780193","actor":{)"
      R"("id":"o","role":"operator","organisation":""},"data":{"entity":"590780193","name":"CH",)"
      R"("legal_status":"public","region":"11","sites":[],"source":"essai"}})");
  CHECK(feed.text() == before);
}

TEST_CASE("ics: an extension keeps the identifier and raises the sequence", "[ics]") {
  Feed feed;
  auto const before = event_of(feed.text(), proofs);
  feed.append(
      R"({"id":"later","type":"dossier.extension_granted","dossier":"aap:2026-0417",)"
      R"("occurred_at":"2026-11-19T10:00:00Z","actor":{"id":"u-9","role":"ars",)"
      R"("organisation":"84"},"data":{"key":"aap.proofs",)"
      R"("new_date":"2027-09-30","grounds":"Retard","decision":{"author":{"first_name":"A",)"
      R"("last_name":"B","quality":"DG","service":"ARS"},"signed_on":"2026-11-19"}}})");
  auto const after = event_of(feed.text(), proofs);
  CHECK(after.find("DTSTART;VALUE=DATE:20270930") != std::string::npos);
  CHECK(sequence_of(after) > sequence_of(before));
  CHECK(sequence_of(event_of(feed.text(), declaration)) ==
        sequence_of(event_of(Feed{}.text(), declaration)));
}

TEST_CASE("ics: a recovery raises the sequence of what it is against, and the other way round",
          "[ics]") {
  Feed feed;
  auto const edition_of = [&](std::string_view dossier) {
    auto deadline = example();
    deadline.dossier = *DossierId::parse(dossier);
    return editions_of({deadline}, feed.world()).front().number;
  };
  auto const funding = edition_of("mie:010780054");
  feed.append(R"({"id":"r","type":"recovery.opened","dossier":"recovery:R-1",)"
              R"("occurred_at":"2026-11-19T10:00:00Z","actor":{"id":"a","role":"ans",)"
              R"("organisation":"ans"},"data":{"against":"mie:010780054","cause":"non_compliance",)"
              R"("amount_cents":100,"grounds":"g"}})");
  CHECK(edition_of("mie:010780054") > funding);
  CHECK(edition_of("recovery:R-1") > funding);
}

TEST_CASE("ics: days that go by end a deadline in an edition of their own", "[ics]") {
  // Given a declaration that is awaited, and days that go by without any
  Feed feed;
  auto const on = [&](std::string const& day) {
    feed.at = *Instant::parse(day + "T08:00:00Z");
    return event_of(feed.text(), declaration);
  };
  auto const stamp = [](std::string const& event, std::string const& name) {
    auto const at = event.find(name + ":");
    REQUIRE(at != std::string::npos);
    return event.substr(at + name.size() + 1, 16);
  };
  auto const open = on("2026-11-20");
  REQUIRE(open.find("non transmise") == std::string::npos);
  auto const ended = on("2029-06-01");
  REQUIRE(ended.find("non transmise") != std::string::npos);
  // Then it is another edition, later than the one before, and the same whenever it is asked for
  CHECK(sequence_of(ended) == sequence_of(open) + 1);
  auto const since = stamp(ended, "LAST-MODIFIED");
  CHECK(since > stamp(open, "LAST-MODIFIED"));
  CHECK(stamp(ended, "DTSTAMP") == since);
  CHECK(on("2028-07-01") == ended);
  // Then its stamp is the beginning of its first day: the day before, it was the one before
  auto const first = *Instant::parse(since.substr(0, 4) + "-" + since.substr(4, 2) + "-" +
                                     since.substr(6, 2) + "T" + since.substr(9, 2) + ":" +
                                     since.substr(11, 2) + ":" + since.substr(13, 2) + "Z");
  feed.at = first;
  CHECK(event_of(feed.text(), declaration) == ended);
  feed.at = first.plus_seconds(-1);
  CHECK(event_of(feed.text(), declaration) == open);
}

TEST_CASE("ics: an event links to its dossier, when there is a service to link to", "[ics]") {
  auto deadline = example();
  auto const linked = [&] {
    auto const text = calendar_of({deadline}, Feed{}.world(), "https://probant.example");
    auto const at = text.find("\r\nURL:");
    REQUIRE(at != std::string::npos);
    return text.substr(at + 2, text.find("\r\n", at + 2) - at - 2);
  };
  CHECK(linked() == "URL:https://probant.example/v1/dossiers/mie:010780054");
  CHECK(calendar_of({deadline}, Feed{}.world()).find("URL:") == std::string::npos);
}

TEST_CASE("ics: a repayment that is put off keeps its identifier, its number goes up", "[ics]") {
  Feed feed;
  auto deadline = example();
  deadline.key = "recovery.repayment";
  auto const first = event_of(calendar_of({deadline}, feed.world()), "mie:010780054/recovery");
  deadline.due_on = Date{2027, 9, 30};
  auto const later = event_of(calendar_of({deadline}, feed.world()), "mie:010780054/recovery");
  auto const uid = [](std::string const& event) { return event.substr(0, event.find('\r')); };
  CHECK(uid(first) == uid(later));
  deadline.number = 2;
  auto const second = event_of(calendar_of({deadline}, feed.world()), "mie:010780054/recovery");
  CHECK(uid(second) != uid(later));
}

TEST_CASE("ics: complements asked for one after the other are events of their own", "[ics]") {
  Feed feed;
  feed.append(
      R"({"id":"e","type":"register.entity_recorded","dossier":"register:590780193","actor":{)"
      R"("id":"o","role":"operator","organisation":""},"data":{"entity":"590780193","name":"CH",)"
      R"("legal_status":"public","region":"11","sites":[],"source":"essai"}})");
  feed.append(
      R"({"id":"f","type":"hospiconnect.candidacy_filed","dossier":"hospiconnect:590780193",)"
      R"("occurred_at":"2026-02-03T10:00:00Z","actor":{"id":"u-1","role":"establishment",)"
      R"("organisation":"590780193"},"data":{"candidate":"590780193","entities":["590780193"]}})");
  auto const step = [&](std::string const& type, std::string const& day, std::string const& role,
                        std::string const& organisation, std::string const& data) {
    feed.append(R"({"id":")" + type + day + R"(","type":"hospiconnect.)" + type +
                R"(","dossier":"hospiconnect:590780193","occurred_at":"2026-11-)" + day +
                R"(T10:00:00Z","actor":{"id":"u-9","role":")" + role + R"(","organisation":")" +
                organisation + R"("},"data":)" + data + "}");
  };
  step("complement_requested", "16", "ars", "11", R"({"items":["RIB"],"due_on":"2026-12-18"})");
  auto const one = event_of(feed.text(), "hospiconnect:590780193/complement/1@");
  CHECK(one.find("20261218") != std::string::npos);
  step("complement_received", "17", "establishment", "590780193", R"({"items":["RIB"]})");
  // Due earlier than the first was: it is the second all the same.
  step("complement_requested", "18", "ars", "11", R"({"items":["SIRET"],"due_on":"2026-12-11"})");
  auto const again = event_of(feed.text(), "hospiconnect:590780193/complement/1@");
  CHECK(again.find("20261218") != std::string::npos);
  CHECK(sequence_of(again) > sequence_of(one));
  auto const two = event_of(feed.text(), "hospiconnect:590780193/complement/2@");
  CHECK(two.find("20261211") != std::string::npos);
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

}  // namespace probant::test
