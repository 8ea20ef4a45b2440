#include "engine/aap/state.hpp"
#include "engine/kernel/machine.hpp"

namespace probant {
namespace {

using namespace aap;
using P = ProjectPhase;
using I = InstalmentPhase;

/// The order of the steps is that of the calendar published: filing, selection, convention,
/// proofs, decision. Attainment may be refused without proofs: some projects never deposit any.
using ProjectTable = boost::mpl::vector<                                         //
    On<P::none, ProjectFiled, P::filed>,                                         //
    On<P::filed, ComplementRequested, P::complement_awaited>,                    //
    On<P::complement_awaited, ComplementReceived, P::filed>,                     //
    On<P::filed, ProjectWithdrawn, P::withdrawn>,                                //
    On<P::complement_awaited, ProjectWithdrawn, P::withdrawn>,                   //
    On<P::selected, ProjectWithdrawn, P::withdrawn>,                             //
    On<P::under_convention, ProjectWithdrawn, P::withdrawn>,                     //
    On<P::filed, ProjectSelected, P::selected>,                                  //
    On<P::filed, ProjectNotSelected, P::not_selected>,                           //
    On<P::complement_awaited, ProjectNotSelected, P::not_selected>,              //
    On<P::selected, ConventionSigned, P::under_convention>,                      //
    On<P::under_convention, ProofsDeposited, P::proofs_deposited>,               //
    On<P::proofs_deposited, ComplementRequested, P::proofs_complement_awaited>,  //
    On<P::proofs_complement_awaited, ComplementReceived, P::proofs_deposited>,   //
    On<P::proofs_deposited, AttainmentValidated, P::attained>,                   //
    On<P::under_convention, AttainmentRefused, P::not_attained>,                 //
    On<P::proofs_deposited, AttainmentRefused, P::not_attained>,                 //
    On<P::proofs_complement_awaited, AttainmentRefused, P::not_attained>         //
    >;
using ProjectMachine = Machine<ProjectPhase, P::none, ProjectTable>;

using InstalmentTable = boost::mpl::vector<      //
    On<I::none, InstalmentOrdered, I::ordered>,  //
    On<I::ordered, InstalmentPaid, I::paid>      //
    >;
using InstalmentMachine = Machine<InstalmentPhase, I::none, InstalmentTable>;

}  // namespace

std::optional<ProjectPhase> next_phase(ProjectPhase phase, EventType type) {
  return ProjectMachine::next(phase, type);
}
std::optional<InstalmentPhase> next_phase(InstalmentPhase phase, EventType type) {
  return InstalmentMachine::next(phase, type);
}

std::vector<Track> aap_tracks() {
  return {{"project", name_of(P::none), ProjectMachine::transitions()},
          {"instalment", name_of(I::none), InstalmentMachine::transitions()}};
}

}  // namespace probant
