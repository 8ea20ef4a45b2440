// A store that cannot be read in the middle of an act: nothing of what was only folded in memory
// may stay. Each act is tried with each of its reads failing in turn, then tried again; the log
// must come out as if nothing had failed.
#include "tests/support/desk.hpp"
#include "tests/support/flaky_store.hpp"
#include "tests/support/same_world.hpp"

namespace probant::test {
namespace {

using Codes = std::vector<std::string>;
Actor const restorer{"probant-restore", Role::operator_, ""};

std::string of_register(std::string const& id, std::string const& type, std::string const& role,
                        std::string const& data) {
  return R"({"id":")" + id + R"(","type":")" + type +
         R"(","dossier":"register:010780054","actor":{"id":")" + id + R"(","role":")" + role +
         R"(","organisation":""},"data":)" + data + "}";
}
std::string ceiling(std::string const& id, int cents) {
  return of_register(
      id, "register.ceiling_published", "operator",
      R"({"entity":"010780054","amount_cents":)" + std::to_string(cents) + R"(,"source":"liste"})");
}
std::string hold(std::string const& id) {
  return of_register(id, "dossier.legal_hold_set", "ans", R"({"grounds":"contentieux"})");
}
std::string lift(std::string const& id) {
  return of_register(id, "dossier.legal_hold_lifted", "ans", R"({"grounds":"fin"})");
}
std::string correction(std::string const& id, int was, int becomes) {
  return of_register(id, "dossier.correction_recorded", "ans",
                     R"({"position":2,"corrections":[{"field":"amount_cents","was":)" +
                         std::to_string(was) + R"(,"becomes":)" + std::to_string(becomes) +
                         R"(}],"grounds":"saisie"})");
}
std::string erasure(std::string const& id, std::string const& type) {
  return of_register(id, type, "ans", R"({"position":2,"legal_basis":"art. 17"})");
}

/// An entity, its candidacy and a ceiling, at positions 0, 1 and 2.
struct FlakyDesk {
  FlakyDesk() {
    desk.given_candidacy().given(ceiling("c", 100)).at("2026-05-21T08:00:00Z");
    engine = std::make_unique<Engine>(flaky, desk_ports(desk.clock));
  }
  std::vector<Outcome> record(std::vector<std::string> const& lines) {
    std::vector<Proposal> proposals;
    for (auto const& line : lines) proposals.push_back(proposal(line));
    return engine->record(proposals);
  }
  void check_world() const { CHECK(difference(engine->world(), replay(desk.store)).empty()); }

  Desk desk;
  FlakyStore flaky{desk.store};
  std::unique_ptr<Engine> engine;
};

struct Entrance {
  std::string name;
  std::function<void(FlakyDesk&)> act;
};

/// Every way into the engine. An append that is not done makes the engine read again.
std::vector<Entrance> entrances() {
  auto const conflict = [](FlakyDesk& desk) { desk.flaky.answer_append(AppendResult::conflict); };
  auto const journal = [](FlakyDesk& desk) {
    journal::ClockWentBack const fact{{"2026-05-20T08:00:00Z"}, {"2026-05-21T08:00:00Z"}};
    desk.engine->record_journal(Event{fact, {}}, restorer);
  };
  auto const again = [](FlakyDesk& desk) {
    desk.engine->erase_again(2, Line{"art. 17"}, restorer);
  };
  auto const batch = [](FlakyDesk& desk) {
    desk.record({hold("h"), ceiling("c", 100), ceiling("d", 200), hold("again"), lift("l"),
                 ceiling("d", 200), ceiling("c", 101)});
  };
  auto const amendments = [](FlakyDesk& desk) {
    desk.record({ceiling("d", 200), correction("k", 100, 150), hold("h"), correction("m", 150, 160),
                 lift("l"), erasure("ask", "dossier.erasure_requested"),
                 erasure("do", "dossier.payload_erased"), ceiling("e", 300)});
  };
  auto const after = [](auto first, auto then) {
    return [=](FlakyDesk& desk) {
      first(desk);
      then(desk);
    };
  };
  return {{"record", batch},
          {"record, another was faster", after(conflict, batch)},
          {"record, amendments", amendments},
          {"record, amendments, another was faster", after(conflict, amendments)},
          {"record_journal, another was faster", after(conflict, journal)},
          {"erase_again", again}};
}

TEST_CASE("engine: whichever read fails within an act, the log comes out as if none had",
          "[engine][faults]") {
  for (auto const& [name, act] : entrances()) {
    INFO(name);
    FlakyDesk smooth;
    act(smooth);
    auto const expected = smooth.desk.store.head();
    int failures = 0;
    for (bool failed = true; failed;) {
      FlakyDesk desk;
      desk.flaky.fail_read(failures + 1);
      failed = false;
      try {
        act(desk);
      } catch (StoreError const&) {
        failed = true;
      }
      INFO("read " << failures + 1);
      desk.check_world();
      desk.flaky.fail_read(0);
      if (failed) act(desk);
      CHECK(desk.desk.store.head().next == expected.next);
      CHECK(desk.desk.store.head().root == expected.root);
      desk.check_world();
      failures += failed ? 1 : 0;
    }
    CHECK(failures > 0);
  }
}

TEST_CASE("engine: what was only folded in memory decides nothing after a read that failed",
          "[engine][faults]") {
  FlakyDesk desk;
  auto const before = desk.desk.store.head();
  desk.flaky.fail_read(3);  // each new act asks once whether its id was answered before
  CHECK_THROWS_AS(desk.record({hold("h"), ceiling("d", 200), ceiling("e", 300)}), StoreError);
  CHECK(desk.desk.store.head().root == before.root);
  CHECK(desk.engine->world().next_position() == before.next);
  desk.check_world();

  auto const lifted = desk.record({lift("l")}).front();
  CHECK(codes(lifted) == Codes{"not_allowed_now"});
  CHECK(lifted.position == before.next);
  auto const held = desk.record({hold("h")}).front();
  CHECK(held.kind == OutcomeKind::recorded);
  CHECK(held.version == 3);  // after the entity and the ceiling
}

TEST_CASE("engine: while the log cannot be read, no world is shown", "[engine][faults]") {
  FlakyDesk desk;
  desk.flaky.fail_read(2, true);
  CHECK_THROWS_AS(desk.record({hold("h"), ceiling("d", 200)}), StoreError);
  CHECK_THROWS_AS(desk.engine->world(), StoreError);
  CHECK_THROWS_AS(desk.record({lift("l")}), StoreError);
  CHECK_THROWS_AS(desk.engine->erase_again(2, Line{"art. 17"}, restorer), StoreError);
  CHECK_THROWS_AS(desk.engine->world(), StoreError);

  desk.flaky.fail_read(0);
  CHECK(codes(desk.record({lift("l")}).front()) == Codes{"not_allowed_now"});
  desk.check_world();
}

TEST_CASE("engine: an append that throws leaves nothing in the world", "[engine][faults]") {
  auto const all = entrances();
  for (std::size_t const index : {0U, 2U, 5U}) {
    INFO(all[index].name);
    FlakyDesk smooth;
    all[index].act(smooth);
    FlakyDesk desk;
    desk.flaky.throw_on_append();
    CHECK_THROWS_AS(all[index].act(desk), StoreError);
    CHECK(desk.engine->world().next_position() == desk.desk.store.head().next);
    desk.check_world();
    all[index].act(desk);
    CHECK(desk.desk.store.head().root == smooth.desk.store.head().root);
  }
}

}  // namespace
}  // namespace probant::test
