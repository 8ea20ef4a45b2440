// AAP HOP'EN 2: who files which project, alone or with a neighbour. Its story is in
// project_story.cpp.
#include <algorithm>

#include "adapters/simulation/project_story.hpp"

namespace probant::simulation {
namespace {

constexpr std::array other_themes{aap::Theme::emergency_flow, aap::Theme::health_product_logistics,
                                  aap::Theme::working_time_hr};
/// Sites of one establishment in a project's perimeter, at most.
constexpr std::size_t most_sites = 6;

/// Decides which projects an establishment files; each then lives by itself.
class Filing {
 public:
  Filing(Play& play, SimulatedEntity const& lead, Pmsi pmsi, SimulatedEntity const* neighbour)
      : play_(play),
        lead_(lead),
        pmsi_(pmsi),
        neighbour_(neighbour),
        random_(play.stage.random("projects " + pmsi.text())) {}

  void start() {
    if (!random_.chance(share::files_project)) return;
    bool const paid = received_usage_payment();
    bool const catch_up = paid ? random_.chance(share::catch_up_despite_payment)
                               : random_.chance(share::catch_up_theme);
    file(catch_up ? aap::Theme::maturity_catch_up : random_.pick(other_themes));
    if (!random_.chance(share::second_project)) return;
    file(other_themes[0]);
    if (random_.chance(share::third_project)) file(other_themes[1]);
  }

 private:
  bool received_usage_payment() const {
    auto const* state = play_.stage.world().entity(lead_.number);
    if (!state) return false;
    return std::ranges::any_of(state->usage_payments,
                               [&](auto const& payment) { return payment.pmsi == pmsi_; });
  }

  static void add_sites(SimulatedEntity const& entity, Pmsi pmsi, ProjectPlan& plan) {
    std::size_t added = 0;
    for (auto const& site : entity.sites) {
      if (site.pmsi != pmsi || added == most_sites) continue;
      plan.perimeter.push_back({site.site, site.pmsi});
      ++added;
    }
  }

  void file(aap::Theme theme) {
    ProjectPlan plan;
    plan.lead = lead_.number;
    plan.region = lead_.region;
    plan.pmsi = pmsi_;
    plan.theme = theme;
    plan.in_ght = !lead_.ght.empty();
    add_sites(lead_, pmsi_, plan);
    if (neighbour_ && random_.chance(share::joint_project)) {
      auto const other = neighbour_->pmsi_numbers().front();
      add_sites(*neighbour_, other, plan);
      plan.in_ght = plan.in_ght || !neighbour_->ght.empty();
    }
    auto const number = std::to_string(++play_.projects);
    auto const reference =
        "SIM-" + std::string(5 - std::min<std::size_t>(4, number.size()), '0') + number;
    play_.stage.cast<ProjectStory>(play_, reference, std::move(plan)).start();
  }

  Play& play_;
  SimulatedEntity const& lead_;
  Pmsi pmsi_;
  SimulatedEntity const* neighbour_;
  Random random_;
};

/// The next entity of the same department, which a joint project brings in.
SimulatedEntity const* neighbour_of(Nation const& nation, std::size_t index) {
  if (index + 1 >= nation.entities.size()) return nullptr;
  auto const& next = nation.entities[index + 1];
  return next.department == nation.entities[index].department ? &next : nullptr;
}

void open_window(Play& play, Date known_on) {
  programme::WindowOpened opened;
  opened.key = "aap.window";
  opened.opens_on = play.calendar.projects.opens_on;
  opened.closes_on = play.calendar.projects.closes_on;
  opened.reason = "Ouverture du guichet de l'appel à projets sur Convergence (simulé).";
  opened.source = "Calendrier simulé";
  Proposal proposal;
  proposal.dossier = {DossierKind::programme, builtin_rulebook()->name()};
  proposal.actor = ans();
  proposal.occurred_at = start_of_paris_day(known_on).plus_seconds(10 * 3600);
  proposal.event.body = std::move(opened);
  play.stage.propose(std::move(proposal));
}

/// Days between the announcement and the opening.
constexpr int announced_before = 6;

}  // namespace

void play_projects(Play& play) {
  auto const announced = play.calendar.projects.opens_on.plus_days(-announced_before);
  open_window(play, announced);
  // Looked at then, not now: the register must be there.
  play.stage.look(start_of_paris_day(announced.plus_days(1)), [&play] {
    auto const& entities = play.nation.entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      for (auto const pmsi : entities[i].pmsi_numbers()) {
        Filing{play, entities[i], pmsi, neighbour_of(play.nation, i)}.start();
      }
    }
  });
}

}  // namespace probant::simulation
