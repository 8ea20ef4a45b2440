#include "adapters/simulation/play.hpp"

#include <algorithm>

#include "engine/rules/legal_calendar.hpp"

namespace probant::simulation {
namespace {

constexpr int projects_open_after_days = 12;  ///< of the earliest day allowed

}  // namespace

Calendar::Calendar(Rulebook const& rules)
    : candidacies{rules.date("calendar.hospiconnect.window.opens_on"),
                  rules.date("calendar.hospiconnect.window.closes_on")},
      milestone_closes_on(rules.date("calendar.hospiconnect.milestone.closes_on")),
      projects{rules.date("calendar.aap.window.earliest_open").plus_days(projects_open_after_days),
               rules.date("calendar.aap.window.closes_on")},
      proofs_close_on(rules.date("calendar.aap.proofs.closes_on")),
      requests_close_on(rules.date("calendar.mie.request.closes_on")),
      conventions_close_on(rules.date("calendar.mie.convention.closes_on")),
      costs_start_on(rules.date("mie.eligibility.starts_on")) {
  for (auto const year : rules.integers("mie.campaign_years")) {
    auto const key = std::to_string(year);
    declarations[year] = {rules.date("calendar.mie.declaration." + key + ".opens_on"),
                          rules.date("calendar.mie.declaration." + key + ".closes_on")};
    instruction_ends[year] = rules.date("calendar.mie.instruction." + key + ".closes_on");
  }
}

void Story::put(Instant at, Actor const& actor, EventBody body, Reaction answered) {
  Proposal proposal;
  proposal.dossier = dossier_;
  proposal.actor = actor;
  proposal.occurred_at = at;
  proposal.event.body = std::move(body);
  play_.stage.propose(std::move(proposal), std::move(answered));
}

void Story::act(Instant at, Actor const& actor, EventBody body, Then recorded) {
  if (!recorded) return put(at, actor, std::move(body), {});
  put(at, actor, std::move(body), [then = std::move(recorded)](Outcome const& outcome) {
    if (outcome.kind == OutcomeKind::recorded) then(outcome);
  });
}

void Story::correct(Instant at, Actor const& actor, Position position, std::string path, Scalar was,
                    Scalar becomes) {
  transverse::CorrectionRecorded correction;
  correction.position = position;
  correction.corrections.push_back({std::move(path), std::move(was), std::move(becomes)});
  correction.grounds = "Erreur de saisie signalée par l'établissement, pièce à l'appui.";
  act(at, actor, std::move(correction));
}

Date Story::later(Date day, std::int64_t low, std::int64_t high) {
  return next_working_day(day.plus_days(random_.between(low, high)), holiday_zone(region_));
}

Date Story::towards_the_end(Span span) {
  auto const days = span.opens_on.days_until(span.closes_on);
  return span.opens_on.plus_days(std::max(random_.between(0, days), random_.between(0, days)));
}

Actor Story::wrong_ars() const {
  constexpr std::string_view one = "11";
  constexpr std::string_view other = "84";
  return ars(*Region::parse(region_.text() == one ? other : one));
}

}  // namespace probant::simulation
