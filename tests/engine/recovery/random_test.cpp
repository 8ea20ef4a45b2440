// Random recoveries: whatever is proposed, in whatever order, the money and the deadlines agree.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "engine/recovery/checks.hpp"
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

using Random = std::mt19937_64;

std::int64_t below(Random& random, std::int64_t limit) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
}

/// An event of a recovery with plausible data; amounts are often, not always, what fits.
EventBody any_event(Random& random, RecoveryState const& state, Date today) {
  auto const left = state.outstanding().cents();
  auto const cents = below(random, 3) == 0 && left > 0 ? left : below(random, 40'000);
  switch (below(random, 15)) {
    case 0:
      return opened(mie_dossier, 100'000);
    case 1:
      return notice(today.text(), 1 + below(random, 10));
    case 2:
      return observations();
    case 3:
      return below(random, 10) == 0 ? EventBody{remedied()} : EventBody{observations()};
    case 4:
      return withdrawal(1 + below(random, 110'000));
    case 5:
      return repayment_ordered(today.plus_days(below(random, 60)).text());
    case 6:
      return instalments(
          {{today.plus_days(10).text(), left / 2}, {today.plus_days(20).text(), left - left / 2}});
    case 7:
      return received(cents, today.text());
    case 8:
      return waived(cents);
    case 9:
      return written_off(cents);
    case 10:
      return appeal_filed(today.text());
    case 11:
      return appeal_decided(static_cast<recovery::AppealOutcome>(below(random, 4)), today.text());
    case 12:
      return restitution_ordered();
    case 13:
      return restitution_paid(today.text());
    default:
      return below(random, 6) == 0 ? EventBody{recovery::Closed{}} : EventBody{withdrawal(90'000)};
  }
}

Actor someone_entitled(EventBody const& body) {
  if (std::holds_alternative<recovery::RepaymentOrdered>(body)) return ans_orders();
  if (std::holds_alternative<recovery::RepaymentReceived>(body)) return ans_cashes();
  if (std::holds_alternative<recovery::RestitutionOrdered>(body)) return ans_orders();
  if (std::holds_alternative<recovery::RestitutionPaid>(body)) return ans_cashes();
  return ans();
}

void check_agreement(RecoveryScenario const& scenario, std::string const& now) {
  auto const& state = scenario.state();
  CHECK(state.undue() >= Money{});
  CHECK(state.outstanding() == state.undue() - state.recovered());
  CHECK(state.outstanding() == state.still_due() - state.to_restore());
  CHECK((state.still_due().is_zero() || state.to_restore().is_zero()));
  CHECK(state.total_withdrawn() <= state.claimed);
  if (!state.judgment()) {
    CHECK(state.recovered() - state.to_restore() <= state.total_withdrawn());
  }
  auto const obligations = scenario.obligations(now);
  auto const open = std::ranges::count_if(obligations, [](Obligation const& one) {
    return one.key == "recovery.repayment" && !one.met && !one.cancelled;
  });
  bool const repayable =
      state.ordered && !state.awaits_new_order() && !state.closed && !state.still_due().is_zero();
  CHECK((open > 0) == repayable);
  auto const to_restore = std::ranges::count_if(obligations, [](Obligation const& one) {
    return one.key == "recovery.restitution" && !one.met;
  });
  CHECK((to_restore > 0) == !state.to_restore().is_zero());
  Money owed;
  for (auto const& part : state.owed_back()) owed += part.amount;
  CHECK(owed == state.to_restore());
  CHECK((state.phase == RecoveryPhase::closed) == state.closed.has_value());
}

/// One recovery of 150 steps, from its seed.
RecoveryState walk(std::uint64_t seed) {
  Random random{seed};
  auto scenario = paid();
  auto today = day("2026-06-15");
  for (int step = 0; step < 150; ++step) {
    today = today.plus_days(below(random, 8));
    auto const now = today.text() + "T12:00:00Z";
    auto const body = any_event(random, scenario.state(), today);
    auto const who = someone_entitled(body);
    auto const possible = possible_events(scenario.state());
    if (scenario.when(body, now, who).verdict().refused()) continue;
    INFO("step " << step << ": " << catalogue[body.index()].name);
    // Money that nobody awaits is booked all the same.
    bool const unawaited = std::holds_alternative<recovery::RepaymentReceived>(body) &&
                           may_still_come(scenario.state()).is_zero();
    CHECK(std::ranges::count(possible, body.index()) == (unawaited ? 0 : 1));
    scenario.record(body, now, who);
    check_agreement(scenario, now);
  }
  return scenario.state();
}

TEST_CASE("recovery: amounts, deadlines and what is possible agree at every step",
          "[recovery][property]") {
  int scheduled = 0;
  int judged = 0;
  int closed = 0;
  int restored = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    auto const state = walk(seed);
    if (state.collection == CollectionPhase::by_instalments) ++scheduled;
    if (state.judgment()) ++judged;
    if (state.closed) ++closed;
    if (!state.restored.empty()) ++restored;
  }
  // Otherwise the walks would prove nothing.
  CHECK(scheduled > 5);
  CHECK(judged > 5);
  CHECK(closed > 5);
  CHECK(restored > 2);
}

}  // namespace
}  // namespace probant::test
