#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view august = "2026-08-01T09:00:00Z";

std::vector<std::string> keys(Funding const& funding) {
  std::vector<std::string> all;
  for (auto const& one : funding.obligations(august)) all.push_back(one.key);
  return all;
}

}  // namespace

TEST_CASE("mie: obligations begin with the validation of the request", "[mie]") {
  CHECK(keys(eligible()).empty());
  CHECK(keys(requested()) == std::vector<std::string>{"retention"});
  CHECK(keys(validated()) == std::vector<std::string>{"mie.convention", "mie.declaration.2026",
                                                      "mie.declaration.2027",
                                                      "mie.declaration.2028", "retention"});
}

TEST_CASE("mie: the convention waits for the beneficiary, then for ANS", "[mie]") {
  auto funding = validated();
  auto const convention = [&] { return funding.obligation("mie.convention", august); };
  CHECK(convention().due_on == day("2026-06-01"));
  CHECK(convention().responsible == "establishment");
  CHECK_FALSE(convention().met);
  CHECK_FALSE(convention().source.empty());
  funding.record(mie::ConventionSigned{mie::Party::beneficiary, day("2026-05-18")},
                 "2026-05-18T09:00:00Z");
  CHECK(convention().responsible == "ans");
  CHECK_FALSE(convention().met);
  auto const declaration = [&] { return funding.obligation("mie.declaration.2026", august).label; };
  CHECK_THAT(declaration(), Catch::EndsWith("une fois la convention signée par l'ANS"));
  funding.record(mie::ConventionSigned{mie::Party::ans, day("2026-05-26")}, "2026-05-26T09:00:00Z",
                 ans);
  CHECK_THAT(declaration(), Catch::EndsWith("à transmettre"));
  CHECK(convention().responsible == "ans");  // who signed last
  REQUIRE(convention().met);
  CHECK(convention().met->occurred_at == instant("2026-05-26T09:00:00Z"));
}

TEST_CASE("mie: a convention is met on its last signature, however late it is recorded", "[mie]") {
  auto funding = validated();
  funding.record(mie::ConventionSigned{mie::Party::ans, day("2026-06-01")}, "2026-06-01T09:00:00Z",
                 ans);
  funding.record(mie::ConventionSigned{mie::Party::beneficiary, day("2026-05-30")},
                 "2026-06-10T09:00:00Z");
  auto const convention = funding.obligation("mie.convention", august);
  REQUIRE(convention.met);
  CHECK(convention.met->day() == day("2026-06-01"));
}

TEST_CASE("mie: a declaration is due in its window and met when transmitted", "[mie]") {
  auto funding = under_convention();
  auto const before = funding.obligation("mie.declaration.2026", august);
  CHECK(before.opens_on == day("2026-06-15"));
  CHECK(before.due_on == day("2026-07-15"));
  CHECK(before.responsible == "establishment");
  CHECK_FALSE(before.met);
  declare(funding, 2026, {});
  CHECK(funding.obligation("mie.declaration.2026", august).met);
  CHECK_FALSE(funding.obligation("mie.declaration.2027", august).met);
  CHECK(funding.obligation("mie.declaration.2028", august).due_on == day("2028-07-17"));
}

TEST_CASE("mie: a declaration missed for good is no longer awaited", "[mie]") {
  auto funding = validated();
  auto const of_2026 = [&](std::string_view at) {
    return funding.obligation("mie.declaration.2026", at);
  };
  CHECK_FALSE(of_2026("2026-11-15T20:00:00Z").cancelled);  // an extension may still save it
  CHECK(of_2026("2026-11-16T08:00:00Z").cancelled);
  CHECK(of_2026("2026-11-16T08:00:00Z").label ==
        "Déclaration d'atteinte 2026 : non transmise, campagne close");
  CHECK_FALSE(funding.obligation("mie.declaration.2027", "2026-11-16T08:00:00Z").cancelled);
  CHECK_FALSE(funding.obligation("mie.convention", "2028-11-15T08:00:00Z").cancelled);
  CHECK(funding.obligation("mie.convention", "2028-11-16T08:00:00Z").cancelled);
  funding.given(extension_granted("mie.declaration.2026", "2026-12-15"), "2026-11-20T09:00:00Z");
  CHECK_FALSE(of_2026("2026-11-21T08:00:00Z").cancelled);
}

TEST_CASE("mie: an extension moves the declaration and says from when", "[mie]") {
  auto funding = under_convention();
  funding.given(extension_granted("mie.declaration.2026", "2026-09-15"), "2026-07-10T09:00:00Z");
  auto const extended = funding.obligation("mie.declaration.2026", august);
  CHECK(extended.due_on == day("2026-09-15"));
  CHECK(extended.extended_from == day("2026-07-15"));
}

TEST_CASE("mie: the instruction is the ARS's before its opinion, then ANS's", "[mie]") {
  auto funding = under_convention();
  declare(funding, 2026, {});
  auto const instruction = [&] { return funding.obligation("mie.instruction.2026", august); };
  CHECK(instruction().responsible == "ars");
  CHECK(instruction().opens_on == day("2026-06-30"));
  CHECK(instruction().due_on == day("2026-11-15"));
  funding.record(opinion(2026), "2026-07-20T09:00:00Z");
  CHECK(instruction().responsible == "ans");
  CHECK_FALSE(instruction().met);
  funding.record(certified(2026), "2026-07-30T09:00:00Z");
  CHECK(instruction().met->day() == day("2026-07-30"));
}

TEST_CASE("mie: a complement is met when received, dropped when the matter is closed", "[mie]") {
  auto funding = under_convention();
  declare(funding, 2026, {});
  funding.record(complement_requested("2026-07-20", mie::CampaignYear{2026}),
                 "2026-07-05T09:00:00Z");
  CHECK(funding.obligation("complement", august).due_on == day("2026-07-20"));
  CHECK_FALSE(funding.obligation("complement", august).cancelled);
  auto received = funding;
  received.record(complement_received(mie::CampaignYear{2026}), "2026-07-10T09:00:00Z");
  CHECK(received.obligation("complement", august).met);
  funding.record(denied(2026), "2026-07-10T09:00:00Z");
  CHECK(funding.obligation("complement", august).cancelled);
}

TEST_CASE("mie: a rejected request cancels what was to be done", "[mie]") {
  auto funding = requested();
  funding.record(complement_requested("2026-03-30"), "2026-03-20T09:00:00Z");
  funding.record(mie::RequestRejected{decision(), "motifs"}, "2026-03-25T09:00:00Z");
  for (auto const& one : funding.obligations(august)) {
    INFO(one.key);
    CHECK(one.cancelled == (one.key != "retention"));
  }
  CHECK(funding.obligations(august).size() == 6);
}

TEST_CASE("mie: everything is kept until ten years after the operational period", "[mie]") {
  CHECK(requested().obligation("retention", august).due_on == day("2038-07-15"));
}

}  // namespace probant::test
