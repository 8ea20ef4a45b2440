#include <algorithm>

#include "engine/aap/exchanges.hpp"
#include "engine/kernel/fold.hpp"
#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/overload.hpp"

namespace probant {
namespace {

template <class Phase>
void advance(Phase& phase, RecordedEvent const& event) {
  if (auto next = next_phase(phase, event.event.type())) phase = *next;
}

/// An exchange on the project that was written down once its proofs were examined moves nothing.
bool is_late_exchange(AapState const& state, RecordedEvent const& event) {
  auto const& body = event.event.body;
  bool const exchange = std::holds_alternative<aap::ComplementRequested>(body) ||
                        std::holds_alternative<aap::ComplementReceived>(body);
  return exchange && state.proofs && !is_about_proofs(state, event.occurred_at);
}

/// Seen from a past day, another complement may be awaited that was answered later.
bool still_awaits(AapState const& state, RecordedEvent const& event) {
  return std::holds_alternative<aap::ComplementReceived>(event.event.body) &&
         is_awaited(complements_of(state, is_about_proofs(state, event.occurred_at)));
}

void ask(AapState& state, Date due_on, Happening const& now) {
  auto const next = std::ranges::find_if(
      state.complements, [&](Complement const& one) { return precedes(now, one.requested); });
  state.complements.insert(next, {now, due_on, std::nullopt});
}

}  // namespace

std::vector<Pmsi> AapState::participants() const {
  std::vector<Pmsi> numbers;
  if (!project) return numbers;
  numbers.push_back(project->lead_pmsi);
  for (auto const& item : project->perimeter) numbers.push_back(item.pmsi);
  std::ranges::sort(numbers);
  auto const repeated = std::ranges::unique(numbers);
  numbers.erase(repeated.begin(), repeated.end());
  return numbers;
}

Instalment const& AapState::instalment(aap::InstalmentNumber number) const {
  return instalments[number.value == 1 ? 0 : 1];
}
Instalment& AapState::instalment(aap::InstalmentNumber number) {
  return instalments[number.value == 1 ? 0 : 1];
}

void evolve(AapState& state, RecordedEvent const& event) {
  using namespace aap;
  auto const now = Happening::of(event);
  if (std::holds_alternative<ComplementReceived>(event.event.body)) {
    receive_complement(state.complements, now);
  }
  if (!is_late_exchange(state, event) && !still_awaits(state, event)) advance(state.phase, event);
  fold_own<DossierKind::aap>(event.event.body,
                             Overload{
                                 [&](ProjectFiled const& e) {
                                   state.project = e;
                                   state.filed = now;
                                 },
                                 [&](ComplementRequested const& e) { ask(state, e.due_on, now); },
                                 [](ComplementReceived const&) {},
                                 [&](ProjectWithdrawn const&) { state.withdrawn = now; },
                                 [&](ProjectSelected const& e) {
                                   state.decided = now;
                                   state.granted = e.granted_cents;
                                 },
                                 [&](ProjectNotSelected const&) { state.decided = now; },
                                 [&](ConventionSigned const& e) {
                                   state.convention = now;
                                   if (!event.erased) state.convention_signed_on = e.signed_on;
                                 },
                                 [&](InstalmentOrdered const& e) {
                                   auto& instalment = state.instalment(e.instalment);
                                   advance(instalment.phase, event);
                                   instalment.amount = e.amount_cents;
                                   instalment.ordered_by = event.actor.id;
                                   instalment.ordered = now;
                                 },
                                 [&](InstalmentPaid const& e) {
                                   auto& instalment = state.instalment(e.instalment);
                                   advance(instalment.phase, event);
                                   instalment.paid = instalment.disbursed = now;
                                   if (event.erased) return;
                                   instalment.disbursed = placed_on(e.paid_on, now);
                                   instalment.payment_reference = e.payment_reference.value;
                                 },
                                 [&](ProofsDeposited const& e) {
                                   state.proofs = now;
                                   for (auto const& target : e.targets) {
                                     if (!target.achieved)
                                       state.missed_targets.push_back(target.label);
                                   }
                                 },
                                 [&](AttainmentValidated const&) { state.attainment = now; },
                                 [&](AttainmentRefused const&) { state.attainment = now; },
                             });
}

}  // namespace probant
