#include "projections/dossier_view.hpp"

#include "engine/transverse/decide.hpp"
#include "projections/facts.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

bool is_open(Deadline const& deadline) {
  return deadline.state != DeadlineState::met && deadline.state != DeadlineState::met_late &&
         deadline.state != DeadlineState::cancelled;
}

Amounts values_of(Figures const& figures) {
  Amounts amounts;
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (figures[i]) amounts[i] = figures[i]->value;
  }
  return amounts;
}

std::vector<EventType> next_events(Dossier const& dossier, View const& view) {
  auto types =
      std::visit([&](auto const& state) { return possible_events(state, view); }, dossier.state);
  std::erase_if(types, [&](EventType type) { return wants_figures(dossier, type); });
  for (auto const type : possible_transverse_events(dossier, view.rules())) types.push_back(type);
  return types;
}

}  // namespace

DossierView view_of(World const& world, DossierId const& id, Instant at) {
  auto const* known = world.find(id);
  auto const dossier = known ? *known : new_dossier(id);
  DossierView view;
  view.dossier = id;
  view.version = dossier.version;
  view.position = dossier.last_position;
  view.phase = std::visit([](auto const& state) { return phase_view(state); }, dossier.state);
  view.facts = known ? facts_json(dossier, {world, id, at}) : group_facts_json(id, world);
  view.allowed_next = next_events(dossier, {world, id, at});
  if (!known) {
    if (view.facts != "{}") view.phase = {"group", "groupe (GHT), d'après ses membres", {}};
    return view;
  }
  if (auto const figures = figures_of(world, dossier, at, Tracing::off)) {
    view.amounts = values_of(*figures);
  }
  for (auto& deadline : deadlines_of(world, dossier, at)) {
    if (is_open(deadline)) view.deadlines.push_back(std::move(deadline));
  }
  return view;
}

std::string to_json(DossierView const& view) {
  JsonObject object;
  object.text("dossier", view.dossier.text())
      .text("kind", name_of(view.dossier.kind))
      .text("phase", view.phase.phase)
      .number("version", view.version);
  object.number_or_null("position",
                        view.position < 0 ? std::nullopt : std::optional{view.position});
  object.raw("facts", view.facts)
      .raw("amounts", view.amounts ? to_json(*view.amounts) : "{}")
      .raw("deadlines",
           json_array(view.deadlines, [](Deadline const& deadline) { return to_json(deadline); }))
      .raw("allowed_next", json_array(view.allowed_next,
                                      [](EventType type) {
                                        return "\"" + std::string{catalogue[type].name} + "\"";
                                      }))
      .raw("tracks", json_array(view.phase.tracks, [](PhaseView::TrackPhase const& track) {
             return JsonObject{}.text("track", track.track).text("phase", track.phase).json();
           }));
  return object.json();
}

}  // namespace probant
