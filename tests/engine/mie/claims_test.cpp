// What was paid too much, part by part: since when it is to be claimed, and what recoveries and
// judgments make of that.
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view august = "2026-08-01T09:00:00Z";

/// Paid 10 000 €.
auto paid() {
  auto funding = under_convention(1000);
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(10'000))});
  pay(funding, 2026);
  return funding;
}
/// Of which a control concluded on 01/12/2026 recognised 9 000 €.
auto overpaid() {
  auto funding = paid();
  funding.record(mie::ControlOpened{}, "2026-11-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(9'000)), "2026-12-01T09:00:00Z");
  return funding;
}

recovery::Opened claiming(std::int64_t euros) {
  return {dossier(funding_dossier), recovery::Cause::overcompensation, Money::euros(euros),
          "contrôle"};
}

TEST_CASE("mie: an overcompensation found is recovered before prescription", "[mie]") {
  auto funding = paid();
  funding.record(mie::ControlOpened{}, "2026-11-10T09:00:00Z");
  auto sound = funding;
  sound.record(control_concluded(Money::euros(10'000)), "2026-12-01T09:00:00Z");
  for (auto const& one : sound.obligations(august)) CHECK(one.key != "recovery.prescription");
  funding.record(control_concluded(Money::euros(9'000)), "2026-12-01T09:00:00Z");
  auto const claim = [&] {
    return funding.obligation("recovery.prescription", "2027-01-10T09:00:00Z");
  };
  CHECK(claim().due_on == day("2031-12-01"));
  CHECK(claim().opens_on == day("2026-12-01"));
  CHECK(claim().responsible == "ans");
  CHECK_FALSE(claim().met);
  auto const opened = claiming(1'000);
  auto partial = opened;
  partial.amount_cents = Money::cents(1);
  funding.given_in("recovery:R-0", partial, "2027-01-02T09:00:00Z");
  CHECK_FALSE(claim().met);
  auto given_up = funding;
  given_up.given_in("recovery:R-1", opened, "2027-01-05T09:00:00Z");
  given_up.given_in("recovery:R-1", recovery::Closed{recovery::Outcome::no_action},
                    "2027-01-06T09:00:00Z");
  CHECK_FALSE(given_up.obligation("recovery.prescription", "2027-01-10T09:00:00Z").met);
  funding.given_in("recovery:R-1", opened, "2027-01-05T09:00:00Z");
  REQUIRE(claim().met);
  CHECK(claim().met->day() == day("2027-01-05"));
}

TEST_CASE("mie: an overcompensation less withdrawn, or not at all, is still to be recovered",
          "[mie]") {
  auto funding = overpaid();
  auto const act = [&](EventBody body, std::string_view at) {
    funding.given_in("recovery:R-1", std::move(body), at);
  };
  auto const claim = [&] {
    return funding.obligation("recovery.prescription", "2028-01-10T09:00:00Z");
  };
  act(claiming(1'000), "2027-01-05T09:00:00Z");
  CHECK(claim().met);
  recovery::WithdrawalDecided withdrawal;
  withdrawal.amount_cents = Money::euros(400);
  act(withdrawal, "2027-03-05T09:00:00Z");
  CHECK_FALSE(claim().met);
  CHECK_THAT(claim().label, Catch::Contains(to_french(Money::euros(600)) + " non réclamés"));
  act(recovery::AppealDecided{recovery::AppealOutcome::annulled, day("2027-10-01")},
      "2027-10-01T09:00:00Z");
  auto lines = funding.obligations("2028-01-10T09:00:00Z");
  std::erase_if(lines, [](Obligation const& one) { return one.key != "recovery.prescription"; });
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0].label, Catch::Contains(to_french(Money::euros(400)) + " connu le 01/12"));
  CHECK(lines[0].due_on == day("2032-10-01"));
  CHECK_THAT(lines[1].label, Catch::Contains(to_french(Money::euros(600)) + " connu le 01/12"));
  CHECK(lines[1].due_on == day("2031-12-01"));
}

TEST_CASE("mie: what was never withdrawn gains no time by a judgment in part", "[mie]") {
  auto funding = overpaid();
  auto const act = [&](EventBody body, std::string_view at) {
    funding.given_in("recovery:R-1", std::move(body), at);
  };
  act(claiming(1'000), "2027-01-05T09:00:00Z");
  recovery::WithdrawalDecided withdrawal;
  withdrawal.amount_cents = Money::euros(400);
  act(withdrawal, "2027-03-05T09:00:00Z");
  act(recovery::AppealDecided{recovery::AppealOutcome::partly_annulled, day("2027-10-01")},
      "2027-10-01T09:00:00Z");
  auto const claim = funding.obligation("recovery.prescription", "2028-01-10T09:00:00Z");
  CHECK(claim.due_on == day("2031-12-01"));
}

TEST_CASE("mie: what a payment written down late adds is known since the control", "[mie]") {
  auto const known = [](bool late) {
    auto funding = under_convention(1000);
    certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(10'000))});
    funding.record(payment_ordered(2026), "2026-10-12T09:00:00Z", authorising);
    auto const pay = [&] {
      funding.record(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting);
    };
    if (!late) pay();
    funding.record(mie::ControlOpened{}, "2026-11-10T09:00:00Z");
    funding.record(control_concluded(Money::euros(9'000)), "2026-12-01T09:00:00Z");
    if (late) pay();
    return funding.obligation("recovery.prescription", "2027-01-10T09:00:00Z").due_on;
  };
  CHECK(known(false) == day("2031-12-01"));
  CHECK(known(true) == day("2031-12-01"));
}

TEST_CASE("mie: each part of an excess is claimed from when it was known", "[mie]") {
  auto funding = paid();
  auto const control = [&](std::int64_t euros, std::string_view at) {
    funding.record(mie::ControlOpened{}, at);
    funding.record(control_concluded(Money::euros(euros)), at);
  };
  auto const lines = [&] {
    auto all = funding.obligations("2031-01-10T09:00:00Z");
    std::erase_if(all, [](Obligation const& one) { return one.key != "recovery.prescription"; });
    return all;
  };
  control(9'000, "2026-12-01T09:00:00Z");
  control(6'000, "2030-12-01T09:00:00Z");
  REQUIRE(lines().size() == 2);
  CHECK(lines()[0].due_on == day("2031-12-01"));
  CHECK_THAT(lines()[0].label, Catch::Contains(to_french(Money::euros(1'000)) + " connu le 01/12"));
  CHECK(lines()[1].due_on == day("2035-12-01"));
  CHECK_THAT(lines()[1].label, Catch::Contains(to_french(Money::euros(3'000))));
  funding.given_in("recovery:R-1", claiming(1'500), "2031-01-02T09:00:00Z");
  CHECK(lines()[0].met);
  CHECK_FALSE(lines()[1].met);
  CHECK_THAT(lines()[1].label, Catch::Contains(to_french(Money::euros(2'500)) + " non réclamés"));
  // A control that finds less takes from what was known last.
  control(8'500, "2031-01-05T09:00:00Z");
  REQUIRE(lines().size() == 2);
  CHECK(lines()[1].met);
  control(10'000, "2031-01-06T09:00:00Z");
  CHECK(lines().empty());
}

TEST_CASE("mie: what a judgment annulled is claimed again, within the time it opens", "[mie]") {
  auto const until = [](std::int64_t euros) {
    std::vector<std::string> days;
    auto funding = overpaid();
    auto const act = [&](EventBody body, std::string_view at) {
      funding.given_in("recovery:R-1", std::move(body), at);
    };
    act(claiming(euros), "2027-01-05T09:00:00Z");
    recovery::WithdrawalDecided withdrawal;
    withdrawal.amount_cents = Money::euros(euros);
    act(withdrawal, "2027-03-05T09:00:00Z");
    act(recovery::AppealDecided{recovery::AppealOutcome::annulled, day("2032-05-20")},
        "2032-05-20T09:00:00Z");
    for (auto const& one : funding.obligations("2032-06-01T09:00:00Z")) {
      if (one.key != "recovery.prescription") continue;
      CHECK_FALSE(one.met);
      days.push_back(one.due_on.text());
    }
    return days;
  };
  CHECK(until(1'000) == std::vector<std::string>{"2037-05-20"});
  // Nothing kept the rest from being claimed in time.
  CHECK(until(400) == std::vector<std::string>{"2037-05-20", "2031-12-01"});
}

/// What recoveries against a funding are for, and what became of them.
struct Claiming {
  Funding funding = overpaid();  ///< by 1 000 €, which a control of 01/12/2026 found

  void open(std::string_view recovery, std::int64_t euros, std::string_view at) {
    funding.given_in(recovery, claiming(euros), at);
  }
  void withdraw(std::string_view recovery, std::int64_t euros, std::string_view at) {
    recovery::WithdrawalDecided withdrawal;
    withdrawal.amount_cents = Money::euros(euros);
    funding.given_in(recovery, withdrawal, at);
  }
  void annul(std::string_view recovery, std::string_view judged_on, std::string_view at,
             recovery::AppealOutcome outcome = recovery::AppealOutcome::annulled) {
    funding.given_in(recovery, recovery::AppealDecided{outcome, day(judged_on)}, at);
  }
  /// "600 until 2037-05-20 met 2032-06-10", in euros, of each line.
  std::vector<std::string> lines(std::string_view at = "2034-01-10T09:00:00Z") const {
    std::vector<std::string> all;
    for (auto const& one : funding.obligations(at)) {
      if (one.key != "recovery.prescription") continue;
      auto text = one.label.substr(0, one.label.find(",00"));
      text = text.substr(std::string{"Trop-versé de "}.size()) + " until " + one.due_on.text();
      if (one.met) text += " met " + one.met->day().text();
      all.push_back(text);
      bool const by_judgment = one.source.find("jugement") != std::string::npos;
      CHECK(by_judgment == (one.due_on != day("2031-12-01")));
    }
    return all;
  }
};
using Lines = std::vector<std::string>;

TEST_CASE("mie: claimed again after a judgment, it was claimed in the time that opened", "[mie]") {
  Claiming claims;
  claims.open("recovery:R-1", 900, "2027-01-05T09:00:00Z");
  claims.withdraw("recovery:R-1", 900, "2027-03-05T09:00:00Z");
  claims.annul("recovery:R-1", "2032-05-20", "2032-05-28T09:00:00Z");
  CHECK(claims.lines() == Lines{"900 until 2037-05-20", "100 until 2031-12-01"});
  // By the day of the court, before the payer wrote its judgment down.
  claims.open("recovery:R-2", 300, "2032-05-25T09:00:00Z");
  claims.open("recovery:R-3", 600, "2033-03-01T09:00:00Z");
  CHECK(claims.lines() == Lines{"900 until 2037-05-20 met 2033-03-01", "100 until 2031-12-01"});
  claims.open("recovery:R-4", 100, "2033-04-01T09:00:00Z");
  CHECK(claims.lines() ==
        Lines{"900 until 2037-05-20 met 2033-03-01", "100 until 2031-12-01 met 2033-04-01"});
}

TEST_CASE("mie: a judgment gives time to what it annulled alone, and to that once", "[mie]") {
  Claiming claims;
  claims.open("recovery:R-1", 400, "2027-01-05T09:00:00Z");
  claims.withdraw("recovery:R-1", 400, "2027-03-05T09:00:00Z");
  SECTION("another claim stands") {
    claims.open("recovery:R-2", 600, "2027-02-05T09:00:00Z");
    CHECK(claims.lines() == Lines{"1\u202f000 until 2031-12-01 met 2027-02-05"});
    claims.annul("recovery:R-1", "2032-05-20", "2032-05-20T09:00:00Z");
    CHECK(claims.lines() == Lines{"400 until 2037-05-20", "600 until 2031-12-01 met 2027-02-05"});
    claims.open("recovery:R-3", 400, "2033-03-01T09:00:00Z");
    CHECK(claims.lines() ==
          Lines{"400 until 2037-05-20 met 2033-03-01", "600 until 2031-12-01 met 2027-02-05"});
  }
  SECTION("claimed again, it is annulled again") {
    claims.annul("recovery:R-1", "2028-05-20", "2028-05-20T09:00:00Z");
    claims.open("recovery:R-2", 300, "2028-06-01T09:00:00Z");
    claims.withdraw("recovery:R-2", 300, "2028-08-01T09:00:00Z");
    claims.annul("recovery:R-2", "2030-02-10", "2030-02-10T09:00:00Z");
    CHECK(claims.lines() ==
          Lines{"300 until 2035-02-10", "100 until 2033-05-20", "600 until 2031-12-01"});
  }
  SECTION("what a claim held beyond the excess takes what a judgment frees") {
    claims.open("recovery:R-2", 900, "2027-02-05T09:00:00Z");
    claims.annul("recovery:R-1", "2032-05-20", "2032-05-20T09:00:00Z");
    CHECK(claims.lines() == Lines{"900 until 2031-12-01 met 2027-02-05", "100 until 2037-05-20"});
  }
}

TEST_CASE("mie: what a judgment in part gave back is claimed again since that judgment", "[mie]") {
  Claiming claims;
  auto const part = recovery::AppealOutcome::partly_annulled;
  claims.open("recovery:R-1", 900, "2027-01-05T09:00:00Z");
  claims.withdraw("recovery:R-1", 900, "2027-03-05T09:00:00Z");
  claims.annul("recovery:R-1", "2032-05-20", "2032-05-28T09:00:00Z", part);
  // Until it is decided anew, it claims all it did
  CHECK(claims.lines() == Lines{"1\u202f000 until 2031-12-01"});
  claims.withdraw("recovery:R-1", 600, "2032-07-01T09:00:00Z");
  CHECK(claims.lines() == Lines{"700 until 2031-12-01", "300 until 2037-05-20"});
  SECTION("claimed again") {
    claims.open("recovery:R-2", 400, "2033-03-01T09:00:00Z");
    CHECK(claims.lines() ==
          Lines{"700 until 2031-12-01 met 2033-03-01", "300 until 2037-05-20 met 2033-03-01"});
  }
  SECTION("another court, another part, then the rest") {
    claims.annul("recovery:R-1", "2034-01-10", "2034-01-10T09:00:00Z", part);
    claims.withdraw("recovery:R-1", 500, "2034-03-01T09:00:00Z");
    CHECK(claims.lines() ==
          Lines{"600 until 2031-12-01", "100 until 2039-01-10", "300 until 2037-05-20"});
    claims.annul("recovery:R-1", "2035-01-10", "2035-01-10T09:00:00Z");
    CHECK(claims.lines() == Lines{"500 until 2040-01-10", "100 until 2039-01-10",
                                  "300 until 2037-05-20", "100 until 2031-12-01"});
  }
}

TEST_CASE("mie: what was paid too much is not told of once its control is erased", "[mie]") {
  auto funding = paid();
  funding.record(mie::ControlOpened{}, "2026-11-10T09:00:00Z");
  funding.given_erased(control_concluded({}), "2026-12-01T09:00:00Z");
  for (auto const& one : funding.obligations(august)) CHECK(one.key != "recovery.prescription");
}

}  // namespace
}  // namespace probant::test
