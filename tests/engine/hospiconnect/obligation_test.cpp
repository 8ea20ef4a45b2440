// What a candidacy makes due: the filing, the milestone of each entity, complements.
#include "tests/engine/hospiconnect/candidacies.hpp"

namespace probant::test::candidacies {
namespace {

TEST_CASE("hospiconnect: the filing is due until 13 February, then met", "[hospiconnect]") {
  auto const due = alone().obligation("hospiconnect.candidacy", february);
  CHECK(due.opens_on == Date{2026, 1, 20});
  CHECK(due.due_on == Date{2026, 2, 13});
  CHECK(due.responsible == "establishment");
  CHECK_FALSE(due.met);
  CHECK_FALSE(due.source.empty());
  CHECK(filed().obligation("hospiconnect.candidacy", march).met->occurred_at == instant(february));
}

TEST_CASE("hospiconnect: an extension tells from which day it extends", "[hospiconnect]") {
  auto candidacy = alone();
  candidacy.given(extension_granted("hospiconnect.window", "2026-02-27"), "2026-02-14T08:00:00Z");
  auto const before = candidacy.obligation("hospiconnect.candidacy", "2026-02-13T08:00:00Z");
  CHECK(before.due_on == Date{2026, 2, 13});
  CHECK_FALSE(before.extended_from);
  auto const after = candidacy.obligation("hospiconnect.candidacy", "2026-02-14T08:00:00Z");
  CHECK(after.due_on == Date{2026, 2, 27});
  CHECK(after.extended_from == Date{2026, 2, 13});
}

TEST_CASE("hospiconnect: each entity owes its own milestone", "[hospiconnect]") {
  auto candidacy = group();
  candidacy.record(candidacy_filed(own, {own, member}), february);
  candidacy.record(note(member), march);
  auto all = candidacy.obligations(march);
  std::erase_if(all,
                [](Obligation const& one) { return one.key != "hospiconnect.note_de_cadrage"; });
  REQUIRE(all.size() == 2);
  for (auto const& one : all) {
    bool const of_member = one.label.ends_with("(010008407)");
    CHECK(one.met.has_value() == of_member);
    CHECK(one.due_on == Date{2026, 5, 29});
  }
}

TEST_CASE("hospiconnect: what a withdrawal leaves undone is cancelled", "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(note(), march);
  candidacy.record(complement_requested("2026-03-20"), march);
  candidacy.record(candidacy_withdrawn(), "2026-03-03T08:00:00Z");
  auto const at = "2026-03-04T08:00:00Z";
  CHECK(candidacy.obligation("complement", at).cancelled);
  CHECK(candidacy.obligation("hospiconnect.maturity_indicators", at).cancelled);
  CHECK_FALSE(candidacy.obligation("hospiconnect.note_de_cadrage", at).cancelled);
}

TEST_CASE("hospiconnect: a complement is due on its day until it is received", "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(complement_requested("2026-03-20"), march);
  auto const due = candidacy.obligation("complement", march);
  CHECK(due.due_on == Date{2026, 3, 20});
  CHECK(due.opens_on == Date{2026, 3, 2});
  CHECK_FALSE(due.met);
  candidacy.record(complement_received(), "2026-03-21T08:00:00Z");
  CHECK(candidacy.obligation("complement", march).met->occurred_at ==
        instant("2026-03-21T08:00:00Z"));
}

TEST_CASE("hospiconnect: a candidacy filed anew owes no complement of the one withdrawn",
          "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(complement_requested("2026-03-20"), "2026-02-04T08:00:00Z");
  candidacy.record(candidacy_withdrawn(), "2026-02-05T08:00:00Z");
  candidacy.record(candidacy_filed(own), "2026-02-06T08:00:00Z");
  CHECK(candidacy.obligation("complement", march).cancelled);
}

TEST_CASE("hospiconnect: time granted to file again after a withdrawal is a deadline",
          "[hospiconnect]") {
  auto const again = [](Candidacy const& candidacy, std::string_view at) {
    auto all = candidacy.obligations(at);
    std::erase_if(all,
                  [](Obligation const& one) { return one.key != "hospiconnect.candidacy_again"; });
    return all;
  };
  auto candidacy = filed();
  auto const april = "2026-04-02T08:00:00Z";
  candidacy.record(candidacy_withdrawn(), march);
  CHECK(again(candidacy, april).empty());
  candidacy.given(extension_granted("hospiconnect.window", "2026-04-10"), "2026-04-01T08:00:00Z");
  CHECK(again(candidacy, "2026-03-31T08:00:00Z").empty());
  auto const due = again(candidacy, april);
  REQUIRE(due.size() == 1);
  CHECK(due.front().due_on == Date{2026, 4, 10});
  CHECK(due.front().extended_from == Date{2026, 2, 13});
  CHECK(due.front().responsible == "establishment");
  CHECK_FALSE(due.front().met);
  CHECK(candidacy.obligation("hospiconnect.candidacy", april).met->occurred_at ==
        instant(february));
  // Filed again, it is the deadline of every candidacy, by its new day.
  candidacy.record(candidacy_filed(own), april);
  CHECK(again(candidacy, april).empty());
  auto const met = candidacy.obligation("hospiconnect.candidacy", april);
  CHECK(met.met->occurred_at == instant(april));
  CHECK(met.due_on == Date{2026, 4, 10});
  // That time was for this filing: withdrawn in its turn, it is not expected again.
  candidacy.record(candidacy_withdrawn(), "2026-04-03T08:00:00Z");
  CHECK(again(candidacy, "2026-04-04T08:00:00Z").empty());
}

}  // namespace
}  // namespace probant::test::candidacies
