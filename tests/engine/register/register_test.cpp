// The register: facts of an entity in its own dossier, imports in theirs, and what the rest of the
// engine reads there.
#include "tests/support/scenario.hpp"

namespace probant::test {
namespace {

using Register = Scenario<RegisterState>;
using reference::GhtRole;
using reference::UsageProgramme;

constexpr std::string_view own = "010780054";
constexpr std::string_view own_dossier = "register:010780054";
constexpr std::string_view own_site = "010000024";
constexpr std::string_view january = "2026-01-05T08:00:00Z";
constexpr std::string_view june = "2026-06-05T08:00:00Z";

reference::EntityRecorded entity_with_site() {
  return entity_recorded(own, {site_record(own_site, own_site)});
}
Register recorded() {
  Register scenario{own_dossier};
  scenario.record(entity_with_site(), january);
  return scenario;
}
reference::WorkforceRecorded workforce(std::string_view of, std::optional<std::int64_t> salaried) {
  reference::WorkforceRecorded workforce{site(of), 2024, {}, {}};
  if (salaried) workforce.salaried = Count{*salaried};
  return workforce;
}
reference::UsagePaymentRecorded usage_payment(std::string_view number,
                                              std::string_view paid_on = "2024-01-01") {
  return {pmsi(number), UsageProgramme::sun_es, Money::cents(1), day(paid_on)};
}
reference::CeilingPublished ceiling(std::string_view number, std::int64_t cents = 4'000'000) {
  return {entity(number), Money::cents(cents), "liste de l'ANS"};
}
reference::ImportCompleted import_completed() {
  reference::ImportCompleted import;
  import.source = "finess-csv";
  import.file_name = "etalab.csv";
  return import;
}

TEST_CASE("register: an entity is recorded in the dossier of its number", "[register]") {
  Register const scenario{own_dossier};
  scenario.when(entity_with_site(), january).accepted().without_warning();
  scenario.when_in("register:750712184", entity_with_site(), january)
      .refused_with({"invalid_field"})
      .citing("register.entity")
      .saying("register:010780054");
}

TEST_CASE("register: a site stands once, and does not close before it opened", "[register]") {
  Register const scenario{own_dossier};
  auto const with = [](std::string_view opened, std::string_view closed) {
    auto entity = entity_with_site();
    entity.sites.front().opened = day(opened);
    entity.sites.front().closed = day(closed);
    return entity;
  };
  scenario.when(with("2020-01-01", "2020-01-01"), january).accepted();
  scenario.when(with("2020-01-02", "2020-01-01"), january)
      .refused_with({"invalid_field"})
      .saying("fermé avant");
  scenario
      .when(entity_recorded(own, {site_record(own_site, ""), site_record(own_site, "")}), january)
      .refused_with({"invalid_field"})
      .saying("deux fois");
}

TEST_CASE("register: a ceiling published in a group says whom it is for", "[register]") {
  Register scenario{own_dossier};
  auto support = entity_with_site();
  support.ght = Line{"ARA-01"};
  support.ght_role = GhtRole::support;
  scenario.record(support, january);
  scenario.when(ceiling(own), june).accepted().without_warning();
  auto member = entity_recorded("750712184", {});
  member.ght = support.ght;
  member.ght_role = GhtRole::member;
  scenario.record_in("register:750712184", member, january);
  scenario.when(ceiling(own), june)
      .accepted()
      .warning("ceiling_of_group")
      .citing("mie.ceiling.published_prevails");
  scenario.when_in("register:750712184", ceiling("750712184"), june)
      .accepted()
      .warning("ceiling_of_member")
      .citing("mie.ceiling.published_prevails")
      .saying("ARA-01");
  mie::FundingRequested request;
  request.beneficiary = entity("750712184");
  request.entities.push_back(request.beneficiary);
  scenario.given_in("mie:750712184", request, june);
  scenario.when_in("register:750712184", ceiling("750712184"), june).accepted().without_warning();
}

TEST_CASE("register: a GHT goes with a role in it", "[register]") {
  Register const scenario{own_dossier};
  auto entity = entity_with_site();
  entity.ght = Line{"ARA-01"};
  scenario.when(entity, january).refused_with({"invalid_field"});
  entity.ght_role = GhtRole::member;
  scenario.when(entity, january).accepted();
  entity.ght.reset();
  scenario.when(entity, january).refused_with({"invalid_field"});
}

TEST_CASE("register: a second support of one GHT is signalled", "[register]") {
  auto const supports = [](std::string_view number) {
    auto entity = entity_recorded(number, {});
    entity.ght = Line{"ARA-01"};
    entity.ght_role = GhtRole::support;
    return entity;
  };
  Register scenario{own_dossier};
  scenario.given_in("register:2A0000014", supports("2A0000014"), january);
  scenario.when(supports(own), january)
      .accepted()
      .warning("ght_second_support")
      .saying("2A0000014");
  scenario.when_in("register:2A0000014", supports("2A0000014"), june).accepted().without_warning();
}

TEST_CASE("register: numbers whose key fails are signalled, never refused", "[register]") {
  Register const scenario{"register:010000025"};
  scenario.when(entity_recorded("010000025", {}), january).accepted().warning("finess_key");
  Register const other{own_dossier};
  other.when(entity_recorded(own, {site_record("010000025", "")}), january)
      .accepted()
      .warning("finess_key");
  other.when(entity_recorded(own, {site_record(own_site, "010000025")}), january)
      .accepted()
      .warning("finess_key");
  auto const both = scenario.when(
      entity_recorded("010000025",
                      {site_record(own_site, "010000025"), site_record("010000033", "010000025")}),
      january);
  CHECK(std::ranges::count(both.verdict().warnings(), "finess_key", &Warning::code) == 2);
  Register const corsica{"register:2A0000014"};
  corsica.when(entity_recorded("2A0000014", {}), january).accepted().without_warning();
}

TEST_CASE("register: a site that changes entity is signalled", "[register]") {
  auto const scenario = recorded();
  scenario
      .when_in("register:750712184",
               entity_recorded("750712184", {site_record(own_site, own_site)}), june)
      .accepted()
      .warning("site_moved");
  scenario.when(entity_with_site(), june).accepted().without_warning();
}

TEST_CASE("register: a payment for use is recorded once it is made", "[register]") {
  auto const scenario = recorded();
  // The last second of 15 June in Paris: the day itself counts, the next does not.
  constexpr std::string_view evening = "2026-06-15T21:59:59Z";
  scenario.when(usage_payment(own_site, "2026-06-15"), evening).accepted();
  scenario.when(usage_payment(own_site, "2026-06-16"), evening)
      .refused_with({"occurred_in_future"})
      .citing("log.time")
      .saying("data.paid_on");
  scenario.when(usage_payment(own_site, "2026-06-16"), "2026-06-15T22:00:00Z").accepted();
}

TEST_CASE("register: facts are recorded of a known entity", "[register]") {
  Register const unknown{own_dossier};
  for (EventBody const& fact :
       {EventBody{workforce(own_site, 10)}, EventBody{activity_recorded(own_site, 7'000)},
        EventBody{usage_payment(own_site)}, EventBody{ceiling(own)}}) {
    INFO(catalogue[fact.index()].name);
    unknown.when(fact, june).refused_with({"unknown_entity"}).citing("register.entity");
    recorded().when(fact, june).accepted().without_warning();
  }
}

TEST_CASE("register: a workforce is that of a site of the entity", "[register]") {
  recorded()
      .when(workforce("970302022", 10), june)
      .refused_with({"unknown_site"})
      .citing("register.site");
}

TEST_CASE("register: activity of a number that no site bears is signalled", "[register]") {
  recorded().when(activity_recorded("970302022", 1), june).accepted().warning("pmsi_unmapped");
  recorded().when(usage_payment("970302022"), june).accepted().warning("pmsi_unmapped");
}

TEST_CASE("register: a ceiling is published in the dossier of its entity", "[register]") {
  recorded().when(ceiling("750712184"), june).refused_with({"invalid_field"});
}

TEST_CASE("register: imports have a dossier of their own", "[register]") {
  Register const imports{"register:imports"};
  imports.when(import_completed(), june).accepted();
  recorded().when(import_completed(), june).refused_with({"not_allowed_now"}).saying("imports");
  imports.when(entity_with_site(), june).refused_with({"not_allowed_now"});
  imports.when_in("register:ght-ARA-01", entity_with_site(), june)
      .refused_with({"not_allowed_now"})
      .citing("lifecycle.register");
}

TEST_CASE("register: not declared is not zero, and the last fact of a year counts", "[register]") {
  auto scenario = recorded();
  scenario.record(workforce(own_site, std::nullopt), june);
  auto const& declared = scenario.state().workforce.at(site(own_site)).at(2024);
  CHECK_FALSE(declared.salaried);
  CHECK_FALSE(declared.liberal);
  scenario.record(workforce(own_site, 0), june);
  CHECK(scenario.state().workforce.at(site(own_site)).at(2024).salaried == 0);
  scenario.record(activity_recorded(own_site, 6'999), june);
  scenario.record(activity_recorded(own_site, 7'000), june);
  scenario.record(activity_recorded(own_site, 5, 2023), june);
  auto const& years = scenario.state().activity.at(pmsi(own_site));
  CHECK(years.at(2024).combined == 7'000);
  CHECK(years.at(2023).combined == 5);
  scenario.record(ceiling(own, 1), june);
  scenario.record(ceiling(own, 2), june);
  CHECK(scenario.state().ceiling->amount == Money::cents(2));
}

TEST_CASE("register: what is recorded is found by site, number and group", "[register]") {
  auto scenario = recorded();
  auto const& world = scenario.world();
  CHECK(world.site(site(own_site)).entity == world.entity(entity(own)));
  CHECK(world.owners(pmsi(own_site)).size() == 1);
  CHECK(world.entity(entity("750712184")) == nullptr);

  auto leaves = entity_with_site();
  leaves.ght = Line{"ARA-01"};
  leaves.ght_role = GhtRole::support;
  scenario.record(leaves, june);
  CHECK(scenario.world().ght_members("ARA-01") == std::vector{entity(own)});
  leaves.ght = Line{"ARA-02"};
  leaves.sites.clear();
  scenario.record(leaves, june);
  CHECK(scenario.world().ght_members("ARA-01").empty());
  CHECK(scenario.world().site(site(own_site)).site == nullptr);
}

TEST_CASE("register: an activity of a year that is not over is signalled", "[register]") {
  auto const told = [](std::int64_t year, std::string_view at) {
    return recorded().when(activity_recorded(own_site, 7'000, year), at).accepted();
  };
  told(2026, "2026-12-31T22:59:59Z").warning("year_not_over");
  told(2026, "2026-12-31T23:00:00Z").without_warning();
  told(2042, june).warning("year_not_over");
  told(2025, june).without_warning();
}

TEST_CASE("register: what is possible next", "[register]") {
  auto const names = [](RegisterState const& state) {
    std::vector<std::string_view> all;
    for (auto const type : possible_events(state)) all.push_back(catalogue[type].name);
    return all;
  };
  using Names = std::vector<std::string_view>;
  CHECK(names(recorded().state()) ==
        Names{"register.entity_recorded", "register.workforce_recorded",
              "register.activity_recorded", "register.usage_payment_recorded",
              "register.ceiling_published"});
  Register imports{"register:imports"};
  imports.record(import_completed(), june);
  CHECK(names(imports.state()) == Names{"register.import_completed"});
  CHECK(recorded().obligations(june).empty());
  CHECK(phase_view(recorded().state()).phase == "recorded");
}

}  // namespace
}  // namespace probant::test
