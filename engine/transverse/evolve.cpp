#include "engine/transverse/state.hpp"

namespace probant {

void evolve(TransverseState& state, RecordedEvent const& event) {
  using namespace transverse;
  if (auto next = next_phase(state.hold, event.event.type())) state.hold = *next;
  if (auto const* e = std::get_if<ExtensionGranted>(&event.event.body)) {
    state.extensions[e->key.value].push_back({Happening::of(event), e->new_date});
  } else if (auto const* c = std::get_if<CorrectionRecorded>(&event.event.body)) {
    state.corrected.push_back(c->position);
  }
}

}  // namespace probant
