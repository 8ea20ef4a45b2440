#include "engine/kernel/committer.hpp"

#include <set>
#include <thread>

#include "tests/support/desk.hpp"

namespace probant::test {
namespace {

std::string entity_line(int thread, int number) {
  auto const finess = std::to_string(100'000'000 + thread * 1'000 + number);
  return R"({"id":"e)" + finess + R"(","type":"register.entity_recorded","dossier":"register:)" +
         finess +
         R"(","actor":{"id":"op","role":"operator","organisation":""},)"
         R"("data":{"entity":")" +
         finess +
         R"(","name":"CH","legal_status":"public","region":"84","sites":[],"source":"essai"}})";
}

TEST_CASE("committer: every proposal of many threads is answered once, positions without holes",
          "[committer]") {
  constexpr int threads = 8;
  constexpr int each = 60;
  MemoryEventStore store;
  Instant const clock = *Instant::parse("2026-05-20T08:00:00Z");
  Engine engine{store, desk_ports(clock)};
  std::vector<std::vector<Outcome>> answers(threads);
  {
    Committer committer{engine};
    std::vector<std::thread> proposers;
    for (int t = 0; t < threads; ++t) {
      proposers.emplace_back([&, t] {
        for (int n = 0; n < each; ++n) {
          answers[static_cast<std::size_t>(t)].push_back(
              committer.propose(proposal(entity_line(t, n))).get());
        }
      });
    }
    for (auto& proposer : proposers) proposer.join();
  }
  std::set<Position> positions;
  for (auto const& own : answers) {
    for (auto const& outcome : own) {
      CHECK(outcome.kind == OutcomeKind::recorded);
      positions.insert(outcome.position);
    }
  }
  CHECK(positions.size() == threads * each);
  CHECK(*positions.begin() == 0);
  CHECK(*positions.rbegin() == threads * each - 1);
  CHECK(store.head().next == threads * each);
}

TEST_CASE("committer: what was accepted before stop is answered, what comes after is not taken",
          "[committer]") {
  MemoryEventStore store;
  Instant const clock = *Instant::parse("2026-05-20T08:00:00Z");
  Engine engine{store, desk_ports(clock)};
  Committer committer{engine};
  std::vector<Proposal> many;
  for (int n = 0; n < 50; ++n) many.push_back(proposal(entity_line(9, n)));
  auto answers = committer.propose_all(std::move(many));
  committer.stop();
  for (auto& answer : answers) CHECK(answer.get().kind == OutcomeKind::recorded);
  CHECK_THROWS_AS(committer.propose(proposal(entity_line(9, 51))), std::runtime_error);
}

TEST_CASE("committer: who may not wait is called back, or told that there is no room",
          "[committer]") {
  MemoryEventStore store;
  Instant const clock = *Instant::parse("2026-05-20T08:00:00Z");
  Engine engine{store, desk_ports(clock)};
  Committer committer{engine};
  std::vector<Proposal> many;
  for (int n = 0; n < 50; ++n) many.push_back(proposal(entity_line(9, n)));
  std::promise<std::vector<Outcome>> answered;
  CHECK(committer.offer(std::move(many), [&](std::vector<Outcome> outcomes, std::exception_ptr) {
    answered.set_value(std::move(outcomes));
  }));
  auto const outcomes = answered.get_future().get();
  REQUIRE(outcomes.size() == 50);
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    CHECK(outcomes[n].id == proposal(entity_line(9, static_cast<int>(n))).id);
  }
  bool called = false;
  auto const never = [&](std::vector<Outcome> const&, std::exception_ptr const&) { called = true; };
  CHECK_FALSE(committer.offer(std::vector<Proposal>(Committer::max_waiting + 1), never));
  committer.stop();
  CHECK_FALSE(committer.offer({proposal(entity_line(9, 51))}, never));
  CHECK_FALSE(called);
}

}  // namespace
}  // namespace probant::test
