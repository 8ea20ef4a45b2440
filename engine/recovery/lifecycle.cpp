#include "engine/kernel/machine.hpp"
#include "engine/recovery/state.hpp"

namespace probant {
namespace {

using namespace recovery;
using P = RecoveryPhase;
using C = CollectionPhase;
using A = AppealPhase;
using R = RestitutionPhase;

// A withdrawal is decided again only to carry out a judgment that annulled a part of it. A judgment
// reopens what was closed: the debt may have fallen, or stand again.
using ProcedureTable = boost::mpl::vector<
    On<P::none, Opened, P::opened>,                                                //
    On<P::opened, FormalNoticeServed, P::notice_served>,                           //
    On<P::notice_served, FormalNoticeServed, P::notice_served>,                    //
    On<P::notice_served, ObservationsReceived, P::observations_received>,          //
    On<P::observations_received, ObservationsReceived, P::observations_received>,  //
    On<P::notice_served, BreachRemedied, P::remedied>,                             //
    On<P::observations_received, BreachRemedied, P::remedied>,                     //
    On<P::notice_served, WithdrawalDecided, P::withdrawal_decided>,                //
    On<P::observations_received, WithdrawalDecided, P::withdrawal_decided>,        //
    On<P::withdrawal_decided, WithdrawalDecided, P::withdrawal_decided>,           //
    On<P::opened, Closed, P::closed>,                                              //
    On<P::notice_served, Closed, P::closed>,                                       //
    On<P::observations_received, Closed, P::closed>,                               //
    On<P::remedied, Closed, P::closed>,                                            //
    On<P::withdrawal_decided, Closed, P::closed>,                                  //
    On<P::closed, AppealDecided, P::withdrawal_decided>                            //
    >;
using ProcedureMachine = Machine<P, P::none, ProcedureTable>;

// Ordered anew once what was received has been given back and a higher court restores the debt.
using CollectionTable =
    boost::mpl::vector<On<C::none, RepaymentOrdered, C::ordered>,                     //
                       On<C::ordered, RepaymentOrdered, C::ordered>,                  //
                       On<C::by_instalments, RepaymentOrdered, C::ordered>,           //
                       On<C::ordered, InstalmentsGranted, C::by_instalments>,         //
                       On<C::by_instalments, InstalmentsGranted, C::by_instalments>,  //
                       On<C::ordered, RepaymentReceived, C::ordered>,                 //
                       On<C::by_instalments, RepaymentReceived, C::by_instalments>,   //
                       On<C::none, Waived, C::none>,                                  //
                       On<C::ordered, Waived, C::ordered>,                            //
                       On<C::by_instalments, Waived, C::by_instalments>,              //
                       On<C::none, WrittenOff, C::none>,                              //
                       On<C::ordered, WrittenOff, C::ordered>,                        //
                       On<C::by_instalments, WrittenOff, C::by_instalments>           //
                       >;
using CollectionMachine = Machine<C, C::none, CollectionTable>;

// From one court to the next: a judgment can itself be appealed against.
using AppealTable = boost::mpl::vector<On<A::none, AppealFiled, A::filed>,       //
                                       On<A::filed, AppealDecided, A::decided>,  //
                                       On<A::decided, AppealFiled, A::filed>     //
                                       >;
using AppealMachine = Machine<A, A::none, AppealTable>;

// Another judgment changes what is owed back: it is ordered again before it is paid.
using RestitutionTable = boost::mpl::vector<On<R::none, RestitutionOrdered, R::ordered>,     //
                                            On<R::ordered, RestitutionOrdered, R::ordered>,  //
                                            On<R::ordered, RestitutionPaid, R::paid>,        //
                                            On<R::paid, RestitutionOrdered, R::ordered>      //
                                            >;
using RestitutionMachine = Machine<R, R::none, RestitutionTable>;

}  // namespace

std::optional<RecoveryPhase> next_phase(RecoveryPhase phase, EventType type) {
  return ProcedureMachine::next(phase, type);
}
std::optional<CollectionPhase> next_phase(CollectionPhase phase, EventType type) {
  return CollectionMachine::next(phase, type);
}
std::optional<AppealPhase> next_phase(AppealPhase phase, EventType type) {
  return AppealMachine::next(phase, type);
}

std::optional<RestitutionPhase> next_phase(RestitutionPhase phase, EventType type) {
  return RestitutionMachine::next(phase, type);
}

std::vector<Track> recovery_tracks() {
  return {{"procedure", name_of(P::none), ProcedureMachine::transitions()},
          {"collection", name_of(C::none), CollectionMachine::transitions()},
          {"appeal", name_of(A::none), AppealMachine::transitions()},
          {"restitution", name_of(R::none), RestitutionMachine::transitions()}};
}

}  // namespace probant
