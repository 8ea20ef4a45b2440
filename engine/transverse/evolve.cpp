#include "engine/kernel/overload.hpp"
#include "engine/transverse/state.hpp"

namespace probant {

void evolve(TransverseState& state, RecordedEvent const& event) {
  using namespace transverse;
  if (auto next = next_phase(state.hold, event.event.type())) state.hold = *next;
  if (event.erased) return;
  auto const now = Happening::of(event);
  std::visit(Overload{
                 [&](ExtensionGranted const& e) {
                   auto const by = event.actor.role == Role::ars
                                       ? Region::parse(event.actor.organisation)
                                       : std::nullopt;
                   state.extensions[e.key.value].push_back({now, e.new_date, by});
                 },
                 [&](CorrectionRecorded const& e) {
                   state.corrections[e.position].push_back(event.position);
                   state.corrected = now;
                 },
                 [&](ErasureRequested const& e) {
                   state.erasures_asked[e.position] = {now, event.actor.id, e.legal_basis.value};
                 },
                 [&](PayloadErased const& e) {
                   state.erasures_asked.erase(e.position);
                   state.erasures.emplace(e.position, now);
                 },
                 [](auto const&) {},
             },
             event.event.body);
}

}  // namespace probant
