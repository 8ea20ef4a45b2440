#include "engine/kernel/subjects.hpp"

#include <algorithm>

#include "engine/kernel/overload.hpp"

namespace probant {

std::vector<Subject> subjects_of(RecordedEvent const& event, Dossier const& dossier) {
  auto subjects = subjects_of(event.event);
  std::visit(Overload{
                 [&](HospiconnectState const& state) {
                   for (auto const entity : state.entities) subjects.push_back(subject(entity));
                 },
                 [&](MieState const& state) {
                   for (auto const entity : state.entities) subjects.push_back(subject(entity));
                 },
                 [&](AapState const& state) {
                   for (auto const pmsi : state.participants()) subjects.push_back(subject(pmsi));
                 },
                 [&](RecoveryState const& state) { subjects.push_back(subject(state.against)); },
                 [&](RegisterState const& state) {
                   if (state.entity) subjects.push_back(subject(state.entity->entity));
                 },
                 [](ProgrammeState const&) {},
                 [](RefusalsState const&) {},
                 [](JournalState const&) {},
                 [&](ConvergenceState const& state) {
                   if (state.concerns) subjects.push_back(subject(*state.concerns));
                 },
             },
             dossier.state);
  std::ranges::sort(subjects);
  auto const repeated = std::ranges::unique(subjects);
  subjects.erase(repeated.begin(), repeated.end());
  return subjects;
}

}  // namespace probant
