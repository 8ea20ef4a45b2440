#include "projections/readership.hpp"

#include <algorithm>

#include "engine/kernel/overload.hpp"

namespace probant {
namespace {

/// Whether one of the project's PMSI numbers is the entity's.
bool takes_part(AapState const& project, Entity own, World const& world) {
  auto const is_theirs = [&](RegisterState const* record) { return record->entity->entity == own; };
  return std::ranges::any_of(project.participants(), [&](Pmsi pmsi) {
    return std::ranges::any_of(world.owners(pmsi), is_theirs);
  });
}

bool is_own(World const& world, Dossier const& dossier, Entity own, Instant at) {
  // A number of Convergence may look like that of an entity, and what the platform told is for the
  // staff.
  if (dossier.id.kind == DossierKind::convergence) return false;
  if (dossier.id.entity() == own) return true;
  auto const concerned = competence_of(world, dossier, at).applicants;
  if (std::ranges::find(concerned, own) != concerned.end()) return true;
  return std::visit(Overload{
                        [&](HospiconnectState const& state) { return state.covers(own); },
                        [&](MieState const& state) {
                          return std::ranges::find(state.entities, own) != state.entities.end();
                        },
                        [&](AapState const& state) { return takes_part(state, own, world); },
                        [](auto const&) { return false; },
                    },
                    dossier.state);
}

/// Of the ARS that put a day of it off, before anything told whose the dossier would be.
std::optional<Region> put_off_by(TransverseState const& state) {
  Extension const* last = nullptr;
  for (auto const& [key, extensions] : state.extensions) {
    for (auto const& one : extensions) {
      if (!one.by || (last && last->granted.position > one.granted.position)) continue;
      last = &one;
    }
  }
  return last ? last->by : std::nullopt;
}

bool is_put_off_by(TransverseState const& state, std::string_view region) {
  return std::ranges::any_of(state.extensions, [&](auto const& entry) {
    return std::ranges::any_of(
        entry.second, [&](Extension const& one) { return one.by && one.by->text() == region; });
  });
}

Competence told_competence(World const& world, Dossier const& dossier, Instant at) {
  EventBody const none{transverse::LegalHoldSet{}};  // says nothing of anyone
  View const view{world, dossier.id, at};
  return std::visit([&](auto const& state) { return competence(state, none, view); },
                    dossier.state);
}

/// For who reads a region, or what concerns one entity.
bool concerns(World const& world, Dossier const& subject, Actor const& reader, Instant at) {
  if (reader.role == Role::establishment) {
    auto const own = Entity::parse(reader.organisation);
    return own && is_own(world, subject, *own, at);
  }
  auto const region = told_competence(world, subject, at).region;
  return region ? region->text() == reader.organisation
                : is_put_off_by(subject.transverse, reader.organisation);
}

/// Whether all who tried to file did so for the reader's organisation, or for one of its region:
/// what another one proposed under the same name is not theirs to read.
bool proposed_for(World const& world, RefusalsState const& refusals, Actor const& reader) {
  if (refusals.organisations.empty()) return false;
  return std::ranges::all_of(refusals.organisations, [&](std::string const& organisation) {
    if (organisation == reader.organisation) return true;
    auto const entity = Entity::parse(organisation);
    auto const* record = entity ? world.entity(*entity) : nullptr;
    return record && record->entity->region.text() == reader.organisation;
  });
}

}  // namespace

Competence competence_of(World const& world, Dossier const& dossier, Instant at) {
  auto found = told_competence(world, dossier, at);
  if (!found.region) found.region = put_off_by(dossier.transverse);
  return found;
}

bool reads_everything(Role role) {
  switch (role) {
    case Role::ans:
    case Role::ans_authorising_officer:
    case Role::ans_accounting_officer:
    case Role::auditor:
    case Role::operator_:
      return true;
    case Role::establishment:
    case Role::ars:
    case Role::ars_authorising_officer:
    case Role::ars_accounting_officer:
    case Role::convergence:
      return false;
  }
  return false;
}

bool reads_one_region(Role role) {
  return role == Role::ars || role == Role::ars_authorising_officer ||
         role == Role::ars_accounting_officer;
}

bool may_read(World const& world, Dossier const& dossier, Actor const& reader, Instant at) {
  if (reads_everything(reader.role)) return true;
  if (reader.role == Role::convergence) return false;
  if (dossier.id.kind == DossierKind::programme) return true;
  if (dossier.id.kind == DossierKind::refusals) {
    auto const refused = DossierId::parse(dossier.id.reference);
    if (!refused) return false;
    if (auto const* found = world.find(*refused)) return concerns(world, *found, reader, at);
    // Of a first filing that was refused there is none yet: its name may tell whose it would be, or
    // those who tried.
    auto const* refusals = std::get_if<RefusalsState>(&dossier.state);
    return concerns(world, new_dossier(*refused), reader, at) ||
           (refusals && proposed_for(world, *refusals, reader));
  }
  auto const* recovery = std::get_if<RecoveryState>(&dossier.state);
  auto const* subject = recovery ? world.find(recovery->against) : &dossier;
  return subject && concerns(world, *subject, reader, at);
}

}  // namespace probant
