#include "adapters/simulation/stage.hpp"

#include <algorithm>

namespace probant::simulation {
namespace {

/// Proposals put to the engine at once.
constexpr std::size_t batch_size = 4096;

}  // namespace

Instant Stage::add(Instant at, Entry entry) {
  at = std::max(at, earliest_);
  queue_.emplace(std::pair{at, sequence_++}, std::move(entry));
  return at;
}

void Stage::look(Instant at, Step step) { add(at, std::move(step)); }

void Stage::propose(Proposal proposal, Reaction react) {
  auto const at = std::max(proposal.occurred_at.value_or(earliest_), earliest_);
  proposal.occurred_at = at;
  if (proposal.id.empty()) proposal.id = "sim-" + std::to_string(sequence_);
  add(at, Line{std::move(proposal), std::move(react)});
}

void Stage::play(OnDay const& on_day) {
  while (!queue_.empty() && queue_.begin()->first.first <= until_) {
    play_day();
    if (on_day) on_day(earliest_);
  }
}

void Stage::play_day() {
  auto const day = paris_day(queue_.begin()->first.first);
  auto const end = std::min(end_of_paris_day(day), until_);
  std::vector<Line> lines;
  while (!queue_.empty() && queue_.begin()->first.first <= end) {
    auto node = queue_.extract(queue_.begin());
    if (auto* step = std::get_if<Step>(&node.mapped())) {
      earliest_ = node.key().first;
      (*step)();
    } else {
      lines.push_back(std::move(std::get<Line>(node.mapped())));
    }
  }
  earliest_ = start_of_paris_day(day.plus_days(1));
  put(lines);
}

void Stage::put(std::vector<Line>& lines) {
  for (std::size_t from = 0; from < lines.size(); from += batch_size) {
    auto const to = std::min(from + batch_size, lines.size());
    std::vector<Proposal> proposals;
    proposals.reserve(to - from);
    for (auto i = from; i < to; ++i) proposals.push_back(std::move(lines[i].proposal));
    auto const outcomes = engine_.record(proposals);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      count(outcomes[i]);
      if (auto const& react = lines[from + i].react) react(outcomes[i]);
    }
  }
}

void Stage::count(Outcome const& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::recorded:
      ++tally_.recorded;
      ++tally_.by_type[*event_type(outcome.type)];
      break;
    case OutcomeKind::duplicate:
      ++tally_.duplicates;
      break;
    case OutcomeKind::refused:
    case OutcomeKind::invalid: {
      if (outcome.reasons.front().code == ReasonCode::store_read_only) {
        throw StoreError(outcome.reasons.front().message);
      }
      ++tally_.refused;
      std::vector<ReasonCode> told;
      for (auto const& reason : outcome.reasons) {
        if (std::ranges::find(told, reason.code) != told.end()) continue;
        told.push_back(reason.code);
        ++tally_.refusals[reason.code];
      }
      break;
    }
  }
}

}  // namespace probant::simulation
