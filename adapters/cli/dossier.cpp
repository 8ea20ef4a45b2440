// probant show and history: one dossier, now or then.
#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/questions.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/words.hpp"
#include "projections/dossier_view.hpp"
#include "projections/history.hpp"
#include "projections/json_object.hpp"
#include "projections/readable.hpp"
#include "projections/words.hpp"

namespace probant::cli {
namespace {

std::string deadline_lines(std::vector<Deadline> const& deadlines) {
  Table table{{{"ÉCHÉANCE", "POUR", "LE", "ÉTAT"}}, {}, {}};
  for (auto const& deadline : deadlines) {
    table.rows.push_back({deadline.label, std::string{responsible_label(deadline.responsible)},
                          to_french(deadline.due_on), std::string{state_label(deadline.state)}});
  }
  return to_text(table);
}

std::string amount_lines(Amounts const& amounts) {
  Table table{{{"MONTANT", "EUROS"}}, {1}, {}};
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (!amounts[i]) continue;
    auto const figure = static_cast<Figure>(i);
    table.rows.push_back({std::string{label_of(figure)}, amount_text(amounts[i], figure)});
  }
  return to_text(table);
}

std::string in_words(DossierView const& view) {
  std::string text = coloured(Colour::bold, view.dossier.text()) + " : " + view.phase.label;
  if (view.version == 0 && view.facts != "{}") {
    return text + "\n\nFaits :\n" + readable(view.facts, 2);
  }
  if (view.version == 0) return text + " (dossier inconnu à cette date)\n";
  text += " (version " + std::to_string(view.version) + ", dernier événement à la position " +
          std::to_string(view.position) + ")\n";
  for (auto const& track : view.phase.tracks) {
    text += "  " + track_label(track.track) + " : " + track.label + "\n";
  }
  if (view.facts != "{}") text += "\nFaits :\n" + readable(view.facts, 2);
  if (view.amounts) text += "\n" + amount_lines(*view.amounts);
  if (!view.deadlines.empty()) text += "\n" + deadline_lines(view.deadlines);
  text += "\nActes possibles ensuite :\n";
  for (auto const type : view.allowed_next) {
    text += "  " + std::string{catalogue[type].name} + " — " + std::string{catalogue[type].label} +
            "\n";
  }
  return text;
}

std::string in_words(HistoryItem const& item) {
  auto const& about = catalogue[item.type];
  std::string text = coloured(Colour::bold, to_french(item.occurred_at)) + "  " +
                     std::string{about.label} + "  [" + std::string{about.name} + "]\n";
  text += "    position " + std::to_string(item.position) + ", version " +
          std::to_string(item.version) + ", enregistré le " + to_french(item.recorded_at) + "\n";
  text += "    par " + actor_words(item.actor) + "\n";
  if (item.came_by) text += "    " + in_words(*item.came_by) + "\n";
  if (item.phase_before != item.phase_after) {
    text += "    phase : " + item.label_before + " → " + item.label_after + "\n";
  }
  for (auto const& change : item.changes) {
    text += "    " + track_label(change.track) + " : " +
            (change.before.empty() ? "" : change.label_before + " → ") + change.label_after + "\n";
  }
  if (item.former_date) {
    text += "    échéance précédente : " + to_french(*item.former_date) + "\n";
  }
  text += "    fondement : " + std::string{item.legal_basis} +
          (item.rulebook.empty() ? "" : " ; règles " + item.rulebook) + "\n";
  for (auto const& correction : item.corrections) {
    text += "    corrigé le " + to_french(correction.recorded_at) + " par l'acte à la position " +
            std::to_string(correction.position) + " (" + correction.grounds + ")\n" +
            readable(JsonObject{}.raw("corrections", to_json(correction.fields)).json(), 6);
  }
  if (auto const& erasure = item.erasure; erasure && !erasure->unlawful.empty()) {
    text += "    contenu absent : " + erasure->unlawful + " (acte à la position " +
            std::to_string(erasure->position) + ") ; lancez probant verify\n";
  } else if (erasure) {
    text += "    contenu effacé légalement le " + to_french(erasure->recorded_at) + " (" +
            erasure->legal_basis + "), acte à la position " + std::to_string(erasure->position) +
            "\n";
  } else if (item.erased) {
    text += "    contenu absent, sans acte qui en ordonne l'effacement\n";
  }
  text += warning_lines(item.warnings);
  return text + (item.erased ? "" : readable(item.data, 4));
}

}  // namespace

int run_show(Common const& common, DossierOptions const& options) {
  auto const id = parse_dossier(options.dossier);
  auto const [question, world] = world_of(common, options.past.valid_at, options.past.known_at);
  auto const view = view_of(world, id, question.at);
  print(common.format == Format::json ? to_json(view) + "\n" : in_words(view));
  return exit_done;
}

int run_history(Common const& common, DossierOptions const& options) {
  auto const id = parse_dossier(options.dossier);
  auto const store = open_to_ask(common);
  auto const question = asked(*store, options.past.valid_at, options.past.known_at);
  auto items = history(*store, id, question.bounds);
  bool const moves_a_date =
      std::ranges::any_of(items, [](HistoryItem const& item) { return !item.moved_key.empty(); });
  if (moves_a_date) add_former_dates(items, id, replay(*store, question.bounds));
  if (common.format == Format::json) {
    print(json_array(items, [](HistoryItem const& item) { return to_json(item); }) + "\n");
    return exit_done;
  }
  if (items.empty()) print(id.text() + " : aucun événement connu à cette date.\n");
  std::string text;
  for (auto const& item : items) text += in_words(item) + "\n";
  print(text);
  return exit_done;
}

}  // namespace probant::cli
