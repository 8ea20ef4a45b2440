#include <random>

#include "tests/engine/aap/projects.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

constexpr std::string_view december = "2026-12-01T08:00:00Z";
constexpr std::string_view september = "2027-09-01T08:00:00Z";

Money ordered(Scenario<AapState> const& scenario, std::int64_t instalment, std::string_view at) {
  return scenario.when(order(instalment), at).accepted().as<aap::InstalmentOrdered>().amount_cents;
}

}  // namespace

TEST_CASE("aap: the first instalment needs selection and convention", "[aap][instalment]") {
  auto scenario = filed();
  scenario.when(order(1), december).refused_with({"not_allowed_now"});
  scenario.record(selected(3'000'000), "2026-06-15T08:00:00Z");
  scenario.when(order(1), december)
      .refused_with({"convention_missing"})
      .citing("calendar.aap.steps");
  scenario.record(convention(), "2026-07-02T08:00:00Z");
  CHECK(ordered(scenario, 1, december) == Money::cents(1'500'000));
}

TEST_CASE("aap: an odd cent goes to the second instalment", "[aap][instalment]") {
  auto scenario = granted(2'999'999);
  auto const first = scenario.record(order(1), december).as<aap::InstalmentOrdered>();
  CHECK(first.amount_cents == Money::cents(1'499'999));
  CHECK(first.explanation.rule == Line{"aap.first_instalment.rule"});
  scenario.record(proofs(), "2027-06-01T08:00:00Z");
  scenario.record(attained(), september);
  auto const second = scenario.record(order(2), september).as<aap::InstalmentOrdered>();
  CHECK(second.amount_cents == Money::cents(1'500'000));
  REQUIRE(second.explanation.operands);
  CHECK(second.explanation.operands->size() == 2);
}

TEST_CASE("aap: a payment reference told twice in a project deserves attention",
          "[aap][instalment]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), december);
  scenario.record(payment(1, "2026-12-10"), "2026-12-10T08:00:00Z");
  scenario.record(proofs(), "2027-06-01T08:00:00Z");
  scenario.record(attained(), september);
  scenario.record(order(2), september);
  auto second = payment(2, "2027-09-10");
  scenario.when(second, "2027-09-10T08:00:00Z").without_warning();
  second.payment_reference = payment(1, "2026-12-10").payment_reference;
  scenario.when(second, "2027-09-10T08:00:00Z").accepted().warning("payment_reference_reused");
}

TEST_CASE("aap: the two instalments make the grant, the first never above half",
          "[aap][instalment]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random{seed};
  std::uniform_int_distribution<std::int64_t> cents{2, 3'500'000};
  for (int i = 0; i < 20; ++i) {
    auto const grant = cents(random);
    INFO("grant " << grant);
    auto scenario = granted(grant);
    auto const first = scenario.record(order(1), december).as<aap::InstalmentOrdered>();
    scenario.record(proofs(), "2027-06-01T08:00:00Z");
    scenario.record(attained(), september);
    auto const second = ordered(scenario, 2, september);
    CHECK(first.amount_cents + second == Money::cents(grant));
    CHECK(first.amount_cents <= second);
    CHECK(second - first.amount_cents <= Money::cents(1));
  }
}

TEST_CASE("aap: half of one cent is nothing to pay; the cent comes with attainment",
          "[aap][instalment]") {
  auto scenario = granted(1);
  scenario.when(order(1), december).refused_with({"nothing_payable"});
  scenario.record(proofs(), "2027-06-01T08:00:00Z");
  scenario.record(attained(), september);
  CHECK(ordered(scenario, 2, september) == Money::cents(1));
}

TEST_CASE("aap: the second instalment needs attainment and the first", "[aap][instalment]") {
  granted(3'000'000)
      .when(order(2), december)
      .refused_with({"attainment_not_certified", "not_allowed_now"});
  auto scenario = proven(3'000'000);
  scenario.when(order(2), september)
      .refused_with({"attainment_not_certified"})
      .citing("aap.second_instalment.rule");
  auto refused = proven(3'000'000);
  refused.record(not_attained(), september);
  refused.when(order(2), september).refused_with({"attainment_not_certified"});
  scenario.record(attained(), september);
  CHECK(ordered(scenario, 2, september) == Money::cents(1'500'000));

  auto first_forgotten = granted(3'000'000);
  first_forgotten.record(proofs(), "2027-06-01T08:00:00Z");
  first_forgotten.record(attained(), september);
  first_forgotten.when(order(2), september).refused_with({"not_allowed_now"});
  first_forgotten.record(order(1), september);
  CHECK(ordered(first_forgotten, 2, september) == Money::cents(1'500'000));
}

TEST_CASE("aap: an instalment is ordered once and paid once", "[aap][instalment]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), december);
  scenario.when(order(1), december).refused_with({"not_allowed_now"}).saying("première tranche");
  scenario.record(payment(1, "2026-12-01"), december);
  scenario.when(order(1), december).refused_with({"not_allowed_now"});
  scenario.when(payment(1, "2026-12-01"), december).refused_with({"not_allowed_now"});
}

TEST_CASE("aap: nothing is paid that was not ordered", "[aap][instalment]") {
  auto scenario = granted(3'000'000);
  scenario.when(payment(1, "2026-12-01"), december).refused_with({"not_allowed_now"});
  scenario.record(order(1), december);
  scenario.when(payment(2, "2026-12-01"), december).refused_with({"not_allowed_now"});
}

TEST_CASE("aap: who orders does not pay", "[aap][instalment]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), december, actor("u-7", Role::ars_authorising_officer));
  for (auto const* same : {"u-7", "U-7"}) {
    scenario.when(payment(1, "2026-12-01"), december, actor(same, Role::ars_accounting_officer))
        .refused_with({"segregation_of_duties"});
  }
  auto const paid =
      scenario.when(payment(1, "2026-12-01"), december, actor("u-8", Role::ars_accounting_officer));
  CHECK(paid.accepted().as<aap::InstalmentPaid>().amount_cents == Money::cents(1'500'000));
}

TEST_CASE("aap: a payment is not dated in the future", "[aap][instalment]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), december);
  scenario.when(payment(1, "2026-12-01"), "2026-12-01T22:59:59Z").accepted();
  scenario.when(payment(1, "2026-12-02"), "2026-12-01T22:59:59Z")
      .refused_with({"occurred_in_future"});
  scenario.when(payment(1, "2026-12-02"), "2026-12-01T23:00:00Z").accepted();
}

TEST_CASE("aap: an order follows the convention, a payment its order", "[aap][instalment][order]") {
  auto scenario = granted(3'000'000);
  scenario.when(order(1), "2026-07-02T07:59:59Z").refused_with({"convention_missing"});
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  scenario.when(payment(1, "2026-12-01"), "2026-12-01T07:59:59Z")
      .refused_with({"not_allowed_now"})
      .citing("payment.order");
  scenario.when(payment(1, "2026-11-30"), "2026-12-02T08:00:00Z")
      .refused_with({"invalid_field"})
      .saying("data.paid_on");
  auto attained_project = proven(3'000'000);
  attained_project.record(attained(), "2027-09-01T08:00:00Z");
  attained_project.when(order(2), "2027-09-01T07:59:59Z")
      .refused_with({"attainment_not_certified"});
}

TEST_CASE("aap: a withdrawn project is paid nothing", "[aap][instalment]") {
  auto scenario = granted(3'000'000);
  scenario.record(withdrawn(), december);
  scenario.when(order(1), december).refused_with({"not_allowed_now"}).saying("retiré");
}

TEST_CASE("aap: an instalment ordered in another year than the texts' is signalled",
          "[aap][instalment]") {
  granted(3'000'000).when(order(1), "2026-12-31T22:59:59Z").accepted().without_warning();
  granted(3'000'000).when(order(1), "2026-12-31T23:00:00Z").accepted().warning("instalment_year");
}
