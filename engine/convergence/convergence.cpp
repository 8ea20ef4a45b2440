// Updates of the Convergence platform: received by the engine alone, resolved by the staff of the
// dossier they concern. Nothing is due.
#include <algorithm>

#include "engine/kernel/fold.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/rules/house_rules.hpp"
#include "events/codec/update_in.hpp"

namespace probant {

using convergence::Disposition;
using convergence::Resolution;
using convergence::UpdateReceived;
using convergence::UpdateResolved;

namespace {

void note_applied(ConvergenceState& state, std::int64_t sequence) {
  state.applied_sequence = std::max(state.applied_sequence.value_or(sequence), sequence);
}

/// Whether two dossiers are of one entity: its candidacy and its funding have the same readers.
bool of_one_entity(DossierId const& one, DossierId const& other) {
  return one == other || (one.entity() && one.entity() == other.entity());
}

/// A number that was used for several entities or projects concerns none of them: only who reads
/// everything reads it.
void note_concerned(ConvergenceState& state, DossierId const& named) {
  if (named.reference.empty()) return;
  bool const goes_on = state.concerns && of_one_entity(*state.concerns, named);
  if (goes_on || state.received == 1) {
    state.concerns = named;
  } else {
    state.concerns.reset();
  }
}

void receive(ConvergenceState& state, UpdateReceived const& e, Position position) {
  ++state.received;
  note_concerned(state, e.concerns);
  if (e.disposition == Disposition::applied) {
    note_applied(state, e.sequence);
  } else {
    state.kept.emplace(position, e.sequence);
    bool const files = e.concerns.kind == DossierKind::aap && e.raw_body.value.size() > 0;
    if (auto const lead = files ? lead_in(e.raw_body.value) : std::nullopt) state.lead = lead;
  }
}

void resolve(ConvergenceState& state, UpdateResolved const& e) {
  auto const found = state.kept.find(e.position);
  if (found == state.kept.end()) return;
  if (e.resolution == Resolution::applied) {
    note_applied(state, found->second);
  } else {
    ++state.dismissed;
  }
  state.kept.erase(found);
}

/// Nothing when its owners are unknown, or not of one region.
std::optional<Region> region_of(Pmsi lead, View const& view) {
  std::optional<Region> region;
  for (auto const* owner : view.owners(lead)) {
    if (!owner->entity) continue;
    if (region && *region != owner->entity->region) return std::nullopt;
    region = owner->entity->region;
  }
  return region;
}

void check(ConvergenceState const& state, UpdateResolved const& e, Context const& context,
           Verdict& verdict) {
  if (!state.kept.contains(e.position)) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Aucune mise à jour n'attend de résolution à la position " +
                       std::to_string(e.position) +
                       " de ce dossier : elle est appliquée, déjà résolue, ou d'un autre dossier "
                       "(« probant inbox »).");
  }
  bool const applies = e.resolution == Resolution::applied;
  if (applies != context.brings_another()) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   applies ? "Une mise à jour s'applique avec l'événement qu'elle apporte : « "
                             "probant inbox apply », ou POST /v1/inbox/{id}/resolve."
                           : "Une mise à jour écartée n'apporte aucun événement.");
  }
}

}  // namespace

void evolve(ConvergenceState& state, RecordedEvent const& event) {
  fold_own<DossierKind::convergence>(
      event.event.body, Overload{
                            [&](UpdateReceived const& e) { receive(state, e, event.position); },
                            [&](UpdateResolved const& e) { resolve(state, e); },
                        });
}

transverse::RefusalReason out_of_order_reason(ConvergenceState const& state,
                                              std::int64_t sequence) {
  auto const reason = house_reason(
      ReasonCode::out_of_order,
      "Mise à jour n° " + std::to_string(sequence) + " reçue alors que le n° " +
          std::to_string(state.applied_sequence.value_or(0)) +
          " est déjà appliqué pour cette référence : une personne décide si elle vaut encore.",
      "convergence.order", "data.sequence");
  return to_stored(reason);
}

/// The region of what is concerned, which a candidacy or a funding tells before it exists; and a
/// project by its lead, as far as an update said who leads it.
Competence competence(ConvergenceState const& state, EventBody const& body, View const& view) {
  if (!state.concerns) return {};
  if (state.concerns->kind == DossierKind::aap) {
    auto const* dossier = view.find(*state.concerns);
    auto const* project = dossier ? &std::get<AapState>(dossier->state) : nullptr;
    // An extension may begin a project's dossier before it is filed: nothing tells its region yet.
    if (project && project->project) return {competence(*project, body, view).region, {}};
    return {state.lead ? region_of(*state.lead, view) : std::nullopt, {}};
  }
  auto const entity = state.concerns->entity();
  auto const* record = entity ? view.entity(*entity) : nullptr;
  return {record ? std::optional{record->entity->region} : std::nullopt, {}};
}

void decide(ConvergenceState const& state, EventBody& body, Context const& context,
            Verdict& verdict) {
  if (auto const* resolved = std::get_if<UpdateResolved>(&body)) {
    check(state, *resolved, context, verdict);
  } else {
    verdict.refuse(ReasonCode::not_allowed_now,
                   "Les mises à jour de Convergence sont reçues par le service, elles ne se "
                   "proposent pas.");
  }
}

std::vector<EventType> possible_events(ConvergenceState const& state) {
  if (state.kept.empty()) return {};
  return {EventBody{UpdateResolved{}}.index()};
}

PhaseView phase_view(ConvergenceState const& state) {
  if (state.kept.empty()) return {"up_to_date", "à jour", {}};
  return {"awaiting_resolution", "mises à jour à résoudre", {}};
}

void add_obligations(ConvergenceState const&, View const&, std::vector<Obligation>&) {}

}  // namespace probant
