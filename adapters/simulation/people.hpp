// Who acts in the simulation: accounts, and the authors of decisions. Names are common first and
// last names put together by chance; nobody in particular is meant.
#pragma once

#include "adapters/simulation/random.hpp"
#include "events/parts.hpp"
#include "events/values/actor.hpp"
#include "events/values/region.hpp"

namespace probant::simulation {

Actor establishment(Entity entity);
Actor convergence();
Actor registrar();  ///< the operator who keeps the register
Actor ars(Region region);
Actor ars_authorising_officer(Region region);
Actor ars_accounting_officer(Region region);
Actor ans();
Actor ans_authorising_officer();
Actor ans_accounting_officer();
/// The same person under another role: what the separation of duties forbids.
Actor in_role(Actor actor, Role role);

Line person_name(Random& random);
AdministrativeDecision ars_decision(Region region, Date signed_on, Random& random);
AdministrativeDecision ans_decision(Date signed_on, Random& random);
/// What is refused: a decision that names nobody.
AdministrativeDecision without_author(AdministrativeDecision decision);

}  // namespace probant::simulation
