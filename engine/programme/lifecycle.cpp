#include "engine/programme/lifecycle.hpp"

#include "engine/kernel/machine.hpp"

namespace probant {
namespace {

using namespace programme;
using P = ProgrammePhase;

// A date may be set before any rules are adopted: the built-in ones hold until then.
using ProgrammeTable = boost::mpl::vector<On<P::none, RulebookAdopted, P::active>,    //
                                          On<P::active, RulebookAdopted, P::active>,  //
                                          On<P::none, DateSet, P::none>,              //
                                          On<P::active, DateSet, P::active>,          //
                                          On<P::none, WindowOpened, P::none>,         //
                                          On<P::active, WindowOpened, P::active>      //
                                          >;
using ProgrammeMachine = Machine<P, P::none, ProgrammeTable>;

}  // namespace

std::optional<ProgrammePhase> next_phase(ProgrammePhase phase, EventType type) {
  return ProgrammeMachine::next(phase, type);
}

std::vector<Track> programme_tracks() {
  return {{"programme", name_of(P::none), ProgrammeMachine::transitions()}};
}

}  // namespace probant
