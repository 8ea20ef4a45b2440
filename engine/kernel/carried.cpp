// Proposals that bring another one with them: an update of Convergence and the event it stands for,
// or the resolution of a kept one. Both go into one append, so that no crash leaves half of it.
#include <algorithm>
#include <iterator>

#include "engine/kernel/authorise.hpp"
#include "engine/kernel/echoes.hpp"
#include "engine/kernel/ensure.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/pending.hpp"
#include "engine/kernel/quoting.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {

using convergence::Disposition;
using convergence::UpdateReceived;

void authorise_bringing(Proposal const& resolution, World const& world, Instant occurred_at,
                        AppendCondition& condition, Verdict& verdict) {
  auto const& act = *resolution.carried;
  View const view{world, act.dossier, occurred_at};
  auto const* known = world.find(act.dossier);
  auto const fresh = known ? Dossier{} : new_dossier(act.dossier);
  auto const competent =
      std::visit([&](auto const& state) { return competence(state, act.event.body, view); },
                 known ? known->state : fresh.state);
  std::ranges::copy(view.dossiers_read(), std::back_inserter(condition.dossiers));
  std::ranges::copy(view.subjects_read(), std::back_inserter(condition.subjects));
  Verdict found;
  authorise(resolution.actor, resolution.event.about(), competent, true, act.dossier.kind, found);
  if (!found.refused()) return;
  verdict.refuse(ReasonCode::not_competent_ars,
                 "D'après le référentiel, l'acte à appliquer ne relève pas de la région « " +
                     resolution.actor.organisation +
                     " » : vérifiez le numéro FINESS qu'il porte ; s'il est exact, l'ANS ou un "
                     "opérateur peut l'appliquer.",
                 competent_ars_rule(act.dossier.kind));
}

/// Judged against the world as it is before anything of this proposal stands in it.
Decision Engine::judge(Proposal const& proposal, Instant recorded_at, Pending& pending) {
  auto decision =
      decide(world_, proposal, pending.effect_of(proposal, store_, recorded_at), recorded_at,
             [&](Position position) { return read_fact(store_, position); });
  auto const emptied = emptied_by(decision.event.body);
  if (emptied && !decision.verdict.refused()) {
    auto const echoes = echoes_of(*emptied, store_, world_);
    warn_of_echoes(echoes, decision.verdict);
    warn_of_refusals(*emptied, echoes, store_, world_, decision.verdict);
  }
  auto& condition = pending.batch.condition;
  condition.dossiers.push_back(proposal.dossier);
  std::ranges::move(decision.dossiers_read, std::back_inserter(condition.dossiers));
  std::ranges::move(decision.subjects_read, std::back_inserter(condition.subjects));
  return decision;
}

/// Right after the event that carries it, and caused by it. It answers to nobody: the answer is
/// that of the proposal that carries it.
void Engine::bring(Proposal const& carried, Decision& decision, Instant recorded_at,
                   Pending& pending) {
  ensure(carried.id.empty(), "what is carried has no id of its own");
  auto const cause = world_.next_position() - 1;
  auto warnings = named_json(decision.verdict.warnings(), carried.event.about(),
                             legal_basis(carried.event, world_.find(carried.dossier)));
  append_event(carried, std::move(decision.event), carried.dossier,
               pending.effect_of(carried, store_, recorded_at), recorded_at, std::move(warnings),
               pending);
  pending.batch.events.back().causation = cause;
}

Outcome Engine::receive(Proposal const& proposal, Pending& pending) {
  auto const recorded_at = recording_instant(proposal);
  auto update = std::get<UpdateReceived>(proposal.event.body);
  ConvergenceState const fresh;
  auto const* known = world_.state<ConvergenceState>(proposal.dossier);
  auto const& state = known ? *known : fresh;
  if (state.is_out_of_order(update.sequence)) {
    update.reasons.push_back(out_of_order_reason(state, update.sequence));
  }
  pending.batch.condition.dossiers.push_back(proposal.dossier);
  std::optional<Decision> brought;
  if (proposal.carried) {
    brought = judge(*proposal.carried, recorded_at, pending);
    for (auto const& reason : brought->verdict.reasons()) {
      update.reasons.push_back(to_stored(reason));
    }
  }
  ensure(brought || !update.reasons.empty(), "an update without event says why");
  bool const applied = update.reasons.empty();
  update.disposition = applied ? Disposition::applied : Disposition::kept;
  auto outcome = answer(OutcomeKind::recorded, proposal);
  outcome.reasons = reasons_of(update.reasons);
  append_event(proposal, Event{std::move(update), {}}, proposal.dossier,
               pending.effect_of(proposal, store_, recorded_at), recorded_at, {}, pending);
  settle(proposal, outcome, recorded_at, pending);
  if (applied) bring(*proposal.carried, *brought, recorded_at, pending);
  return outcome;
}

}  // namespace probant
