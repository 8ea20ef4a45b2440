// Long lives of the engine, with everything that can go wrong. PROBANT_SIMULATION_STEPS and
// PROBANT_SIMULATION_SEED ask for more, or for one that failed.
#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "engine/kernel/committer.hpp"
#include "engine/log/check.hpp"
#include "tests/fault/recording_run.hpp"
#include "tests/simulation/life.hpp"
#include "tests/support/desk.hpp"
#include "tests/support/same_world.hpp"

namespace probant::test {
namespace {

constexpr int usual_steps = 400;

std::uint64_t setting(char const* name, std::uint64_t usual) {
  auto const* const text = std::getenv(name);
  return text == nullptr ? usual : std::stoull(text);
}

void print(std::uint64_t seed, int steps, Life const& life) {
  std::cout << "simulation: seed " << seed << ", " << steps << " steps";
  for (auto const& [what, count] : life.events()) std::cout << ", " << count << ' ' << what;
  std::cout << "; at the end " << life.head().next << " events, root " << life.head().root.text()
            << '\n';
}

/// In three lives of usual length all of it happens.
void check_full(Events const& events) {
  for (auto const* const what : {"recorded",
                                 "refused",
                                 "duplicates",
                                 "ids used for something else",
                                 "corrections",
                                 "rulebooks",
                                 "erasures asked",
                                 "erasures confirmed",
                                 "confirmed by who asked",
                                 "duplicates of the erased",
                                 "facts of the journal",
                                 "clocks back",
                                 "restarts",
                                 "power cuts under way",
                                 "faults of the disk",
                                 "failed reads",
                                 "latched",
                                 "under way and kept",
                                 "under way and lost",
                                 "checkpoints",
                                 "new keys",
                                 "backups",
                                 "restorations",
                                 "restored with a known loss",
                                 "erased again",
                                 "second histories refused"}) {
    INFO(what);
    CHECK((events.contains(what) && events.at(what) > 0));
  }
}

}  // namespace

TEST_CASE("simulation: whatever goes wrong, the log is what was answered", "[simulation][disk]") {
  auto const first = setting("PROBANT_SIMULATION_SEED", 1);
  auto const steps = static_cast<int>(setting("PROBANT_SIMULATION_STEPS", usual_steps));
  Events all;
  for (auto seed = first; seed < first + 3; ++seed) {
    Life life{seed};
    life.live(steps);
    print(seed, steps, life);
    for (auto const& [what, count] : life.events()) all[what] += count;
  }
  if (steps >= usual_steps) check_full(all);
}

TEST_CASE("simulation: the same seed gives the same log, another seed another", "[simulation]") {
  auto const seed = setting("PROBANT_SIMULATION_SEED", 11);
  struct Lived {
    Head head;
    Sha256 voice;
    Events events;
  };
  auto const live = [](std::uint64_t from) {
    Life life{from};
    life.live(150);
    return Lived{life.head(), life.voice(), life.events()};
  };
  auto const once = live(seed);
  auto const again = live(seed);
  std::cout << "simulation: seed " << seed << " lived twice, root " << once.head.root.text()
            << " and " << again.head.root.text() << '\n';
  CHECK(again.head.next == once.head.next);
  CHECK(again.head.root == once.head.root);
  CHECK(again.voice == once.voice);
  CHECK(again.events == once.events);
  CHECK(live(seed + 1).head.root != once.head.root);
}

TEST_CASE("simulation: power cut while many propose at once, nothing answered is lost",
          "[simulation][disk]") {
  constexpr int proposers = 4;
  int lost = 0;
  int kept = 0;
  for (int round = 1; round <= 12; ++round) {
    TemporaryDirectory place;
    auto const directory = place.path() / "store";
    FaultVfs disk{directory};
    Instant const clock = *Instant::parse("2026-05-20T08:00:00Z");
    std::array<std::vector<Outcome>, proposers> answers;
    {
      auto const store = SqliteEventStore::open(directory, SqliteEventStore::Mode::create);
      Engine engine{*store, desk_ports(clock)};
      disk.plan(Fault::crash, 60 * round);
      Committer committer{engine};
      std::vector<std::thread> threads;
      for (int t = 0; t < proposers; ++t) {
        threads.emplace_back([&, t] {
          for (int n = 0; n < 60 && !disk.down(); ++n) {
            Act const act{.kind = Act::Kind::entity,
                          .id = std::to_string(t) + "/" + std::to_string(n),
                          .entity = t * 1'000 + n};
            try {
              auto outcome = committer.propose(proposal(act.line())).get();
              if (outcome.kind == OutcomeKind::recorded) {
                answers[static_cast<std::size_t>(t)].push_back(std::move(outcome));
              }
            } catch (StoreError const&) {
              return;  // the store could not even be read: no answer
            }
          }
        });
      }
      for (auto& thread : threads) thread.join();
      committer.stop();
      disk.power_off();
    }
    disk.restart(Survival::some, static_cast<std::uint64_t>(round));
    auto const store = SqliteEventStore::open(directory, SqliteEventStore::Mode::read_write);
    CHECK(check_log(*store).good());
    CHECK(store->check_file().empty());
    Position answered = 0;
    for (auto const& own : answers) {
      for (auto const& outcome : own) {
        auto const found = store->find_proposal(outcome.id);
        REQUIRE(found);
        CHECK(found->position == outcome.position);
        ++answered;
      }
    }
    auto const beyond = store->head().next - answered;
    CHECK(beyond >= 0);
    CHECK(beyond <= proposers);
    kept += static_cast<int>(answered);
    lost += beyond == 0 ? 1 : 0;
  }
  std::cout << "simulation: 12 power cuts among " << proposers << " proposers, " << kept
            << " answers all there; in " << lost << " nothing unanswered survived\n";
}

}  // namespace probant::test
