// Who reads a project: its lead, those of its perimeter, and nobody else's establishment.
#include "projections/readership.hpp"

#include "tests/support/scenario.hpp"

namespace probant::test {
namespace {

constexpr std::string_view project_text = "aap:2026-P1";
constexpr std::string_view at = "2026-05-20T08:00:00Z";

Scenario<AapState> shared_project() {
  Scenario<AapState> scenario{project_text};
  for (auto const* const number : {"010780054", "690000005", "750712184"}) {
    auto site = std::string{number}.replace(2, 2, "00");
    scenario.given_in(std::string{"register:"} + number,
                      entity_recorded(number, {site_record(site, number)}), "2026-01-05T08:00:00Z");
  }
  aap::ProjectFiled project;
  project.lead_pmsi = pmsi("690000005");
  aap::PerimeterItem partner;
  partner.pmsi = pmsi("010780054");
  project.perimeter.push_back(partner);
  scenario.given(project, at);
  return scenario;
}

bool reads(Scenario<AapState> const& scenario, std::string const& entity) {
  Actor const reader{"u", Role::establishment, entity};
  return may_read(scenario.world(), *scenario.world().find(dossier(project_text)), reader,
                  instant(at));
}

TEST_CASE("readership: a project is read by all establishments that take part in it",
          "[readership]") {
  auto const scenario = shared_project();
  CHECK(reads(scenario, "690000005"));
  CHECK(reads(scenario, "010780054"));
  CHECK_FALSE(reads(scenario, "750712184"));
}

bool reads_refusals(Scenario<AapState> const& scenario, Role role, std::string const& whose) {
  Actor const reader{"u", role, whose};
  return may_read(scenario.world(), *scenario.world().find(dossier("refusals:aap:2026-P9")), reader,
                  instant(at));
}

transverse::ProposalRefused refused(std::string_view type, std::string_view code) {
  transverse::ProposalRefused event;
  event.type = Line{std::string{type}};
  transverse::RefusalReason reason;
  reason.code = Line{std::string{code}};
  event.reasons.push_back(reason);
  return event;
}

TEST_CASE("readership: who cannot begin a dossier reads of no attempt, whether it exists or not",
          "[readership]") {
  auto scenario = shared_project();
  auto const region = scenario.world().entity(entity("690000005"))->entity->region.text();
  auto const [type, code] = GENERATE(table<std::string_view, std::string_view>({
      {"dossier.legal_hold_set", "unknown_dossier"},
      {"dossier.legal_hold_set", "idempotency_conflict"},
      {"aap.project_filed", "forbidden_role"},
      {"recovery.opened", "not_competent_ars"},
      {"recovery.opened", "unknown_dossier"},
  }));
  scenario.given_in("refusals:aap:2026-P9", refused(type, code), at, Actor{"a", Role::ars, region});
  CHECK_FALSE(reads_refusals(scenario, Role::ars, region));
  CHECK(reads_refusals(scenario, Role::ans, ""));
}

TEST_CASE("readership: a first filing that was refused is read by who tried, if nobody else did",
          "[readership]") {
  auto scenario = shared_project();
  auto const refused_to = [&](Actor const& who) {
    scenario.given_in("refusals:aap:2026-P9", refused("aap.project_filed", "window_closed"), at,
                      who);
  };
  auto const region = scenario.world().entity(entity("690000005"))->entity->region.text();
  refused_to({"a", Role::establishment, "690000005"});
  CHECK(reads_refusals(scenario, Role::establishment, "690000005"));
  CHECK(reads_refusals(scenario, Role::ars, region));
  CHECK_FALSE(reads_refusals(scenario, Role::establishment, "750712184"));
  CHECK_FALSE(reads_refusals(scenario, Role::ars, "06"));
  refused_to({"b", Role::ars, region});
  CHECK(reads_refusals(scenario, Role::ars, region));
  CHECK_FALSE(reads_refusals(scenario, Role::establishment, "690000005"));
  refused_to({"c", Role::ans, region});
  CHECK_FALSE(reads_refusals(scenario, Role::ars, region));
  CHECK(reads_refusals(scenario, Role::ans, ""));
}

}  // namespace
}  // namespace probant::test
