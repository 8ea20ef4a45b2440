#include "engine/hospiconnect/state.hpp"
#include "engine/kernel/machine.hpp"

namespace probant {
namespace {

using namespace hospiconnect;
using enum CandidacyPhase;
using enum MilestonePhase;

using CandidacyTable = boost::mpl::vector<On<none, CandidacyFiled, filed>,                        //
                                          On<filed, ComplementRequested, complement_awaited>,     //
                                          On<complement_awaited, ComplementReceived, filed>,      //
                                          On<filed, CandidacyValidated, validated>,               //
                                          On<filed, CandidacyRejected, rejected>,                 //
                                          On<complement_awaited, CandidacyRejected, rejected>,    //
                                          On<filed, CandidacyWithdrawn, withdrawn>,               //
                                          On<complement_awaited, CandidacyWithdrawn, withdrawn>,  //
                                          On<validated, CandidacyWithdrawn, withdrawn>,           //
                                          On<withdrawn, CandidacyFiled, filed>                    //
                                          >;
using CandidacyMachine = Machine<CandidacyPhase, none, CandidacyTable>;

using MilestoneTable = boost::mpl::vector<
    On<nothing, NoteDeCadrageDeposited, note_deposited>,                          //
    On<note_deposited, NoteDeCadrageDeposited, note_deposited>,                   //
    On<indicators_completed, NoteDeCadrageDeposited, complete>,                   //
    On<complete, NoteDeCadrageDeposited, complete>,                               //
    On<nothing, MaturityIndicatorsCompleted, indicators_completed>,               //
    On<indicators_completed, MaturityIndicatorsCompleted, indicators_completed>,  //
    On<note_deposited, MaturityIndicatorsCompleted, complete>,                    //
    On<complete, MaturityIndicatorsCompleted, complete>                           //
    >;
using MilestoneMachine = Machine<MilestonePhase, nothing, MilestoneTable>;

}  // namespace

std::optional<CandidacyPhase> next_phase(CandidacyPhase phase, EventType type) {
  return CandidacyMachine::next(phase, type);
}
std::optional<MilestonePhase> next_phase(MilestonePhase phase, EventType type) {
  return MilestoneMachine::next(phase, type);
}

std::vector<Track> hospiconnect_tracks() {
  return {{"candidacy", name_of(none), CandidacyMachine::transitions()},
          {"milestone", name_of(nothing), MilestoneMachine::transitions()}};
}

}  // namespace probant
