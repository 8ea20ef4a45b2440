// What was done is measured against the dates and rules it was done under, whatever is decided
// later: guards 11 and 12 of the domain.
#include "tests/engine/aap/projects.hpp"
#include "tests/support/funding.hpp"
#include "tests/support/rulebooks.hpp"

namespace probant::test {
namespace {

constexpr std::string_view programme_dossier = "programme:hopen2-2026";
constexpr std::string_view later = "2026-12-01T09:00:00Z";

void move(Funding& funding, std::string key, std::string_view date, std::string_view at) {
  funding.given_in(programme_dossier, date_set(std::move(key), date), at);
}
void adopt(Funding& funding, std::string_view key, std::string_view value, std::string_view version,
           std::string_view at) {
  funding.given_in(programme_dossier,
                   support::adopted(support::builtin_toml_with(key, value), version), at);
}

/// Under convention, the built-in rules adopted before anything is declared.
Funding under_adopted_rules() {
  auto funding = under_convention(1000);
  funding.given_in(programme_dossier, support::adopted(std::string{builtin_rulebook_toml()}),
                   "2026-05-27T09:00:00Z");
  return funding;
}

std::vector<mie::CostLine> costs(std::int64_t euros) {
  return {cost("Lecteurs", "2026-04-22", Money::euros(euros))};
}

}  // namespace

TEST_CASE("in force: a date moved later leaves what was done in time in time", "[in_force]") {
  auto funding = under_convention();
  declare(funding, 2026, {});
  move(funding, "mie.convention", "2026-05-20", "2026-07-20T09:00:00Z");
  move(funding, "mie.declaration.2026", "2026-06-20", "2026-07-20T09:00:00Z");
  move(funding, "mie.declaration.2027", "2027-08-31", "2026-07-20T09:00:00Z");
  auto const convention = funding.obligation("mie.convention", later);
  CHECK(convention.due_on == day("2026-06-01"));
  CHECK(convention.met->day() <= convention.due_on);
  CHECK(funding.obligation("mie.declaration.2026", later).due_on == day("2026-07-15"));
  // What is still to be done follows the date in force.
  CHECK(funding.obligation("mie.declaration.2027", later).due_on == day("2027-08-31"));
}

TEST_CASE("in force: a date moved later leaves what was late late", "[in_force]") {
  auto funding = validated();
  funding.record(mie::ConventionSigned{mie::Party::ans, day("2026-06-10")}, "2026-06-10T09:00:00Z",
                 ans);
  funding.record(mie::ConventionSigned{mie::Party::beneficiary, day("2026-06-11")},
                 "2026-06-11T09:00:00Z");
  // Even one dated back to before the act: nobody knew of it then.
  move(funding, "mie.convention", "2026-06-30", "2026-05-30T09:00:00Z");
  auto const convention = funding.obligation("mie.convention", later);
  CHECK(convention.due_on == day("2026-06-01"));
  CHECK(convention.met->day() > convention.due_on);
}

TEST_CASE("in force: an extension counts for what is done after it", "[in_force]") {
  auto const signed_on = [](Funding& funding, std::string_view date) {
    funding.record(mie::ConventionSigned{mie::Party::ans, day("2026-05-29")},
                   "2026-05-29T09:00:00Z", ans);
    funding.given(extension_granted("mie.convention", "2026-06-15"), "2026-06-02T09:00:00Z");
    funding.record(mie::ConventionSigned{mie::Party::beneficiary, day(date)},
                   "2026-06-10T09:00:00Z");
    return funding.obligation("mie.convention", later);
  };
  auto under_it = validated();
  CHECK(signed_on(under_it, "2026-06-10").due_on == day("2026-06-15"));
  // The day of the extension itself is under it; the day before is not.
  auto same_day = validated();
  CHECK(signed_on(same_day, "2026-06-02").due_on == day("2026-06-15"));
  auto before = validated();
  auto const signed_before = signed_on(before, "2026-06-01");
  CHECK(signed_before.due_on == day("2026-06-01"));
  CHECK_FALSE(signed_before.extended_from);
}

TEST_CASE("in force: rules adopted later do not move what was certified and paid", "[in_force]") {
  auto funding = under_adopted_rules();
  certify(funding, 2026, costs(30'000));
  REQUIRE(pay(funding, 2026) == Money::euros(20'000));
  adopt(funding, "mie.rate_per_agent_cents", "1000", "2", "2027-01-10T09:00:00Z");
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(20'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(20'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});

  SECTION("a start of the period moved later neither takes a cost from what was attested") {
    adopt(funding, "mie.eligibility.starts_on", "2026-05-01", "3", "2027-01-11T09:00:00Z");
    CHECK(figure(funding, Figure::eligible_costs_cents) == Money::euros(30'000));
  }
  SECTION("what is attested under them follows them, and takes nothing away") {
    certify(funding, 2027, costs(1'000));
    CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(10'000));
    CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(20'000));
    CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
    auto const all = figures(funding.state(), funding.view("2029-01-01T00:00:00Z"), Tracing::on);
    auto const& entitlement = all[static_cast<std::size_t>(Figure::entitlement_cents)];
    CHECK(entitlement->tree->formula == Line{std::string{Formulas::largest}});
  }
}

TEST_CASE("in force: before any attestation the figures follow the rules of the day",
          "[in_force]") {
  auto funding = under_adopted_rules();
  declare(funding, 2026, costs(30'000));
  adopt(funding, "mie.rate_per_agent_cents", "1000", "2", "2026-08-10T09:00:00Z");
  CHECK(figure(funding, Figure::ceiling_net_cents, "2026-08-09T00:00:00Z") == Money::euros(20'000));
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(10'000));
}

TEST_CASE("in force: other rules imposed show everything under them", "[in_force]") {
  auto const half =
      std::make_shared<Rulebook const>(support::builtin_with("mie.rate_per_agent_cents", "1000"));
  auto funding = under_convention(1000, half);
  certify(funding, 2026, costs(30'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(10'000));
}

TEST_CASE("in force: a campaign that later rules leave out stays once declared", "[in_force]") {
  auto funding = under_adopted_rules();
  declare(funding, 2026, costs(10));
  adopt(funding, "mie.campaign_years", "[2027, 2028]", "2", "2026-08-10T09:00:00Z");
  CHECK(funding.obligation("mie.declaration.2026", later).met);
}

TEST_CASE("in force: a project keeps the ceiling of its filing, and cites it", "[in_force]") {
  auto scenario = projects::ready();
  scenario.given_in(programme_dossier, support::adopted(std::string{builtin_rulebook_toml()}),
                    "2026-05-02T08:00:00Z");
  scenario.record(projects::project(), projects::filing_day);
  scenario.given_in(
      programme_dossier,
      support::adopted(support::builtin_toml_with("aap.ceiling.a_cents", "2000000"), "2"),
      "2026-06-01T08:00:00Z");
  auto const all = figures(scenario.state(), scenario.view(later), Tracing::off);
  CHECK(all[static_cast<std::size_t>(Figure::ceiling_net_cents)]->value == Money::euros(35'000));
  scenario.when(projects::selected(3'500'001), "2026-06-15T08:00:00Z")
      .refused_with({"amount_above_ceiling"})
      .citing("aap.ceiling.a_cents")
      .saying("octroyez au plus 35\u202f000,00\u00a0€");
}

TEST_CASE("in force: rules known only after an act are not those of the act", "[in_force]") {
  World world;
  CHECK(world.rules_at(instant(later), 0).id() == builtin_rulebook()->id());
  auto funding = under_adopted_rules();
  auto const adopted_at = funding.world().next_position();
  adopt(funding, "aap.projects_per_pmsi", "3", "2", "2026-05-27T10:00:00Z");
  CHECK(funding.world().rules_at(instant(later)).version() == "2");
  CHECK(funding.world().rules_at(instant(later), adopted_at).version() == "1");
}

}  // namespace probant::test
