#include "engine/kernel/machine.hpp"
#include "engine/transverse/state.hpp"

namespace probant {
namespace {

using namespace transverse;

using HoldTable = boost::mpl::vector<                      //
    On<HoldPhase::free, LegalHoldSet, HoldPhase::held>,    //
    On<HoldPhase::held, LegalHoldLifted, HoldPhase::free>  //
    >;
using HoldMachine = Machine<HoldPhase, HoldPhase::free, HoldTable>;

}  // namespace

std::optional<HoldPhase> next_phase(HoldPhase phase, EventType type) {
  return HoldMachine::next(phase, type);
}

std::vector<Track> transverse_tracks() {
  return {{"legal_hold", name_of(HoldPhase::free), HoldMachine::transitions()}};
}

}  // namespace probant
