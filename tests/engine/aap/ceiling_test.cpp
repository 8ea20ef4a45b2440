#include "tests/engine/aap/projects.hpp"
#include "tests/support/explanations.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

aap::ProjectFiled filed_with_activity(std::int64_t combined) {
  auto scenario = ready();
  scenario.given_in(lead_register, activity_recorded(lead, combined), register_day);
  return scenario.record(project(), filing_day).as<aap::ProjectFiled>();
}

}  // namespace

TEST_CASE("aap: a category starts at its lower bound", "[aap][ceiling]") {
  struct Expected {
    std::int64_t activity;
    aap::Category category;
    std::int64_t ceiling_euros;
  };
  for (auto const& [activity, category, euros] : {Expected{0, aap::Category::A, 35'000},
                                                  {6'999, aap::Category::A, 35'000},
                                                  {7'000, aap::Category::B, 51'000},
                                                  {59'999, aap::Category::B, 51'000},
                                                  {60'000, aap::Category::C, 85'000},
                                                  {229'999, aap::Category::C, 85'000},
                                                  {230'000, aap::Category::D, 205'000},
                                                  {1'000'000'000, aap::Category::D, 205'000}}) {
    DYNAMIC_SECTION("activity " << activity) {
      auto const filed = filed_with_activity(activity);
      CHECK(filed.category == category);
      CHECK(filed.ceiling_cents == Money::euros(euros));
    }
  }
}

TEST_CASE("aap: the activity of distinct FINESS PMSI is added up", "[aap][ceiling]") {
  auto scenario = ready();
  scenario.given_in(lead_register, activity_recorded(lead, 5'000), register_day)
      .given_in(partner_register, activity_recorded(partner, 2'000), register_day);
  auto const filed = scenario.when(project({lead, partner}), filing_day).as<aap::ProjectFiled>();
  CHECK(filed.category == aap::Category::B);
}

TEST_CASE("aap: two sites of one FINESS PMSI bring its activity once", "[aap][ceiling]") {
  auto scenario = ready();
  scenario.given_in(lead_register,
                    entity_recorded(lead_entity_number,
                                    {site_record(lead, lead), site_record("010000032", lead)}),
                    register_day);
  auto filed = project();
  filed.perimeter.push_back({site("010000032"), pmsi(lead)});
  CHECK(scenario.when(filed, filing_day).accepted().as<aap::ProjectFiled>().category ==
        aap::Category::A);
}

TEST_CASE("aap: the latest year recorded counts, whatever the order of recording",
          "[aap][ceiling]") {
  auto scenario = ready();
  scenario.given_in(lead_register, activity_recorded(lead, 7'000, 2025), register_day)
      .given_in(lead_register, activity_recorded(lead, 900'000, 2023), register_day);
  auto const answer = scenario.when(project(), filing_day);
  CHECK(answer.as<aap::ProjectFiled>().category == aap::Category::B);
}

TEST_CASE("aap: a missing activity is refused, naming the establishment", "[aap][ceiling]") {
  auto scenario = ready();
  scenario.given_in("register:690000021",
                    entity_recorded("690000021", {site_record("690000039", "690000039")}),
                    register_day);
  scenario.when(project({lead, "690000039"}), filing_day)
      .refused_with({"combined_activity_missing"})
      .saying("690000039")
      .citing("aap.combined_activity.sum");
}

TEST_CASE("aap: the ceiling may be requested, not a cent more", "[aap][ceiling]") {
  auto filed = project();
  filed.requested_cents = Money::cents(3'500'000);
  ready().when(filed, filing_day).accepted();
  filed.requested_cents = Money::cents(3'500'001);
  ready()
      .when(filed, filing_day)
      .refused_with({"amount_above_ceiling"})
      .citing("aap.ceiling.a_cents");
}

TEST_CASE("aap: the ceiling explains itself down to events and rules", "[aap][ceiling]") {
  auto scenario = ready();
  scenario.given_in(lead_register, activity_recorded(lead, 7'000, 2025), register_day);
  auto const filed = scenario.record(project({lead, partner}), filing_day).as<aap::ProjectFiled>();
  auto const& tree = filed.explanation;
  CHECK(tree.value.value == Scalar{std::int64_t{5'100'000}}.value);
  CHECK(tree.unit == Unit::cents);
  REQUIRE(tree.formula);
  CHECK(tree.formula->value ==
        "premier élément retenu : catégorie B, 7000 ≤ activité combinée < 60000");
  REQUIRE(tree.operands);
  REQUIRE(tree.operands->size() == 4);
  CHECK(tree.operands->at(0).rule == Line{"aap.ceiling.b_cents"});
  CHECK(tree.operands->at(0).source.has_value());
  auto const& sum = tree.operands->at(1);
  CHECK(sum.value.value == Scalar{std::int64_t{12'000}}.value);
  CHECK(sum.rule == Line{"aap.combined_activity.sum"});
  REQUIRE(sum.operands);
  REQUIRE(sum.operands->size() == 2);
  for (auto const& term : *sum.operands) CHECK(term.position.has_value());
  CHECK(sum.operands->front().label.value == "Activité combinée 2025 de 010000024");
  CHECK(tree.operands->at(2).rule == Line{"aap.category.b.from_activity"});
  CHECK(tree.operands->at(3).rule == Line{"aap.category.c.from_activity"});
  CHECK(support::holds(tree));
}
