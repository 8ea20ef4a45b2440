// One proposal on its way into a batch: answered as before, refused, or recorded.
#include <algorithm>

#include "engine/kernel/authorise.hpp"
#include "engine/kernel/echoes.hpp"
#include "engine/kernel/engine.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/pending.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/kernel/subjects.hpp"
#include "engine/transverse/kept.hpp"

namespace probant {
namespace {

bool has_any(Reasons const& reasons, std::initializer_list<ReasonCode> codes) {
  return std::ranges::any_of(reasons, [&](Reason const& reason) {
    return std::ranges::find(codes, reason.code) != codes.end();
  });
}

bool is_not_theirs(Reasons const& reasons) {
  return std::ranges::any_of(reasons,
                             [](Reason const& reason) { return probant::is_not_theirs(reason); });
}

/// A version conflict is mended by reading again, so its id stays free for the next attempt. Not
/// who may not act, nor in no dossier: else the next answer would tell which of the two it is.
bool is_transient(Reasons const& reasons) {
  return has_any(reasons, {ReasonCode::version_conflict, ReasonCode::occurred_in_future}) &&
         !is_not_theirs(reasons) && !has_any(reasons, {ReasonCode::unknown_dossier});
}

transverse::ProposalRefused refusal_event(Proposal const& proposal, Reasons const& reasons) {
  transverse::ProposalRefused refused;
  refused.proposal = proposal.id;
  refused.type = std::string{proposal.event.about().name};
  for (auto const& reason : reasons) refused.reasons.push_back(to_stored(reason));
  return refused;
}

/// What a repetition is told by. The headers of an update change when it is sent again; its body
/// does not.
std::string asked_by(Proposal const& proposal) {
  if (auto const* update = std::get_if<convergence::UpdateReceived>(&proposal.event.body)) {
    return "convergence.update_received\n" + update->raw_body.value;
  }
  auto text = canonical_proposal(proposal);
  if (proposal.carried) text += "\n" + canonical_proposal(*proposal.carried);
  return text;
}

}  // namespace

Outcome answer(OutcomeKind kind, Proposal const& proposal) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.id = proposal.id;
  outcome.dossier = proposal.dossier.text();
  outcome.type = proposal.event.about().name;
  return outcome;
}

Outcome Engine::process(Proposal const& proposal, Pending& pending) {
  pending.asked = asked_by(proposal);
  pending.body_hash = pending.hasher.sha256(pending.asked);
  if (auto before = answered_before(proposal, pending)) return *before;
  if (runs_away(proposal)) {
    return refuse(proposal,
                  {house_reason(ReasonCode::invalid_field,
                                "L'acte est daté du " + to_french(*proposal.occurred_at) +
                                    ", plus de dix ans après le dernier instant enregistré, le " +
                                    to_french(world_.last_recorded_at()) + " : vérifiez sa date.",
                                "log.clock", "occurred_at")},
                  false, pending);
  }
  if (std::holds_alternative<convergence::UpdateReceived>(proposal.event.body)) {
    return receive(proposal, pending);
  }
  auto const recorded_at = recording_instant(proposal);
  auto decision = judge(proposal, recorded_at, pending);
  auto& reasons = decision.verdict.reasons();
  std::optional<Decision> brought;
  // What judging an act tells is for who may resolve it alone.
  bool const brings = proposal.carried && !is_not_theirs(reasons);
  if (brings) {
    authorise_bringing(proposal, world_, pending.effect_of(*proposal.carried, store_, recorded_at),
                       pending.batch.condition, decision.verdict);
  }
  if (brings && !is_not_theirs(reasons)) {
    brought = judge(*proposal.carried, recorded_at, pending);
    std::ranges::copy(brought->verdict.reasons(), std::back_inserter(reasons));
  }
  if (!reasons.empty()) return refuse(proposal, reasons, !is_transient(reasons), pending);
  auto const occurred_at = pending.effect_of(proposal, store_, recorded_at);
  auto outcome = accept(proposal, decision, occurred_at, recorded_at, pending);
  if (brought) bring(*proposal.carried, *brought, recorded_at, pending);
  return outcome;
}

Outcome Engine::accept(Proposal const& proposal, Decision& decision, Instant occurred_at,
                       Instant recorded_at, Pending& pending) {
  auto outcome = answer(OutcomeKind::recorded, proposal);
  outcome.warnings = named_json(decision.verdict.warnings(), proposal.event.about(),
                                legal_basis(proposal.event, world_.find(proposal.dossier)));
  std::optional<transverse::PayloadErased> erases;
  if (auto const* e = std::get_if<transverse::PayloadErased>(&decision.event.body)) erases = *e;
  append_event(proposal, std::move(decision.event), proposal.dossier, occurred_at, recorded_at,
               outcome.warnings, pending);
  settle(proposal, outcome, recorded_at, pending);
  if (erases) {
    erase(proposal, *erases, occurred_at, recorded_at, pending);
    erase_twin(proposal, *erases, outcome, occurred_at, pending);
  }
  return outcome;
}

void Engine::settle(Proposal const& proposal, Outcome& outcome, Instant recorded_at,
                    Pending& pending) {
  auto const& event = pending.batch.events.back();
  outcome.position = world_.next_position() - 1;
  outcome.version = event.version;
  outcome.recorded_at = recorded_at;
  outcome.data = event.payload;
  pending.batch.proposals.push_back(
      {proposal.id, pending.commitment(event.blinding), true, outcome.position});
  pending.answered.emplace(proposal.id, std::pair{pending.body_hash, outcome});
}

/// The corrections of an event hold its content too. Each is erased by an event of its own, caused
/// by the first, so that whoever checks the log finds an order for every missing payload.
void Engine::erase(Proposal const& proposal, transverse::PayloadErased const& order,
                   Instant occurred_at, Instant recorded_at, Pending& pending) {
  pending.batch.erasures.push_back(order.position);
  auto const cause = world_.next_position() - 1;
  auto const& corrections = world_.find(proposal.dossier)->transverse.corrections;
  auto const found = corrections.find(order.position);
  if (found == corrections.end()) return;
  auto const positions = found->second;
  Proposal own;  // answers to nobody
  own.dossier = proposal.dossier;
  own.actor = proposal.actor;
  for (auto const position : positions) {
    transverse::PayloadErased also{position, order.legal_basis, std::nullopt};
    append_event(own, Event{std::move(also), {}}, own.dossier, occurred_at, recorded_at, {},
                 pending);
    pending.batch.events.back().causation = cause;
    pending.batch.erasures.push_back(position);
  }
}

/// What repeats the content goes too, each by an order of its own in its dossier, caused by the
/// first.
void Engine::erase_twin(Proposal const& proposal, transverse::PayloadErased const& order,
                        Outcome const& ordered, Instant occurred_at, Pending& pending) {
  for (auto const& echo : echoes_of(order.position, store_, world_)) {
    auto const fact = echo.stays.empty() ? read_fact(store_, echo.position) : std::nullopt;
    if (!fact) continue;
    Proposal own;  // answers to nobody
    own.dossier = echo.dossier;
    own.actor = proposal.actor;
    transverse::PayloadErased also{echo.position, order.legal_basis,
                                   transverse::kept_of(fact->event.body)};
    append_event(own, Event{also, {}}, own.dossier, occurred_at, ordered.recorded_at, {}, pending);
    pending.batch.events.back().causation = ordered.position;
    erase(own, also, occurred_at, ordered.recorded_at, pending);
    amended_.push_back(own.dossier);
  }
}

Outcome Engine::refuse(Proposal const& proposal, Reasons reasons, bool keep_id, Pending& pending) {
  auto const recorded_at = recording_instant(proposal);
  Event event{refusal_event(proposal, reasons), {}};
  // What is refused in a dossier of refusals stands in that dossier: there are none of refusals of
  // refusals.
  auto const dossier = proposal.dossier.kind == DossierKind::refusals
                           ? proposal.dossier
                           : DossierId::refusals_of(proposal.dossier);
  append_event(proposal, std::move(event), dossier, recorded_at, recorded_at, {}, pending);
  auto outcome = answer(OutcomeKind::refused, proposal);
  outcome.position = world_.next_position() - 1;
  outcome.recorded_at = recorded_at;
  outcome.reasons = std::move(reasons);
  if (keep_id) {
    auto const commitment = pending.commitment(pending.batch.events.back().blinding);
    pending.batch.proposals.push_back({proposal.id, commitment, false, outcome.position});
    pending.answered.emplace(proposal.id, std::pair{pending.body_hash, outcome});
  }
  return outcome;
}

void Engine::append_event(Proposal const& proposal, Event event, DossierId const& dossier,
                          Instant occurred_at, Instant recorded_at, std::string warnings,
                          Pending& pending) {
  auto const position = world_.next_position();
  auto const* known = world_.find(dossier);
  NewEvent stored;
  stored.dossier = dossier;
  stored.version = (known ? known->version : 0) + 1;
  stored.type = event.type();
  stored.schema = event.about().schema;
  stored.occurred_at = occurred_at;
  stored.recorded_at = recorded_at;
  stored.actor = proposal.actor;
  stored.proposal_id = proposal.id;
  stored.correlation = proposal.correlation;
  stored.rulebook = world_.rules_at(occurred_at).id();
  stored.payload = pending.encoder.encode(event);
  stored.warnings = std::move(warnings);
  stored.blinding = ports_.blinding(position);
  RecordedEvent const recorded{position,         dossier,        stored.version, occurred_at,
                               recorded_at,      proposal.actor, proposal.id,    stored.rulebook,
                               std::move(event), false};
  world_.apply(recorded);
  stored.subjects = subjects_of(recorded, *world_.find(dossier));
  pending.batch.events.push_back(std::move(stored));
}

}  // namespace probant
