// The indexes of a world. They only ever gain entries: readers check what they find against the
// dossier itself.
#include <algorithm>

#include "engine/kernel/world.hpp"

namespace probant {
namespace {

/// Whether one of the entity's records named the site.
bool named(RegisterState const& record, Site site) {
  auto const& sites = record.entity->sites;
  return record.past_sites.contains(site) ||
         std::ranges::find(sites, site, &reference::SiteRecord::site) != sites.end();
}

/// Of two entities that name a site, the one recorded last has it.
bool prevails(RegisterState const* one, RegisterState const* other, Site site) {
  if (!one || !one->entity || !named(*one, site)) return false;
  return !other || !named(*other, site) || other->entity_position < one->entity_position;
}

}  // namespace

void World::index(Dossier const& dossier, RecordedEvent const* event) {
  switch (dossier.id.kind) {
    case DossierKind::register_:
      return index_register(dossier, event);
    case DossierKind::programme:
      if (event) evolve(programme_, *event);
      return;
    case DossierKind::hospiconnect:
      if (event && !std::holds_alternative<hospiconnect::CandidacyFiled>(event->event.body)) return;
      for (auto const entity : std::get<HospiconnectState>(dossier.state).entities) {
        candidacies_[entity].insert(dossier.id);
      }
      return;
    case DossierKind::mie:
      if (event && !std::holds_alternative<mie::FundingRequested>(event->event.body)) return;
      for (auto const entity : std::get<MieState>(dossier.state).entities) {
        fundings_[entity].insert(dossier.id);
      }
      return;
    case DossierKind::aap:
      if (event && !std::holds_alternative<aap::ProjectFiled>(event->event.body)) return;
      for (auto const pmsi : std::get<AapState>(dossier.state).participants()) {
        projects_[pmsi].insert(dossier.id);
      }
      return;
    case DossierKind::recovery:
      if (event && !std::holds_alternative<recovery::Opened>(event->event.body)) return;
      recoveries_[std::get<RecoveryState>(dossier.state).against].insert(dossier.id);
      return;
    case DossierKind::convergence:
      if (std::get<ConvergenceState>(dossier.state).kept.empty()) {
        with_kept_updates_.erase(dossier.id);
      } else {
        with_kept_updates_.insert(dossier.id);
      }
      return;
    case DossierKind::refusals:
    case DossierKind::journal:
      return;
  }
}

void World::index_register(Dossier const& dossier, RecordedEvent const* event) {
  auto const owner = dossier.id.entity();
  if (!owner || (event && event->erased)) return;
  auto const& state = std::get<RegisterState>(dossier.state);
  auto const is_entity =
      !event || std::holds_alternative<reference::EntityRecorded>(event->event.body);
  if (is_entity && state.entity) {
    for (auto const& site : state.entity->sites) {
      auto const [known, fresh] = site_owner_.try_emplace(site.site, *owner);
      if (!fresh && known->second != *owner) {
        auto& others = former_owners_[site.site];
        others.insert({known->second, *owner});
        if (prevails(&state, entity(known->second), site.site)) known->second = *owner;
      }
      if (site.pmsi) pmsi_owners_[*site.pmsi].insert(*owner);
    }
    if (state.entity->ght) ghts_[state.entity->ght->value].insert(*owner);
  }
  auto const own_numbers = [&](Pmsi pmsi) { pmsi_owners_[pmsi].insert(*owner); };
  if (!event) {
    // A site that an amended record never named goes back to the entity that named it otherwise.
    for (auto const& [site, others] : former_owners_) {
      auto& present = site_owner_.at(site);
      if (present != *owner) continue;
      for (auto const other : others) {
        if (prevails(entity(other), entity(present), site)) present = other;
      }
    }
    for (auto const& [pmsi, years] : state.activity) own_numbers(pmsi);
    for (auto const& payment : state.usage_payments) own_numbers(payment.pmsi);
  } else if (auto const* e = std::get_if<reference::ActivityRecorded>(&event->event.body)) {
    own_numbers(e->pmsi);
  } else if (auto const* p = std::get_if<reference::UsagePaymentRecorded>(&event->event.body)) {
    own_numbers(p->pmsi);
  }
}

}  // namespace probant
