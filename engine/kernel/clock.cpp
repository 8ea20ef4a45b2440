// By which instants the log is written: they never go back, nor run away.
#include <algorithm>

#include "engine/kernel/engine.hpp"
#include "engine/kernel/pending.hpp"

namespace probant {
namespace {

/// What a clock that is being set right may go back without a word.
constexpr std::int64_t clock_tolerance_seconds = 1;
/// Ten years of 365.25 days: beyond the longest interval of the rules (retention), see log.clock.
constexpr std::int64_t clock_reach_seconds = 315'576'000;

}  // namespace

// recorded_at never goes back; that the clock did is a fact of its own, told once each time.
void Engine::note_clock(Pending& pending) {
  if (clock_ != ClockMode::wall) return;
  auto const shown = ports_.now();
  auto const last = world_.last_recorded_at();
  bool const back = shown.plus_seconds(clock_tolerance_seconds) < last;
  if (back && !clock_is_back_) {
    journal::ClockWentBack fact;
    fact.shown = shown.text();
    fact.last_recorded = last.text();
    append_journal(Event{std::move(fact), {}}, {"probant", Role::operator_, ""}, last, pending);
  }
  clock_is_back_ = back;
  if (back) pending.clock_behind = shown;
}

Instant Engine::Pending::effect_of(Proposal const& proposal, EventStore const& store,
                                   Instant recorded_at) const {
  if (proposal.occurred_at) return *proposal.occurred_at;
  if (!clock_behind) return recorded_at;
  auto last = *clock_behind;
  store.scan_dossier(proposal.dossier, [&](StoredEvent const& event) {
    last = std::max(last, event.occurred_at);
    return true;
  });
  for (auto const& event : batch.events) {
    if (event.dossier == proposal.dossier) last = std::max(last, event.occurred_at);
  }
  return std::min(last, recorded_at);
}

/// The log's clock never goes back, so one act dated far off would carry it there for good.
bool Engine::runs_away(Proposal const& proposal) const {
  auto const last = world_.last_recorded_at();
  if (clock_ == ClockMode::wall || world_.next_position() == 0) return false;
  auto const act = proposal.occurred_at.value_or(last);
  return act > last && act.plus_seconds(-clock_reach_seconds) > last;
}

Instant Engine::recording_instant(Proposal const& proposal) const {
  auto const last = world_.last_recorded_at();
  if (clock_ == ClockMode::wall) return std::max(ports_.now(), last);
  if (runs_away(proposal)) return last;
  return std::max(proposal.occurred_at.value_or(last), last);
}

}  // namespace probant
