// Entities that merge: a site that changes entity counts with one of them, whatever the order in
// which the register is told, and its workforce goes with it.
#include "engine/mie/workforce.hpp"
#include "engine/register/funded.hpp"
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view other = "750712184";
constexpr std::string_view other_site = "010000032";
constexpr std::string_view moved = "010780062";
constexpr std::string_view early = "2026-01-10T09:00:00Z";
constexpr std::string_view later = "2026-12-01T09:00:00Z";

std::string record_of(std::string_view number) { return "register:" + std::string{number}; }

reference::EntityRecorded with(std::string_view number,
                               std::initializer_list<std::string_view> all) {
  std::vector<reference::SiteRecord> sites;
  for (auto const site : all) sites.push_back(site_record(site, ""));
  return entity_recorded(number, std::move(sites));
}

/// 400 agents of the beneficiary, 50 of another entity, and 600 on the beneficiary's second site.
Funding before_the_merger(bool funded = false) {
  auto funding = funded ? under_convention(400) : Funding{funding_dossier};
  auto const tell = [&](std::string_view number, EventBody body) {
    funding.given_in(record_of(number), std::move(body), funded ? "2026-05-27T09:00:00Z" : early);
  };
  tell(beneficiary, with(beneficiary, {beneficiary_site, moved}));
  tell(other, with(other, {other_site}));
  tell(beneficiary, workforce(beneficiary_site, 2024, 400));
  tell(beneficiary, workforce(moved, 2024, 600));
  tell(other, workforce(other_site, 2024, 50));
  return funding;
}

std::int64_t agents(Funding const& funding, std::string_view number) {
  auto const* record = funding.world().entity(entity(number));
  REQUIRE(record);
  return counted_workforce(*record, *builtin_rulebook(), funding.view(later)).agents();
}

void check_counts(Funding const& funding, std::int64_t own, std::int64_t others) {
  CHECK(agents(funding, beneficiary) == own);
  CHECK(agents(funding, other) == others);
}

}  // namespace

TEST_CASE("merger: a moved site counts once, whichever entity is told first", "[mie][register]") {
  auto const receives = with(other, {other_site, moved});
  auto const loses = with(beneficiary, {beneficiary_site});
  auto funding = before_the_merger();
  check_counts(funding, 1000, 50);
  SECTION("first the one that receives") {
    funding.given_in(record_of(other), receives, later);
    check_counts(funding, 400, 650);
    funding.given_in(record_of(beneficiary), loses, later);
  }
  SECTION("first the one that loses") {
    funding.given_in(record_of(beneficiary), loses, later);
    check_counts(funding, 1000, 50);
    funding.given_in(record_of(other), receives, later);
  }
  check_counts(funding, 400, 650);
}

TEST_CASE("merger: an entity that no extract names any more counts for nothing",
          "[mie][register]") {
  auto funding = before_the_merger();
  funding.given_in(record_of(other), with(other, {other_site, moved, beneficiary_site}), later);
  check_counts(funding, 0, 1050);
}

TEST_CASE("merger: the workforce recorded last for a site counts", "[mie][register]") {
  auto funding = before_the_merger();
  funding.given_in(record_of(other), with(other, {other_site, moved}), later);
  funding.given_in(record_of(other), workforce(moved, 2024, 580), later);
  check_counts(funding, 400, 630);
  SECTION("also where it was recorded by the entity that had the site") {
    funding.given_in(record_of(beneficiary), workforce(moved, 2024, 590), later);
    check_counts(funding, 400, 640);
  }
  SECTION("also when the site comes back") {
    funding.given_in(record_of(beneficiary), with(beneficiary, {beneficiary_site, moved}), later);
    check_counts(funding, 980, 50);
    funding.given_in(record_of(other), with(other, {other_site}), later);
    check_counts(funding, 980, 50);
  }
}

TEST_CASE("merger: a record amended gives a site to nobody who has not named it last",
          "[mie][register]") {
  auto funding = before_the_merger();
  funding.given_in(record_of(other), with(other, {other_site, moved}), later);
  auto world = funding.world();
  world.replace(*world.find(dossier(record_of(beneficiary))));
  CHECK(world.last_owner(site(moved)) == entity(other));

  // The move was a mistake: corrected, it never was.
  auto amended = *world.find(dossier(record_of(other)));
  std::get<RegisterState>(amended.state).entity = with(other, {other_site});
  world.replace(amended);
  REQUIRE(world.last_owner(site(moved)) == entity(beneficiary));
  CHECK(world.site(site(moved)).entity->entity->entity == entity(beneficiary));
}

TEST_CASE("merger: what is ordered keeps its ceiling, and the rest goes with the site",
          "[mie][register]") {
  auto funding = before_the_merger(true);
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(15'000))});
  REQUIRE(pay(funding, 2026) == Money::euros(15'000));
  auto const move = with(other, {other_site, moved});
  SECTION("only the receiving entity is named") {}
  SECTION("and comes back") {
    funding.given_in(record_of(other), move, later);
    funding.given_in(record_of(beneficiary), with(beneficiary, {beneficiary_site, moved}), later);
    CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(20'000));
  }
  funding.given_in(record_of(other), move, later);
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(8'000));
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
}

TEST_CASE("merger: a site that came and went keeps what was ordered on it", "[mie][register]") {
  auto funding = before_the_merger(true);
  // The beneficiary receives the other's site, orders, and gives it back.
  auto const both = with(beneficiary, {beneficiary_site, moved, other_site});
  funding.given_in(record_of(beneficiary), both, "2026-06-01T09:00:00Z");
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(21'000))});
  REQUIRE(pay(funding, 2026) == Money::euros(21'000));
  funding.given_in(record_of(other), with(other, {other_site}), later);
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(20'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(21'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
}

TEST_CASE("merger: whoever records it is told which funded dossiers it touches",
          "[mie][register]") {
  auto funding = before_the_merger(true);
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(15'000))});
  pay(funding, 2026);
  auto const answer = [&](std::string_view number, EventBody body) {
    Proposal proposal;
    proposal.dossier = dossier(record_of(number));
    proposal.actor = actor("op-1", Role::operator_, "");
    Context const context{funding.world(), proposal, instant(later), instant(later)};
    Verdict verdict;
    auto told = body;
    auto const* known = funding.world().state<RegisterState>(proposal.dossier);
    auto const state = known ? *known : RegisterState{};
    decide(state, told, context, verdict);
    warn_of_funded(state, told, context, verdict);
    return Answer{std::move(verdict), std::move(told)};
  };
  // By the record of the entity that receives, be it new to the register.
  for (auto const number : {other, std::string_view{"970302022"}}) {
    answer(number, with(number, {other_site, moved}))
        .accepted()
        .warning("ceiling_changed")
        .saying("mie:010780054")
        .saying("Plafond calculé : " + to_french(Money::euros(8'000)));
  }
  // What the beneficiary receives raises its ceiling with the workforce declared elsewhere.
  answer(beneficiary, with(beneficiary, {beneficiary_site, moved, other_site}))
      .accepted()
      .warning("ceiling_changed")
      .saying("Plafond calculé : " + to_french(Money::euros(21'000)));
  // Once the site has gone, nothing more changes.
  funding.given_in(record_of(other), with(other, {other_site, moved}), later);
  auto const rest = answer(beneficiary, with(beneficiary, {beneficiary_site}));
  rest.accepted().without_warning();
}

}  // namespace probant::test
