#include "engine/kernel/engine.hpp"

#include <algorithm>

#include "engine/kernel/ensure.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/pending.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/kernel/subjects.hpp"
#include "engine/log/check.hpp"
#include "engine/transverse/kept.hpp"

namespace probant {
namespace {

constexpr int max_attempts = 3;
/// What a clock that is being set right may go back without a word.
constexpr std::int64_t clock_tolerance_seconds = 1;
/// Ten years of 365.25 days: beyond the longest interval of the rules (retention), see log.clock.
constexpr std::int64_t clock_reach_seconds = 315'576'000;

/// Corrections and erasures change what earlier events say: their dossier is folded anew from the
/// store, so they travel alone.
bool amends(Proposal const& proposal) {
  auto const& body = proposal.event.body;
  return std::holds_alternative<transverse::CorrectionRecorded>(body) ||
         std::holds_alternative<transverse::PayloadErased>(body);
}

/// A version conflict is mended by reading again, so its id stays free for the next attempt.
bool is_transient(Reasons const& reasons) {
  return std::ranges::any_of(reasons, [](Reason const& reason) {
    return reason.code == ReasonCode::version_conflict ||
           reason.code == ReasonCode::occurred_in_future;
  });
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

namespace {

/// Nothing is recorded on top of what was changed behind the log's back.
World replay_unaltered(EventStore const& store) {
  if (auto const altered = first_altered(store)) {
    throw StoreError("Position " + std::to_string(*altered) +
                     " : l'événement ne correspond pas à son enveloppe, il a été modifié ; plus "
                     "rien n'est enregistré dans ce journal. Lancez « probant verify », puis "
                     "restaurez une sauvegarde.");
  }
  return replay(store);
}

}  // namespace

Engine::Engine(EventStore& store, EnginePorts ports, ClockMode clock)
    : store_(store), ports_(std::move(ports)), clock_(clock), world_(replay_unaltered(store)) {}

// What is folded in memory before it is on the disk must not be taken for recorded when an
// exception comes between.
template <class Act>
auto Engine::whole(Act const& act) {
  if (unsure_) refold();
  try {
    return act();
  } catch (...) {
    unsure_ = true;
    try {
      refold();
    } catch (...) {
      // The log cannot be read now: it is read before the next act, and until then no world is
      // shown. What is thrown is why the act failed.
    }
    throw;
  }
}

World const& Engine::world() const {
  if (!unsure_) return world_;
  throw StoreError{
      "Le journal n'a pas pu être relu après une lecture qui a échoué : vérifiez le disque ; il "
      "est relu au prochain acte proposé, ou en relançant le programme."};
}

void Engine::refold() {
  world_ = replay(store_);
  clock_is_back_ = false;
  unsure_ = false;
}

std::vector<Outcome> Engine::record(std::span<Proposal const> proposals) {
  return whole([&] { return record_parts(proposals); });
}

std::vector<Outcome> Engine::record_parts(std::span<Proposal const> proposals) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(proposals.size());
  auto const take = [&](std::span<Proposal const> part) {
    if (part.empty()) return;
    auto answers = record_batch(part);
    std::ranges::move(answers, std::back_inserter(outcomes));
  };
  while (!proposals.empty()) {
    auto const amendment = std::ranges::find_if(proposals, amends);
    auto const before = static_cast<std::size_t>(amendment - proposals.begin());
    take(proposals.first(before));
    proposals = proposals.subspan(before);
    if (proposals.empty()) break;
    take(proposals.first(1));
    if (outcomes.back().kind == OutcomeKind::recorded) {
      world_.replace(fold_amended(store_, proposals.front().dossier, {}));
    }
    proposals = proposals.subspan(1);
  }
  return outcomes;
}

std::vector<Outcome> Engine::record_batch(std::span<Proposal const> proposals) {
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    Pending pending;
    pending.batch.condition.read_up_to = world_.next_position() - 1;
    note_clock(pending);
    std::vector<Outcome> outcomes;
    outcomes.reserve(proposals.size());
    for (auto const& proposal : proposals) outcomes.push_back(process(proposal, pending));
    if (pending.batch.events.empty()) return outcomes;
    auto const result = store_.append(pending.batch);
    if (result == AppendResult::appended) return outcomes;
    // Another node was faster, or the store failed: what was folded in memory never happened.
    refold();
    if (result == AppendResult::store_failed) break;
  }
  std::vector<Outcome> outcomes;
  for (auto const& proposal : proposals) {
    auto outcome = answer(OutcomeKind::refused, proposal);
    outcome.reasons = {
        house_reason(ReasonCode::store_read_only,
                     "Le journal n'accepte plus d'écriture (disque plein ou en panne) : rien n'est "
                     "confirmé. Rétablissez le disque, puis proposez à nouveau sous le même "
                     "identifiant : ce qui aurait tout de même été écrit sera reconnu.",
                     "log.storage")};
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

std::optional<Position> Engine::record_journal(Event const& event, Actor const& actor) {
  return whole([&] { return record_fact(event, actor); });
}

std::optional<Position> Engine::record_fact(Event const& event, Actor const& actor) {
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    Pending pending;
    pending.batch.condition.read_up_to = world_.next_position() - 1;
    append_journal(event, actor, recording_instant({}), pending);
    auto const result = store_.append(pending.batch);
    if (result == AppendResult::appended) return world_.next_position() - 1;
    refold();
    if (result == AppendResult::store_failed) break;
  }
  return std::nullopt;
}

std::optional<Position> Engine::erase_again(Position position, Line const& basis,
                                            Actor const& actor) {
  return whole([&] { return order_again(position, basis, actor); });
}

std::optional<Position> Engine::order_again(Position position, Line const& basis,
                                            Actor const& actor) {
  auto const fact = read_fact(store_, position);
  if (!fact || fact->erased) return std::nullopt;
  Pending pending;
  pending.batch.condition.read_up_to = world_.next_position() - 1;
  Proposal own;
  own.dossier = fact->dossier;
  own.actor = actor;
  auto const at = recording_instant(own);
  transverse::PayloadErased order{position, basis, transverse::kept_of(fact->event.body)};
  append_event(own, Event{order, {}}, own.dossier, at, at, {}, pending);
  auto const ordered_by = world_.next_position() - 1;
  erase(own, order, at, at, pending);
  if (store_.append(pending.batch) != AppendResult::appended) {
    refold();
    return std::nullopt;
  }
  world_.replace(fold_amended(store_, own.dossier, {}));
  return ordered_by;
}

void Engine::append_journal(Event event, Actor const& actor, Instant at, Pending& pending) {
  Proposal own;
  own.dossier = DossierId::journal();
  own.actor = actor;
  append_event(own, std::move(event), own.dossier, at, at, {}, pending);
}

// recorded_at never goes back; that the clock did is a fact of its own, told once each time.
void Engine::note_clock(Pending& pending) {
  if (clock_ != ClockMode::wall) return;
  auto const shown = ports_.now();
  auto const last = world_.last_recorded_at();
  bool const back = shown.plus_seconds(clock_tolerance_seconds) < last;
  if (back && !clock_is_back_) {
    journal::ClockWentBack fact;
    fact.shown = shown.text();
    fact.last_recorded = last.text();
    append_journal(Event{std::move(fact), {}}, {"probant", Role::operator_, ""}, last, pending);
  }
  clock_is_back_ = back;
}

/// The log's clock never goes back, so one act dated far off would carry it there for good.
bool Engine::runs_away(Proposal const& proposal) const {
  auto const last = world_.last_recorded_at();
  if (clock_ == ClockMode::wall || world_.next_position() == 0) return false;
  auto const act = proposal.occurred_at.value_or(last);
  return act > last && act.plus_seconds(-clock_reach_seconds) > last;
}

Instant Engine::recording_instant(Proposal const& proposal) const {
  auto const last = world_.last_recorded_at();
  if (clock_ == ClockMode::wall) return std::max(ports_.now(), last);
  if (runs_away(proposal)) return last;
  return std::max(proposal.occurred_at.value_or(last), last);
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
  if (proposal.carried) {
    brought = judge(*proposal.carried, recorded_at, pending);
    std::ranges::copy(brought->verdict.reasons(), std::back_inserter(reasons));
  }
  if (!reasons.empty()) return refuse(proposal, reasons, !is_transient(reasons), pending);
  auto const occurred_at = proposal.occurred_at.value_or(recorded_at);
  auto outcome = accept(proposal, decision, occurred_at, recorded_at, pending);
  if (brought) bring(*proposal.carried, *brought, recorded_at, pending);
  return outcome;
}

Outcome Engine::accept(Proposal const& proposal, Decision& decision, Instant occurred_at,
                       Instant recorded_at, Pending& pending) {
  auto outcome = answer(OutcomeKind::recorded, proposal);
  outcome.warnings = named_json(decision.verdict.warnings(), proposal.event.about());
  std::optional<transverse::PayloadErased> erases;
  if (auto const* e = std::get_if<transverse::PayloadErased>(&decision.event.body)) erases = *e;
  append_event(proposal, std::move(decision.event), proposal.dossier, occurred_at, recorded_at,
               outcome.warnings, pending);
  settle(proposal, outcome, recorded_at, pending);
  if (erases) erase(proposal, *erases, occurred_at, recorded_at, pending);
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
