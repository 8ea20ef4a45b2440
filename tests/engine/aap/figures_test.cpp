#include "engine/kernel/figures.hpp"

#include "tests/engine/aap/projects.hpp"
#include "tests/support/explanations.hpp"
#include "tests/support/rulebooks.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

constexpr std::string_view late = "2027-12-31T08:00:00Z";

Figures figures_of(Scenario<AapState> const& scenario, Tracing tracing = Tracing::off) {
  return figures(scenario.state(), scenario.view(late), tracing);
}
std::optional<Money> value(Figures const& all, Figure figure) {
  auto const& one = all[static_cast<std::size_t>(figure)];
  return one ? std::optional{one->value} : std::nullopt;
}
std::optional<Money> value(Scenario<AapState> const& scenario, Figure figure) {
  return value(figures_of(scenario), figure);
}
auto const cents = [](std::int64_t number) { return std::optional{Money::cents(number)}; };

}  // namespace

TEST_CASE("aap: nothing is known of a project not filed", "[aap][figures]") {
  Scenario<AapState> scenario{"aap:2026-0417"};
  scenario.given(extension_granted("aap.window", "2026-06-05"), "2026-05-28T08:00:00Z");
  CHECK_FALSE(value(scenario, Figure::ceiling_gross_cents));
  CHECK_FALSE(value(scenario, Figure::paid_cents));
  CHECK_FALSE(value(scenario, Figure::entitlement_cents));
}

TEST_CASE("aap: a filed project has a ceiling and no entitlement yet", "[aap][figures]") {
  auto const all = figures_of(filed());
  CHECK(value(all, Figure::ceiling_gross_cents) == cents(3'500'000));
  CHECK(value(all, Figure::ceiling_net_cents) == cents(3'500'000));
  CHECK_FALSE(value(all, Figure::entitlement_cents));
  CHECK_FALSE(value(all, Figure::overcompensation_cents));
  CHECK(value(all, Figure::ordered_cents) == cents(0));
  for (auto const figure :
       {Figure::declared_costs_cents, Figure::eligible_costs_cents, Figure::recognised_costs_cents,
        Figure::cards_deduction_cents, Figure::ceiling_published_cents}) {
    CHECK_FALSE(value(all, figure));
  }
}

TEST_CASE("aap: a project not selected is entitled to nothing known", "[aap][figures]") {
  auto scenario = filed();
  scenario.record(not_selected(), "2026-06-15T08:00:00Z");
  CHECK_FALSE(value(scenario, Figure::entitlement_cents));
}

TEST_CASE("aap: half is due until attainment is decided, and unverified once paid",
          "[aap][figures]") {
  auto scenario = granted(2'999'999);
  CHECK(value(scenario, Figure::entitlement_cents) == cents(1'499'999));
  CHECK(value(scenario, Figure::unverified_cents) == cents(0));
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  CHECK(value(scenario, Figure::ordered_cents) == cents(1'499'999));
  CHECK(value(scenario, Figure::paid_cents) == cents(0));
  scenario.record(payment(1, "2026-12-02"), "2026-12-02T08:00:00Z");
  CHECK(value(scenario, Figure::paid_cents) == cents(1'499'999));
  CHECK(value(scenario, Figure::unverified_cents) == cents(1'499'999));
  CHECK(value(scenario, Figure::overcompensation_cents) == cents(0));
}

TEST_CASE("aap: attainment makes the whole grant due", "[aap][figures]") {
  auto scenario = proven(2'999'999);
  scenario.record(attained(), "2027-09-01T08:00:00Z");
  scenario.record(order(2), "2027-10-01T08:00:00Z");
  scenario.record(payment(2, "2027-10-02"), "2027-10-02T08:00:00Z");
  CHECK(value(scenario, Figure::entitlement_cents) == cents(2'999'999));
  CHECK(value(scenario, Figure::paid_cents) == cents(2'999'999));
  CHECK(value(scenario, Figure::unverified_cents) == cents(0));
  CHECK(value(scenario, Figure::overcompensation_cents) == cents(0));
}

TEST_CASE("aap: refused attainment leaves the first half, which is not undue by itself",
          "[aap][figures]") {
  auto scenario = proven(3'000'000);
  scenario.record(not_attained(), "2027-09-01T08:00:00Z");
  CHECK(value(scenario, Figure::entitlement_cents) == cents(1'500'000));
  CHECK(value(scenario, Figure::unverified_cents) == cents(0));
  CHECK(value(scenario, Figure::overcompensation_cents) == cents(0));
}

TEST_CASE("aap: what was paid beyond the entitlement is overcompensation", "[aap][figures]") {
  auto scenario = proven(3'000'000);
  // As a correction of the grant folds: the first half paid is then more than half.
  scenario.given(selected(2'000'000), "2027-09-02T08:00:00Z");
  CHECK(value(scenario, Figure::entitlement_cents) == cents(1'000'000));
  CHECK(value(scenario, Figure::overcompensation_cents) == cents(500'000));
}

TEST_CASE("aap: a project withdrawn after selection is entitled to nothing", "[aap][figures]") {
  auto scenario = granted(3'000'000);
  scenario.record(withdrawn(), "2026-12-01T08:00:00Z");
  CHECK(value(scenario, Figure::entitlement_cents) == cents(0));
  CHECK(value(scenario, Figure::ceiling_net_cents));  // that of its category, all the same
}

TEST_CASE("aap: later activity does not move the ceiling of a filed project", "[aap][figures]") {
  auto scenario = filed();
  scenario.given_in(lead_register, activity_recorded(lead, 500'000, 2025), "2026-06-01T08:00:00Z");
  CHECK(value(scenario, Figure::ceiling_gross_cents) == cents(3'500'000));
  scenario.when(selected(3'500'001), "2026-06-15T08:00:00Z").refused_with({"amount_above_ceiling"});
}

TEST_CASE("aap: imposed rules move the ceiling and say so", "[aap][figures]") {
  auto rules = std::make_shared<Rulebook const>(
      support::builtin_with("aap.category.b.from_activity", "5000"));
  auto const recorded = filed();
  Scenario<AapState> imagined{"aap:2026-0417", rules};
  imagined.given(*recorded.state().project, filing_day);
  CHECK(value(imagined, Figure::ceiling_gross_cents) == cents(5'100'000));
}

TEST_CASE("aap: a corrected ceiling is taken as corrected", "[aap][figures]") {
  auto project = *filed().state().project;
  project.ceiling_cents = Money::cents(3'400'000);
  Scenario<AapState> scenario{"aap:2026-0417"};
  scenario.given(project, filing_day);
  CHECK(value(scenario, Figure::ceiling_gross_cents) == cents(3'400'000));
  scenario.when(selected(3'400'001), "2026-06-15T08:00:00Z").refused_with({"amount_above_ceiling"});
}

TEST_CASE("aap: every figure known carries its tree, and the same value without one",
          "[aap][figures]") {
  auto scenario = proven(2'999'999);
  auto const traced = figures_of(scenario, Tracing::on);
  auto const plain = figures_of(scenario);
  for (std::size_t i = 0; i < figure_count; ++i) {
    INFO(Names<Figure>::values[i]);
    REQUIRE(traced[i].has_value() == plain[i].has_value());
    if (!traced[i]) continue;
    CHECK(traced[i]->value == plain[i]->value);
    CHECK_FALSE(plain[i]->tree);
    REQUIRE(traced[i]->tree);
    CHECK(traced[i]->tree->value.value == Scalar{traced[i]->value.cents()}.value);
    CHECK(support::holds(*traced[i]->tree));
  }
}
