#include "engine/register/lifecycle.hpp"

#include "engine/kernel/machine.hpp"

namespace probant {
namespace {

using namespace reference;
using E = EntityPhase;
using I = ImportsPhase;

using EntityTable = boost::mpl::vector<On<E::none, EntityRecorded, E::recorded>,            //
                                       On<E::recorded, EntityRecorded, E::recorded>,        //
                                       On<E::recorded, WorkforceRecorded, E::recorded>,     //
                                       On<E::recorded, ActivityRecorded, E::recorded>,      //
                                       On<E::recorded, UsagePaymentRecorded, E::recorded>,  //
                                       On<E::recorded, CeilingPublished, E::recorded>       //
                                       >;
using EntityMachine = Machine<E, E::none, EntityTable>;

using ImportsTable = boost::mpl::vector<On<I::none, ImportCompleted, I::recorded>,     //
                                        On<I::recorded, ImportCompleted, I::recorded>  //
                                        >;
using ImportsMachine = Machine<I, I::none, ImportsTable>;

}  // namespace

std::optional<EntityPhase> next_phase(EntityPhase phase, EventType type) {
  return EntityMachine::next(phase, type);
}
std::optional<ImportsPhase> next_phase(ImportsPhase phase, EventType type) {
  return ImportsMachine::next(phase, type);
}

std::vector<Track> register_tracks() {
  return {{"entity", name_of(E::none), EntityMachine::transitions()},
          {"imports", name_of(I::none), ImportsMachine::transitions()}};
}

}  // namespace probant
