#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

bool is_over(CandidacyPhase phase) {
  return phase == CandidacyPhase::rejected || phase == CandidacyPhase::withdrawn;
}

Obligation of_window(View const& view, std::string key, std::string_view window_key,
                     std::string label) {
  auto const window = view.window(window_key);
  Obligation obligation;
  obligation.key = std::move(key);
  obligation.label = std::move(label);
  obligation.responsible = "establishment";
  obligation.opens_on = window.opens_on;
  obligation.due_on = window.closes_on.value_or(Date{});
  obligation.source = window.source;
  obligation.extended_from = window.extended_from;
  return obligation;
}

void add_milestone(HospiconnectState const& state, View const& view, Entity entity,
                   std::vector<Obligation>& out) {
  auto const found = state.milestones.find(entity);
  auto const milestone = found == state.milestones.end() ? Milestone{} : found->second;
  auto const suffix = state.entities.size() > 1 ? " (" + entity.text() + ")" : std::string{};
  auto note = of_window(view, "hospiconnect.note_de_cadrage", "hospiconnect.milestone",
                        "Note de cadrage à déposer" + suffix);
  note.met = milestone.note;
  note.cancelled = is_over(state.phase) && !note.met;
  auto indicators = of_window(view, "hospiconnect.maturity_indicators", "hospiconnect.milestone",
                              "Indicateurs de maturité IE à compléter" + suffix);
  indicators.met = milestone.indicators;
  indicators.cancelled = is_over(state.phase) && !indicators.met;
  out.push_back(std::move(note));
  out.push_back(std::move(indicators));
}

}  // namespace

void add_obligations(HospiconnectState const& state, View const& view,
                     std::vector<Obligation>& out) {
  auto candidacy = of_window(view, "hospiconnect.candidacy", "hospiconnect.window",
                             "Candidature HospiConnect à déposer");
  candidacy.met = state.filed;
  candidacy.cancelled = is_over(state.phase) && !state.filed;
  out.push_back(std::move(candidacy));
  for (auto const entity : state.entities) add_milestone(state, view, entity, out);
  add_complements(state.complements, is_over(state.phase), out);
}

}  // namespace probant
