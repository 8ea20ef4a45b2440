#include "projections/deadlines.hpp"

#include <algorithm>
#include <tuple>

#include "engine/kernel/procedure.hpp"
#include "projections/json_object.hpp"
#include "projections/readership.hpp"

namespace probant {
namespace {

DeadlineState state_of(Obligation const& obligation, Instant due_at, Instant at,
                       std::int64_t days_left, std::int64_t due_soon_days) {
  if (obligation.met) {
    return obligation.met->occurred_at <= due_at ? DeadlineState::met : DeadlineState::met_late;
  }
  if (obligation.cancelled) return DeadlineState::cancelled;
  if (obligation.opens_on && paris_day(at) < *obligation.opens_on) return DeadlineState::upcoming;
  if (at > due_at) return DeadlineState::overdue;
  return days_left <= due_soon_days ? DeadlineState::due_soon : DeadlineState::open;
}

Deadline compare(Obligation&& obligation, Dossier const& dossier, std::optional<Region> region,
                 View const& view) {
  Deadline deadline;
  deadline.dossier = dossier.id;
  deadline.programme = name_of(dossier.id.kind);
  deadline.due_on = obligation.due_on;
  deadline.due_at = end_of_paris_day(obligation.due_on);
  auto const days_left = view.day().days_until(obligation.due_on);
  deadline.state = state_of(obligation, deadline.due_at, view.at(), days_left,
                            view.rules().integer("deadline.due_soon_days"));
  if (!obligation.met && !obligation.cancelled) deadline.days_left = days_left;
  if (obligation.met) {
    deadline.met_at = obligation.met->occurred_at;
    deadline.met_by_position = obligation.met->position;
  }
  deadline.key = std::move(obligation.key);
  deadline.label = std::move(obligation.label);
  deadline.responsible = std::move(obligation.responsible);
  deadline.region = region;
  deadline.opens_on = obligation.opens_on;
  deadline.source = std::move(obligation.source);
  deadline.extended_from = obligation.extended_from;
  return deadline;
}

bool wanted(Deadline const& deadline, DeadlineFilter const& filter) {
  return (!filter.region || deadline.region == filter.region) &&
         (!filter.responsible || deadline.responsible == *filter.responsible) &&
         (!filter.state || deadline.state == *filter.state);
}

}  // namespace

std::vector<Deadline> deadlines_of(World const& world, Dossier const& dossier, Instant at) {
  View const view{world, dossier.id, at};
  std::vector<Obligation> obligations;
  std::visit([&](auto const& state) { add_obligations(state, view, obligations); }, dossier.state);
  std::vector<Deadline> found;
  if (obligations.empty()) return found;
  auto const region = competence_of(world, dossier, at).region;
  for (auto& obligation : obligations) {
    auto deadline = compare(std::move(obligation), dossier, region, view);
    deadline.number = 1 + static_cast<int>(std::ranges::count(found, deadline.key, &Deadline::key));
    found.push_back(std::move(deadline));
  }
  return found;
}

std::vector<Deadline> deadlines(World const& world, Instant at, DeadlineFilter const& filter) {
  std::vector<Deadline> found;
  auto const add = [&](Dossier const& dossier) {
    for (auto& deadline : deadlines_of(world, dossier, at)) {
      if (wanted(deadline, filter)) found.push_back(std::move(deadline));
    }
  };
  if (filter.dossier) {
    if (auto const* one = world.find(*filter.dossier)) add(*one);
  } else {
    for (auto const* dossier : world.dossiers()) add(*dossier);
  }
  // They are large: each is moved once.
  std::vector<Deadline*> order;
  order.reserve(found.size());
  for (auto& deadline : found) order.push_back(&deadline);
  std::ranges::stable_sort(order, {}, [](Deadline const* deadline) {
    return std::tie(deadline->due_on, deadline->dossier, deadline->key);
  });
  std::vector<Deadline> sorted;
  sorted.reserve(found.size());
  for (auto* deadline : order) sorted.push_back(std::move(*deadline));
  return sorted;
}

std::string to_json(Deadline const& deadline) {
  JsonObject object;
  object.text("dossier", deadline.dossier.text())
      .text("programme", deadline.programme)
      .text("key", deadline.key)
      .text("label", deadline.label)
      .text("responsible", deadline.responsible)
      .text_or_null("region", deadline.region)
      .text_or_null("opens_on", deadline.opens_on)
      .text("due_on", deadline.due_on.text())
      .text("due_at", deadline.due_at.text())
      .text("state", name_of(deadline.state))
      .number_or_null("days_left", deadline.days_left)
      .text_or_null("met_at", deadline.met_at)
      .number_or_null("met_by_position", deadline.met_by_position)
      .text("source", deadline.source)
      .text_or_null("extended_from", deadline.extended_from);
  return object.json();
}

}  // namespace probant
