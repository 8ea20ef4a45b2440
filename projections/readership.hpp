// Who may read what: an ARS its region, an establishment what concerns its own entity, the ANS,
// auditors and operators everything; a machine account nothing. What is not allowed here is denied.
#pragma once

#include "engine/kernel/procedure.hpp"
#include "engine/kernel/world.hpp"

namespace probant {

/// Who is competent for a dossier as it stands, whatever the act; while nothing tells its region,
/// the one whose ARS put a day of it off.
Competence competence_of(World const& world, Dossier const& dossier, Instant at);

/// Whether nothing is hidden from this role.
bool reads_everything(Role role);

/// Whether this role reads one region, that of its organisation.
bool reads_one_region(Role role);

/// Rules and calendar bind all, so a programme is read by all who read anything. Refusals follow
/// what was refused, also before it exists where its name tells the entity; a recovery what it is
/// against.
bool may_read(World const& world, Dossier const& dossier, Actor const& reader, Instant at);

}  // namespace probant
