// Refusals are recorded by the engine alone: nobody can propose anything there, and nothing is due.
#include "engine/kernel/procedure.hpp"

namespace probant {

Competence competence(RefusalsState const&, EventBody const&, View const&) { return {}; }

void decide(RefusalsState const&, EventBody&, Context const&, Verdict& verdict) {
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Le registre des refus est tenu par le moteur seul : proposez l'événement dans le "
                 "dossier qu'il concerne.");
}

std::vector<EventType> possible_events(RefusalsState const&) { return {}; }

PhaseView phase_view(RefusalsState const&) {
  return {"recording", "registre tenu par le moteur", {}};
}

void add_obligations(RefusalsState const&, View const&, std::vector<Obligation>&) {}

}  // namespace probant
