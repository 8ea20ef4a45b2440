// What every script shares: the nation, the stage, and the calendar as its actors know it, read
// from the rulebook. Below it, one story per dossier; the stories of a kind stand in one file.
#pragma once

#include <map>

#include "adapters/simulation/nation.hpp"
#include "adapters/simulation/people.hpp"
#include "adapters/simulation/proportions.hpp"
#include "adapters/simulation/stage.hpp"

namespace probant::simulation {

struct Span {
  Date opens_on;
  Date closes_on;
};

struct Calendar {
  explicit Calendar(Rulebook const& rules);

  Span candidacies;
  Date milestone_closes_on;
  Span projects;  ///< the opening is made known by event
  Date proofs_close_on;
  Date requests_close_on;
  Date conventions_close_on;
  Date costs_start_on;
  std::map<std::int64_t, Span> declarations;      ///< by year
  std::map<std::int64_t, Date> instruction_ends;  ///< by year
};

struct Play {
  Establishments const& establishments;
  Nation const& nation;
  Stage& stage;
  Calendar calendar;
  int recoveries = 0;  ///< opened so far: numbers the next one
  int appeals = 0;     ///< judged so far: the first annuls, so that something is given back
  int projects = 0;
};

/// One dossier's story. `act` proposes and goes on once recorded; `attempt` proposes what is known
/// to be wrong. Times are Paris office hours unless a script says otherwise.
class Story : public Script {
 protected:
  using Answer = Outcome;  ///< a recovery also has an outcome of its own
  using Then = std::function<void(Answer const&)>;

  Story(Play& play, DossierId dossier, Region region)
      : play_(play),
        dossier_(std::move(dossier)),
        region_(region),
        random_(play.stage.random(dossier_.text())) {}

  void act(Instant at, Actor const& actor, EventBody body, Then recorded = {});
  /// `answered` hears of a refusal as well.
  void put(Instant at, Actor const& actor, EventBody body, Reaction answered);
  void attempt(Instant at, Actor const& actor, EventBody body) { act(at, actor, std::move(body)); }
  /// Corrects one field of an event of this dossier.
  void correct(Instant at, Actor const& actor, Position position, std::string path, Scalar was,
               Scalar becomes);

  bool chance(Share share) { return random_.chance(share); }
  /// The first day worked in the region from `low` to `high` days after `day`, or just after.
  Date later(Date day, std::int64_t low, std::int64_t high);
  /// A day of the span, more likely towards its end.
  Date towards_the_end(Span span);
  /// Office hours of that day, Paris.
  Instant hour(Date day) { return from(day, 8 * 3600, 18 * 3600); }
  /// Any moment of that day, Paris.
  Instant moment(Date day) { return from(day, 0, 23 * 3600); }
  Instant just_before(Date day) { return from(day.plus_days(-1), 20 * 3600, 23 * 3600 - 1); }
  Instant just_after(Date day) { return from(day.plus_days(1), 0, 2 * 3600); }
  AdministrativeDecision by_ars(Date day) { return ars_decision(region_, day, random_); }
  AdministrativeDecision by_ans(Date day) { return ans_decision(day, random_); }
  /// Another region's ARS.
  Actor wrong_ars() const;
  View view() const {
    return {play_.stage.world(), dossier_, play_.stage.world().last_recorded_at()};
  }
  template <class State>
  State const& state() const {
    static State const none;
    auto const* found = play_.stage.world().state<State>(dossier_);
    return found ? *found : none;
  }

  Play& play_;
  DossierId dossier_;
  Region region_;
  Random random_;

 private:
  Instant from(Date day, std::int64_t low, std::int64_t high) {
    return start_of_paris_day(day).plus_seconds(random_.between(low, high));
  }
};

// Each adds its stories to the stage; what follows from them comes by itself.
void record_register(Play& play);
void keep_calendar(Play& play);
void play_candidacies(Play& play);
void play_projects(Play& play);
void make_general_mistakes(Play& play);

/// Starts the funding of a candidate whose candidacy has just been validated.
void play_funding(Play& play, Candidate const& candidate, Date validated_on);
/// A request proposed before the candidacy is validated.
void request_too_soon(Play& play, Candidate const& candidate, Date day);
/// Recovers `amount` paid in a dossier: `grounds` are French.
void play_recovery(Play& play, DossierId const& against, Region region, recovery::Cause cause,
                   Money amount, Date day, std::string grounds);

}  // namespace probant::simulation
