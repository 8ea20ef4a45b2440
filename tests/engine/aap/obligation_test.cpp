#include "tests/engine/aap/projects.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

constexpr std::string_view at = "2026-07-03T08:00:00Z";

std::size_t count(Scenario<AapState> const& scenario, std::string_view key) {
  auto const all = scenario.obligations(at);
  return static_cast<std::size_t>(std::ranges::count(all, key, &Obligation::key));
}

}  // namespace

TEST_CASE("aap: a project is due by the closing of the window", "[aap][obligation]") {
  auto const before = ready().obligation("aap.filing", filing_day);
  CHECK(before.opens_on == day("2026-04-15"));
  CHECK(before.due_on == day("2026-05-29"));
  CHECK(before.responsible == "establishment");
  CHECK_FALSE(before.met);
  CHECK_FALSE(before.source.empty());
  auto const after = filed().obligation("aap.filing", filing_day);
  REQUIRE(after.met);
  CHECK(after.met->day() == day("2026-05-20"));
}

TEST_CASE("aap: an extension moves the filing and shows the day it replaces", "[aap][obligation]") {
  auto scenario = ready();
  scenario.given(extension_granted("aap.window", "2026-06-05"), "2026-05-28T08:00:00Z");
  auto const filing = scenario.obligation("aap.filing", "2026-05-29T08:00:00Z");
  CHECK(filing.due_on == day("2026-06-05"));
  CHECK(filing.extended_from == day("2026-05-29"));
}

TEST_CASE("aap: proofs are due from selection on", "[aap][obligation]") {
  CHECK(count(filed(), "aap.proofs") == 0);
  CHECK(count(filed(), "retention") == 0);
  auto const open = granted(3'000'000).obligation("aap.proofs", at);
  CHECK_THAT(open.label, Catch::EndsWith("à déposer"));
  CHECK(open.due_on == day("2027-06-30"));
  CHECK(open.responsible == "establishment");
  CHECK_FALSE(open.met);
  CHECK_FALSE(open.cancelled);
  auto const met = proven(3'000'000).obligation("aap.proofs", "2027-07-01T08:00:00Z");
  auto unsigned_yet = filed();
  unsigned_yet.record(selected(3'000'000), "2026-06-15T08:00:00Z");
  CHECK_THAT(unsigned_yet.obligation("aap.proofs", at).label,
             Catch::EndsWith("à déposer, une fois la convention signée avec l'ARS"));
  REQUIRE(met.met);
  CHECK(met.met->day() == day("2027-06-30"));
  CHECK_FALSE(met.cancelled);
}

TEST_CASE("aap: proofs are no longer due once the project ends without them", "[aap][obligation]") {
  auto gone = granted(3'000'000);
  gone.record(withdrawn(), at);
  CHECK(gone.obligation("aap.proofs", at).cancelled);
  auto failed = granted(3'000'000);
  failed.record(not_attained(), "2027-07-01T08:00:00Z");
  CHECK(failed.obligation("aap.proofs", "2027-07-02T08:00:00Z").cancelled);
  auto unselected = filed();
  unselected.record(not_selected(), at);
  CHECK(count(unselected, "aap.proofs") == 0);
}

TEST_CASE("aap: what was paid for a project withdrawn is to be recovered", "[aap][obligation]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  scenario.record(withdrawn(), "2026-12-02T08:00:00Z");
  CHECK(count(scenario, "recovery.prescription") == 0);
  auto paid = granted(3'000'000);
  paid.record(order(1), "2026-12-01T08:00:00Z");
  paid.record(payment(1, "2026-12-10"), "2026-12-10T08:00:00Z");
  paid.record(withdrawn(), "2026-12-12T08:00:00Z");
  auto const due = paid.obligation("recovery.prescription", "2027-01-01T08:00:00Z");
  CHECK(due.due_on == day("2031-12-12"));
  CHECK(due.responsible == "ars");
  CHECK_FALSE(due.met);
}

TEST_CASE("aap: a complement is due, met when received, cancelled by the decision",
          "[aap][obligation]") {
  auto scenario = filed();
  scenario.record(complement_requested("2026-06-20"), "2026-06-01T08:00:00Z");
  auto const due = scenario.obligation("complement", "2026-06-02T08:00:00Z");
  CHECK(due.due_on == day("2026-06-20"));
  CHECK_FALSE(due.met);
  auto answered = scenario;
  answered.record(complement_received(), "2026-06-10T08:00:00Z");
  CHECK(answered.obligation("complement", at).met);
  CHECK_FALSE(answered.obligation("complement", at).cancelled);
  scenario.record(not_selected(), "2026-06-15T08:00:00Z");
  CHECK(scenario.obligation("complement", at).cancelled);
}

TEST_CASE("aap: the papers of a selected project are kept ten years after the programme",
          "[aap][obligation]") {
  auto const retention = granted(3'000'000).obligation("retention", at);
  CHECK(retention.due_on == day("2038-07-15"));
  CHECK(retention.responsible == "ars");
  CHECK_FALSE(retention.source.empty());
}
