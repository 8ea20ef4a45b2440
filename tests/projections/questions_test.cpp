#include <array>

#include "projections/directory.hpp"
#include "projections/dossier_view.hpp"
#include "projections/facts.hpp"
#include "projections/history.hpp"
#include "projections/whatif.hpp"
#include "tests/engine/aap/projects.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/example_store.hpp"
#include "tests/support/funding.hpp"
#include "tests/support/rulebooks.hpp"

namespace probant::test {
namespace {

struct Played {
  Played() { play_example(store); }
  MemoryEventStore store;
  DossierId const mie = *DossierId::parse("mie:010780054");
  Instant const november = *Instant::parse("2026-11-01T00:00:00Z");
};

TEST_CASE_METHOD(Played, "history: each event with the phase before and after", "[history]") {
  auto const items = history(store, mie, {});
  REQUIRE(items.size() == 9);
  CHECK(items[0].phase_before == "none");
  CHECK(items[0].phase_after == "requested");
  for (std::size_t i = 1; i < items.size(); ++i) {
    CHECK(items[i].phase_before == items[i - 1].phase_after);
    CHECK(items[i].version == items[i - 1].version + 1);
  }
  CHECK(items[0].rulebook == "hopen2-2026/1");
}

TEST_CASE_METHOD(Played, "history: bounded by what was known and by what had happened",
                 "[history]") {
  auto const then = *Instant::parse("2026-06-01T00:00:00Z");
  CHECK(history(store, mie, {then, std::nullopt}).size() == 4);
  CHECK(history(store, mie, {std::nullopt, then}).size() == 4);
  CHECK(history(store, *DossierId::parse("mie:010000032"), {}).empty());
}

TEST_CASE("history: a date that was moved stands beside the one in force before", "[history]") {
  constexpr std::string_view candidacy = "hospiconnect:010780054";
  Desk desk;
  desk.at("2026-01-05T08:00:00Z");
  desk.given(R"({"id":"r","type":"register.entity_recorded","dossier":"register:010780054",
    "actor":{"id":"op","role":"operator","organisation":""},
    "data":{"entity":"010780054","name":"CH","legal_status":"public","region":"84","sites":[],
    "source":"essai"}})");
  auto const extend = [&](std::string const& id, std::string const& to) {
    desk.given(R"({"id":")" + id + R"(","type":"dossier.extension_granted","dossier":")" +
               std::string{candidacy} +
               R"(","actor":{"id":"ars","role":"ars","organisation":"84"},
      "data":{"key":"hospiconnect.window","new_date":")" +
               to +
               R"(","grounds":"incident","decision":{"author":{"first_name":"A","last_name":"B",
      "quality":"Q","service":"ARS"},"signed_on":"2026-01-30"}}})");
  };
  desk.at("2026-01-30T08:00:00Z");
  extend("a", "2026-03-01");
  desk.given(R"({"id":"b","type":"programme.date_set","dossier":"programme:hopen2-2026",
    "actor":{"id":"ans","role":"ans","organisation":"ans"},
    "data":{"key":"hospiconnect.window","date":"2026-02-20","reason":"essai","source":"essai"}})");
  desk.given(R"({"id":"d","type":"programme.window_opened","dossier":"programme:hopen2-2026",
    "actor":{"id":"ans","role":"ans","organisation":"ans"},
    "data":{"key":"aap.window","opens_on":"2026-04-15","closes_on":"2026-05-29","reason":"essai",
    "source":"essai"}})");
  desk.at("2026-01-31T08:00:00Z");
  extend("c", "2026-03-29");
  auto const former = [&](std::string_view id, Bounds const& bounds) {
    auto items = history(desk.store, dossier(id), bounds);
    add_former_dates(items, dossier(id), replay(desk.store, bounds));
    std::string dates;
    for (auto const& item : items)
      dates += (item.former_date ? item.former_date->text() : "") + " ";
    return dates;
  };
  CHECK(former(candidacy, {}) == "2026-02-13 2026-03-01 ");
  // What opens a window and leaves its closing day moves none.
  CHECK(former("programme:hopen2-2026", {}) == "2026-02-13  ");
  CHECK(former(candidacy, {instant("2026-01-30T12:00:00Z"), std::nullopt}) == "2026-02-13 ");
  auto items = history(desk.store, dossier(candidacy), {});
  CHECK_THAT(to_json(items.front()), !Catch::Contains("former_date"));
  add_former_dates(items, dossier(candidacy), replay(desk.store));
  CHECK_THAT(to_json(items.front()), Catch::Contains(R"("former_date":"2026-02-13")"));
}

TEST_CASE_METHOD(Played, "history: refusals stand in a dossier of their own", "[history]") {
  auto const items = history(store, *DossierId::parse("refusals:aap:2026-0417"), {});
  REQUIRE(items.size() == 1);
  CHECK(items[0].data.find("amount_above_ceiling") != std::string::npos);
  CHECK(items[0].actor.id == "ars-84-1");
}

TEST_CASE_METHOD(Played, "show: a dossier nobody knows has version 0 and what may found it",
                 "[show]") {
  auto const view = view_of(replay(store), *DossierId::parse("aap:inconnu"), november);
  CHECK(view.version == 0);
  CHECK(view.phase.phase == "none");
  // The window closed in May: only an extension can open it again.
  REQUIRE(view.allowed_next.size() == 1);
  CHECK(catalogue[view.allowed_next.front()].name == "dossier.extension_granted");
  auto const fresh = view_of(replay(store), *DossierId::parse("hospiconnect:010000032"),
                             *Instant::parse("2026-02-01T00:00:00Z"));
  REQUIRE(fresh.allowed_next.size() == 2);
  CHECK(catalogue[fresh.allowed_next.front()].name == "hospiconnect.candidacy_filed");
}

TEST_CASE("show, search: a group is what its members say of themselves", "[show][search]") {
  Desk desk;
  auto const member = [&](std::string const& number, std::string const& ght) {
    desk.given(R"({"id":")" + number +
               R"(","type":"register.entity_recorded","dossier":"register:)" + number +
               R"(","actor":{"id":"op","role":"operator","organisation":""},
      "data":{"entity":")" +
               number + R"(","name":"CH","legal_status":"public","region":"84")" + ght +
               R"(,"sites":[],"source":"essai"}})");
  };
  member("010780054", R"(,"ght":"ARA-01","ght_role":"support")");
  member("210780581", R"(,"ght":"ARA-01","ght_role":"member")");
  member("750712184", "");
  auto const group = view_of(desk.engine.world(), dossier("register:ght-ARA-01"), desk.clock);
  CHECK(group.phase.phase == "group");
  CHECK(group.allowed_next.empty());
  CHECK_THAT(group.facts, Catch::Contains(R"("support":"010780054")"));
  CHECK_THAT(group.facts, Catch::Contains(R"("entity":"210780581")"));
  CHECK_THAT(group.facts, !Catch::Contains("750712184"));
  auto const nobody = view_of(desk.engine.world(), dossier("register:ght-ARA-02"), desk.clock);
  CHECK(nobody.facts == "{}");
  CHECK(nobody.allowed_next.empty());
  DirectoryFilter filter;
  for (auto const* query : {"ara-01", "ght-ARA-01", "register:ght-ara-01", "  ARA  01 "}) {
    INFO(query);
    filter.query = query;
    CHECK(search(desk.engine.world(), filter).size() == 2);
  }
  // The number of a code is no part of another: ARA-01 is not ARA-011.
  for (auto const* query : {"ara-0", "ra-1", "ght-ara-011"}) {
    INFO(query);
    filter.query = query;
    CHECK(search(desk.engine.world(), filter).empty());
  }
  filter.query = "ara-01";
  // Its members' dossiers are found by it as well.
  desk.given(R"({"id":"c","type":"hospiconnect.candidacy_filed","dossier":"hospiconnect:010780054",
    "occurred_at":"2026-02-03T10:00:00Z","actor":{"id":"u-1","role":"establishment",
    "organisation":"010780054"},"data":{"candidate":"010780054",
    "entities":["010780054","210780581"]}})");
  filter.kind = DossierKind::hospiconnect;
  CHECK(search(desk.engine.world(), filter).size() == 1);
}

TEST_CASE_METHOD(Played, "show: open deadlines only, amounts and facts", "[show]") {
  auto const view = view_of(replay(store), mie, november);
  CHECK(view.version == 9);
  REQUIRE(view.amounts);
  for (auto const& deadline : view.deadlines) CHECK_FALSE(deadline.met_at);
  CHECK(view.facts.find("\"cards\":150") != std::string::npos);
}

TEST_CASE("show: cards ordered before the period are counted apart from those deducted", "[show]") {
  auto funding = requested();
  funding.record(cards_ordered(20, "2026-01-10"), "2026-03-12T09:00:00Z");
  funding.record(cards_ordered(39, "2026-03-12", "CPS-2"), "2026-03-12T09:00:00Z");
  auto const* known = funding.world().find(dossier(funding_dossier));
  REQUIRE(known);
  auto const facts = facts_json(*known, funding.view("2026-03-13T00:00:00Z"));
  CHECK_THAT(facts, Catch::Contains("\"cards\":39,\"cards_before_period\":20"));
}

TEST_CASE("show: a convention has the day it says it was signed, until its content is erased",
          "[show]") {
  AapState project;
  project.project = projects::project();
  RecordedEvent signed_;
  signed_.event.body = projects::convention("2026-07-01");
  signed_.erased = GENERATE(false, true);
  evolve(project, signed_);
  auto known = new_dossier(dossier("aap:2026-0417"));
  known.state = project;
  MemoryEventStore const none;
  auto const world = replay(none);
  auto const facts = facts_json(known, {world, known.id, instant("2026-08-01T00:00:00Z")});
  CHECK_THAT(facts, Catch::Contains(signed_.erased ? "\"convention_signed_on\":null"
                                                   : "\"convention_signed_on\":\"2026-07-01\""));
}

TEST_CASE_METHOD(Played, "search: case and accents do not matter", "[search]") {
  auto const world = replay(store);
  DirectoryFilter filter;
  filter.query = "Bourg-en-Bressé";
  filter.kind = DossierKind::mie;
  auto const found = search(world, filter);
  REQUIRE(found.size() == 1);
  CHECK(found[0].dossier == mie);
  CHECK(found[0].region == Region::parse("84"));
  filter.region = Region::parse("11");
  CHECK(search(world, filter).empty());
  CHECK(folded("ÉLÈVE Œ") == "eleve Œ");
  CHECK(folded(" - CH\t Ain\u00a0 - Bourg  ") == "ch ain bourg");
  CHECK(folded("  ").empty());
  CHECK(folded("L’Haÿ-les-Roses, l'Île") == "l haÿ les roses, l ile");
}

TEST_CASE_METHOD(Played, "whatif: the same rules and no event change nothing", "[whatif]") {
  auto const answer = whatif(store, builtin_rulebook(), {}, {november, {}});
  CHECK(answer.refusals.empty());
  CHECK(answer.deadlines.empty());
  CHECK(answer.amounts.empty());
}

TEST_CASE_METHOD(Played, "whatif: other rules move money, deadlines and decisions", "[whatif]") {
  SECTION("dearer cards lower the net ceiling") {
    auto const rules =
        std::make_shared<Rulebook const>(support::builtin_with("mie.rate_per_card_cents", "2400"));
    auto const answer = whatif(store, rules, {}, {november, {}});
    auto const net = static_cast<std::size_t>(Figure::ceiling_net_cents);
    CHECK(answer.total_before[net].value() - answer.total_after[net].value() ==
          Money::cents(150 * 1200));
  }
  SECTION("a window that closed earlier refuses the declaration and what rests on it") {
    auto const rules = std::make_shared<Rulebook const>(
        support::builtin_with("calendar.mie.declaration.2026.closes_on", "2026-06-29"));
    auto const answer = whatif(store, rules, {}, {november, {}});
    REQUIRE(answer.refusals.size() >= 2);
    CHECK(answer.refusals.front().type == "mie.declaration_transmitted");
    CHECK(answer.refusals.front().reasons.front().code == ReasonCode::window_closed);
    CHECK_FALSE(answer.deadlines.empty());
  }
}

TEST_CASE_METHOD(Played, "whatif: refusals that rest on changed rules are to be judged again",
                 "[whatif]") {
  auto const under = [&](std::string_view key, std::string_view value) {
    auto const rules = std::make_shared<Rulebook const>(support::builtin_with(key, value));
    return whatif(store, rules, {}, {november, {}});
  };
  auto const answer = under("aap.ceiling.c_cents", "9000000");
  REQUIRE(answer.reconsidered.size() == 1);
  CHECK(answer.reconsidered.front().dossier == "aap:2026-0417");
  CHECK(answer.reconsidered.front().type == "aap.project_selected");
  CHECK(answer.reconsidered.front().reasons.front().code == "amount_above_ceiling");
  CHECK_THAT(to_json(answer), Catch::Contains(R"("reconsidered":[{"position":)") &&
                                  Catch::Contains(R"("judgement":"to_be_judged_again")"));
  // A ceiling rests on the bounds of its category too.
  auto const moved = under("aap.category.d.from_activity", "60001");
  REQUIRE(moved.reconsidered.size() == 1);
  CHECK(moved.reconsidered.front().type == "aap.project_selected");
  auto const untouched = under("aap.ceiling.a_cents", "9000000");
  CHECK(untouched.reconsidered.empty());
  CHECK(untouched.not_judged == answer.not_judged + 1);
  CHECK_THAT(to_json(untouched), Catch::Contains(R"("refusals_not_judged":2)"));
  // Nor by supposed acts is any judged again.
  CHECK(whatif(store, nullptr, {}, {november, {}}).not_judged == 2);
}

TEST_CASE("whatif: what came too late is judged again only where it would no longer be late",
          "[whatif]") {
  // Given a declaration refused on 20/07/2026, after the window closed on the 15th
  MemoryEventStore store;
  play_example(store, "ex-17");
  Instant const clock = *Instant::parse("2026-07-20T08:00:00Z");
  Engine engine{store, desk_ports(clock)};
  auto const late = proposal(R"({"id":"late","type":"mie.declaration_transmitted",
    "dossier":"mie:010780054",
    "actor":{"id":"u-118","role":"establishment","organisation":"010780054"},
    "data":{"year":2026,"objectives":[{"code":"a-fournir","achieved":true}],
    "costs":[{"label":"Lecteurs","category":"equipment","incurred_on":"2026-04-22",
    "amount_cents":2350000}]}})");
  REQUIRE(codes(engine.record({&late, 1}).front()) == std::vector<std::string>{"window_closed"});
  auto const closing = [&](std::string_view value) {
    auto const rules = std::make_shared<Rulebook const>(
        support::builtin_with("calendar.mie.declaration.2026.closes_on", value));
    return whatif(store, rules, {}, {clock, {}});
  };
  // When the window closes earlier, or later but still before that day, then nothing changes for it
  CHECK(closing("2026-07-01").reconsidered.empty());
  CHECK(closing("2026-07-19").reconsidered.empty());
  // When the day is within it, then it is to be judged again
  CHECK(closing("2026-07-20").reconsidered.size() == 1);
}

TEST_CASE_METHOD(Played, "whatif: a supposed act is judged, and never recorded", "[whatif]") {
  auto const before = store.head().next;
  std::array const supposed{proposal(R"({"id":"h","type":"mie.cards_ordered",
    "dossier":"mie:010780054","actor":{"id":"a","role":"auditor","organisation":""},
    "data":{"quantity":1,"order_reference":"X","ordered_on":"2026-10-30"}})")};
  auto const answer = whatif(store, nullptr, supposed, {november, {}});
  REQUIRE(answer.refusals.size() == 1);
  CHECK(answer.refusals.front().position == -1);
  CHECK(answer.refusals.front().reasons.front().code == ReasonCode::forbidden_role);
  CHECK(store.head().next == before);
}

}  // namespace
}  // namespace probant::test
