#include "adapters/simulation/simulation.hpp"

#include "adapters/simulation/play.hpp"

namespace probant::simulation {

Tally simulate(Engine& engine, Establishments const& establishments, Plan const& plan,
               OnDay const& on_day) {
  auto const nation = make_nation(establishments, plan.scale, plan.seed);
  Stage stage{engine, plan.until, plan.seed};
  Play play{establishments, nation, stage, Calendar{*builtin_rulebook()}};
  record_register(play);
  keep_calendar(play);
  play_candidacies(play);
  play_projects(play);
  make_general_mistakes(play);
  stage.play(on_day);
  return stage.tally();
}

Instant beginning() { return start_of_paris_day(Date{2026, 1, 5}); }

}  // namespace probant::simulation
