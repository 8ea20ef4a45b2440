#include <algorithm>

#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

bool is_over(CandidacyPhase phase) {
  return phase == CandidacyPhase::rejected || phase == CandidacyPhase::withdrawn;
}

void add_milestone(HospiconnectState const& state, View const& view, Entity entity,
                   std::vector<Obligation>& out) {
  auto const found = state.milestones.find(entity);
  auto const milestone = found == state.milestones.end() ? Milestone{} : found->second;
  auto const suffix = state.entities.size() > 1 ? " (" + entity.text() + ")" : std::string{};
  auto note = due_in_window({"hospiconnect.note_de_cadrage", "hospiconnect.milestone",
                             "Note de cadrage à déposer" + suffix},
                            view, milestone.note);
  note.cancelled = is_over(state.phase) && !note.met;
  auto indicators = due_in_window({"hospiconnect.maturity_indicators", "hospiconnect.milestone",
                                   "Indicateurs de maturité IE à compléter" + suffix},
                                  view, milestone.indicators);
  indicators.cancelled = is_over(state.phase) && !indicators.met;
  out.push_back(std::move(note));
  out.push_back(std::move(indicators));
}

/// Withdrawn, a candidacy may be filed again; nobody expects it, unless time was granted for it.
void add_filing_again(HospiconnectState const& state, View const& view,
                      std::vector<Obligation>& out) {
  if (state.phase != CandidacyPhase::withdrawn || !state.filed) return;
  Due due{"hospiconnect.candidacy_again", "hospiconnect.window",
          "Candidature HospiConnect à déposer de nouveau"};
  auto const filed = view.at_act(*state.filed).window(due.window_key);
  auto again = due_in_window(std::move(due), view, std::nullopt);
  bool const granted_since = again.extended_from && again.due_on > filed.closes_on;
  if (granted_since) out.push_back(std::move(again));
}

/// What was asked of a candidacy withdrawn since is not awaited of the one filed in its place.
void add_complements(HospiconnectState const& state, std::vector<Obligation>& out) {
  auto const of_earlier = [&](Complement const& one) {
    return state.filed && one.requested.position < state.filed->position;
  };
  auto const current = std::ranges::find_if_not(state.complements, of_earlier);
  add_complements({state.complements.begin(), current}, true, out);
  add_complements({current, state.complements.end()}, state.decided.has_value(), out);
}

}  // namespace

void add_obligations(HospiconnectState const& state, View const& view,
                     std::vector<Obligation>& out) {
  auto candidacy = due_in_window(
      {"hospiconnect.candidacy", "hospiconnect.window", "Candidature HospiConnect à déposer"}, view,
      state.filed);
  candidacy.cancelled = is_over(state.phase) && !state.filed;
  if (!state.filed && view.window("hospiconnect.window").closed(view.day())) {
    candidacy.cancelled = true;
    candidacy.label = "Candidature HospiConnect : non déposée, guichet clos";
  }
  out.push_back(std::move(candidacy));
  add_filing_again(state, view, out);
  for (auto const entity : state.entities) add_milestone(state, view, entity, out);
  add_complements(state, out);
}

}  // namespace probant
