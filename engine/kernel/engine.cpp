#include "engine/kernel/engine.hpp"

#include <algorithm>

#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/pending.hpp"
#include "engine/log/check.hpp"
#include "engine/transverse/kept.hpp"

namespace probant {
namespace {

constexpr int max_attempts = 3;

/// Corrections and erasures change what earlier events say: their dossier is folded anew from the
/// store, so they travel alone.
bool amends(Proposal const& proposal) {
  auto const& body = proposal.event.body;
  return std::holds_alternative<transverse::CorrectionRecorded>(body) ||
         std::holds_alternative<transverse::PayloadErased>(body);
}

/// Nothing is recorded on top of what was changed behind the log's back.
World replay_unaltered(EventStore const& store) {
  ensure_unaltered(store);
  return replay(store);
}

/// What is folded anew is compared anew: decisions rest on it.
Dossier fold_unaltered(EventStore const& store, DossierId const& dossier) {
  ensure_unaltered(store, dossier);
  return fold_amended(store, dossier, {});
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
  world_ = replay_unaltered(store_);
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
      amended_.push_back(proposals.front().dossier);
      refold_amended();
    }
    proposals = proposals.subspan(1);
  }
  return outcomes;
}

void Engine::refold_amended() {
  for (auto const& dossier : amended_) world_.replace(fold_unaltered(store_, dossier));
  amended_.clear();
}

std::vector<Outcome> Engine::record_batch(std::span<Proposal const> proposals) {
  for (int attempt = 0; attempt < max_attempts; ++attempt) {
    Pending pending;
    amended_.clear();
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

void Engine::append_journal(Event event, Actor const& actor, Instant at, Pending& pending) {
  Proposal own;
  own.dossier = DossierId::journal();
  own.actor = actor;
  append_event(own, std::move(event), own.dossier, at, at, {}, pending);
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
                                            Actor const& actor,
                                            std::optional<Instant> occurred_at) {
  return whole([&] { return order_again(position, basis, actor, occurred_at); });
}

std::optional<Position> Engine::order_again(Position position, Line const& basis,
                                            Actor const& actor,
                                            std::optional<Instant> occurred_at) {
  auto const fact = read_fact(store_, position);
  if (!fact || fact->erased) return std::nullopt;
  Pending pending;
  pending.batch.condition.read_up_to = world_.next_position() - 1;
  Proposal own;
  own.dossier = fact->dossier;
  own.actor = actor;
  auto const at = recording_instant(own);
  transverse::PayloadErased order{position, basis, transverse::kept_of(fact->event.body)};
  auto const first_time = std::min(occurred_at.value_or(at), at);
  append_event(own, Event{order, {}}, own.dossier, first_time, at, {}, pending);
  auto const ordered_by = world_.next_position() - 1;
  erase(own, order, first_time, at, pending);
  if (store_.append(pending.batch) != AppendResult::appended) {
    refold();
    return std::nullopt;
  }
  world_.replace(fold_unaltered(store_, own.dossier));
  return ordered_by;
}

}  // namespace probant
