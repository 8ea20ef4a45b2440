#include <algorithm>

#include "engine/kernel/fold.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/register/state.hpp"

namespace probant {
namespace {

std::optional<std::int64_t> number(std::optional<Count> const& count) {
  if (!count) return std::nullopt;
  return count->value;
}

/// A site that the new record leaves out was there all the same.
void record_entity(RegisterState& state, reference::EntityRecorded const& e, Position position) {
  if (state.entity) {
    for (auto const& site : state.entity->sites) state.past_sites.insert(site.site);
  }
  for (auto const& site : e.sites) state.past_sites.erase(site.site);
  state.entity = e;
  state.entity_position = position;
}

void record_workforce(RegisterState& state, reference::WorkforceRecorded const& e,
                      Position position) {
  auto const [place, fresh] = state.workforce[e.site].try_emplace(e.year);
  if (!fresh) state.former_workforce.push_back({e.site, e.year, place->second, position});
  place->second = {number(e.salaried), number(e.liberal), position};
}

void record_activity(RegisterState& state, reference::ActivityRecorded const& e,
                     Position position) {
  auto const [place, fresh] = state.activity[e.pmsi].try_emplace(e.year);
  if (!fresh) state.former_activity.push_back({e.pmsi, e.year, place->second, position});
  place->second = {e.combined_activity, e.source.value, position};
}

/// The figure that held at a position: the last, or one that another has taken the place of since.
template <class Figure, class Former>
Figure const* held_at(Position known_before, Figure const& last, std::vector<Former> const& former,
                      Figure Former::*figure, auto const& of_the_same) {
  if (last.position < known_before) return &last;
  auto const held = [&](Former const& one) {
    return of_the_same(one) && (one.*figure).position < known_before && one.until >= known_before;
  };
  auto const found = std::ranges::find_if(former, held);
  return found == former.end() ? nullptr : &((*found).*figure);
}

}  // namespace

Workforce const* RegisterState::workforce_of(Site site, std::int64_t year,
                                             Position known_before) const {
  auto const years = workforce.find(site);
  if (years == workforce.end()) return nullptr;
  auto const last = years->second.find(year);
  if (last == years->second.end()) return nullptr;
  return held_at(known_before, last->second, former_workforce, &FormerWorkforce::workforce,
                 [&](FormerWorkforce const& one) { return one.site == site && one.year == year; });
}

Activity const* RegisterState::activity_of(Pmsi pmsi, std::int64_t year,
                                           Position known_before) const {
  auto const years = activity.find(pmsi);
  if (years == activity.end()) return nullptr;
  auto const last = years->second.find(year);
  if (last == years->second.end()) return nullptr;
  return held_at(known_before, last->second, former_activity, &FormerActivity::activity,
                 [&](FormerActivity const& one) { return one.pmsi == pmsi && one.year == year; });
}

PublishedCeiling const* RegisterState::ceiling_known(Position known_before) const {
  if (!ceiling) return nullptr;
  return held_at(known_before, *ceiling, former_ceilings, &FormerCeiling::ceiling,
                 [](FormerCeiling const&) { return true; });
}

bool RegisterState::names(Pmsi pmsi) const {
  auto const of_site = [&](reference::SiteRecord const& site) { return site.pmsi == pmsi; };
  auto const of_payment = [&](UsagePayment const& payment) { return payment.pmsi == pmsi; };
  return activity.contains(pmsi) || std::ranges::any_of(usage_payments, of_payment) ||
         (entity && std::ranges::any_of(entity->sites, of_site));
}

/// What was erased is as if it had never been recorded: what was known before holds again.
void evolve(RegisterState& state, RecordedEvent const& event) {
  using namespace reference;
  if (event.erased) return;
  fold_own<DossierKind::register_>(
      event.event.body,
      Overload{
          [&](EntityRecorded const& e) { record_entity(state, e, event.position); },
          [&](WorkforceRecorded const& e) { record_workforce(state, e, event.position); },
          [&](ActivityRecorded const& e) { record_activity(state, e, event.position); },
          [&](UsagePaymentRecorded const& e) {
            state.usage_payments.push_back(
                {e.pmsi, e.programme, e.amount_cents, e.paid_on, event.position});
          },
          [&](CeilingPublished const& e) {
            if (state.ceiling) state.former_ceilings.push_back({*state.ceiling, event.position});
            state.ceiling = PublishedCeiling{e.amount_cents, e.source.value, event.position};
          },
          [&](ImportCompleted const& e) {
            state.imports.emplace(e.source.value, e.sha256);
            if (!e.extracted_on) return;
            auto& latest =
                state.extracts.try_emplace(e.source.value, *e.extracted_on).first->second;
            latest = std::max(latest, *e.extracted_on);
          },
      });
}

}  // namespace probant
