#include <algorithm>

#include "engine/aap/state.hpp"
#include "engine/kernel/fold.hpp"
#include "engine/kernel/overload.hpp"

namespace probant {
namespace {

template <class Phase>
void advance(Phase& phase, RecordedEvent const& event) {
  if (auto next = next_phase(phase, event.event.type())) phase = *next;
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
  advance(state.phase, event);
  auto const now = Happening::of(event);
  fold_own<DossierKind::aap>(
      event.event.body,
      Overload{
          [&](ProjectFiled const& e) {
            state.project = e;
            state.filed = now;
          },
          [&](ComplementRequested const& e) {
            state.complements.push_back({now, e.due_on, std::nullopt});
          },
          [&](ComplementReceived const&) { receive_complement(state.complements, event); },
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
            instalment.paid = now;
            if (!event.erased) instalment.payment_reference = e.payment_reference.value;
          },
          [&](ProofsDeposited const& e) {
            state.proofs = now;
            for (auto const& target : e.targets) {
              if (!target.achieved) state.missed_targets.push_back(target.label);
            }
          },
          [&](AttainmentValidated const&) { state.attainment = now; },
          [&](AttainmentRefused const&) { state.attainment = now; },
      });
}

}  // namespace probant
