// What the engine answers to a proposal it has answered before.
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/pending.hpp"
#include "events/codec/decoder.hpp"

namespace probant {
namespace {

Reasons reasons_of(transverse::ProposalRefused const& refused) {
  Reasons reasons;
  for (auto const& stored : refused.reasons) {
    Reason reason;
    reason.code = parse_name<ReasonCode>(stored.code.value).value_or(ReasonCode::not_allowed_now);
    reason.message = stored.message.value;
    if (stored.rule) reason.rule = stored.rule->value;
    if (stored.source) reason.source = stored.source->value;
    if (stored.path) reason.field = stored.path->value;
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace

std::optional<Outcome> Engine::answered_before(Proposal const& proposal, Pending& pending) {
  std::optional<Outcome> first;
  bool same = false;
  if (auto const here = pending.answered.find(proposal.id); here != pending.answered.end()) {
    same = here->second.first == pending.body_hash;
    first = here->second.second;
  } else if (auto const stored = store_.find_proposal(proposal.id)) {
    same = repeats(*stored, pending);
    first = same ? first_answer(*stored) : Outcome{};
  }
  if (!first) return std::nullopt;
  if (same) {
    first->kind = OutcomeKind::duplicate;
    return first;
  }
  return refuse(proposal,
                {house_reason(ReasonCode::idempotency_conflict,
                              "L'identifiant « " + proposal.id +
                                  " » a déjà servi pour une autre proposition : un nouvel acte "
                                  "demande un nouvel identifiant.",
                              "log.idempotency")},
                false, pending);
}

/// Stores of earlier programs hold the digest alone. What was erased can no longer be compared, and
/// its id is answered as a repetition.
bool Engine::repeats(ProposalRecord const& record, Pending& pending) const {
  bool same = record.body_hash == pending.body_hash;
  store_.scan_leaves(record.position, record.position + 1, [&](StoredLeaf const& leaf) {
    same = same || leaf.erased || record.body_hash == pending.commitment(leaf.blinding);
    return false;
  });
  return same;
}

Outcome Engine::first_answer(ProposalRecord const& record) const {
  Outcome outcome;
  outcome.id = record.id;
  outcome.position = record.position;
  store_.scan(record.position, record.position + 1, [&](StoredEvent const& stored) {
    outcome.version = stored.version;
    outcome.recorded_at = stored.recorded_at;
    if (record.recorded) {
      outcome.dossier = stored.dossier.text();
      outcome.type = catalogue[stored.type].name;
      outcome.erased = stored.erased;
      outcome.data = stored.payload;
      outcome.warnings = stored.warnings;
    } else {
      outcome.dossier = stored.dossier.reference;
      auto const refused = decode_stored(stored.type, stored.schema, stored.payload);
      auto const& event = std::get<transverse::ProposalRefused>(refused.body);
      outcome.type = event.type.value;
      outcome.reasons = reasons_of(event);
    }
    return false;
  });
  return outcome;
}

}  // namespace probant
