#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/log/digest.hpp"
#include "engine/programme/lifecycle.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace programme;

void check(RulebookAdopted const& e, ProgrammeState const& state, Context const& context,
           Verdict& verdict) {
  auto const refuse = [&](std::string field, std::string message) {
    verdict.refuse_field(std::move(field), std::move(message), house_rule("programme.rulebook"));
  };
  if (context.dossier().reference != e.name.value) {
    refuse("data.name", "Le jeu de règles « " + e.name.value +
                            " » s'adopte dans le dossier programme:" + e.name.value + ".");
  }
  if (sha256(e.content.value) != e.sha256) {
    refuse("data.sha256", "L'empreinte sha256 n'est pas celle du contenu du jeu de règles.");
  }
  try {
    auto const rules = Rulebook::parse(e.content.value);
    if (rules.name() != e.name.value || rules.version() != e.version.value) {
      refuse("data.content", "Le contenu se nomme « " + rules.id() + " », la proposition « " +
                                 e.name.value + "/" + e.version.value + " ».");
    }
  } catch (RulebookError const& error) {
    refuse("data.content", std::string{"Le jeu de règles ne se lit pas : "} + error.what());
  }
  for (auto const& adopted : state.rulebooks) {
    if (adopted.rules->version() == e.version.value && adopted.sha256 != e.sha256) {
      refuse("data.version",
             "La version " + e.version.value +
                 " est déjà adoptée avec un autre contenu : donnez-lui un autre numéro.");
    }
  }
}

void check_key(std::string const& key, Context const& context, Verdict& verdict) {
  if (context.rules().find("calendar." + key + ".closes_on")) return;
  verdict.refuse_field("data.key",
                       "« " + key +
                           " » n'est pas une clé du calendrier ; voir « probant rules » pour les "
                           "clés calendar.*.",
                       house_rule("calendar.keys"));
}

bool holds_rules(ProgrammeState const& state, View const& view) {
  return !state.rulebooks.empty() || view.dossier().reference == view.rules().name();
}

/// The national calendar is everybody's: a dossier that holds no rules moves none of its dates.
void require_rules(ProgrammeState const& state, Context const& context, Verdict& verdict) {
  if (holds_rules(state, context)) return;
  bool const exists = context.find(context.dossier()) != nullptr;
  verdict.refuse(exists ? ReasonCode::not_allowed_now : ReasonCode::unknown_dossier,
                 "Aucun jeu de règles n'est adopté dans " + context.dossier().text() +
                     " : le calendrier se change dans programme:" + context.rules().name() + ".",
                 house_rule("programme.dossier"));
}

void check(DateSet const& e, Context const& context, Verdict& verdict) {
  check_key(e.key.value, context, verdict);
  auto const window = context.window(e.key.value);
  if (window.opens_on && e.date < *window.opens_on) {
    verdict.refuse_field(
        "data.date",
        "Le " + to_french(e.date) + " précède l'ouverture du " + to_french(*window.opens_on) + ".",
        house_rule("calendar.keys"));
  }
}

void check(WindowOpened const& e, Context const& context, Verdict& verdict) {
  check_key(e.key.value, context, verdict);
  if (e.closes_on < e.opens_on) {
    verdict.refuse_field("data.closes_on", "Le guichet fermerait avant d'ouvrir.",
                         house_rule("calendar.keys"));
  }
  auto const& earliest = context.rules().parameter("calendar.aap.window.earliest_open");
  if (e.key.value == "aap.window" && e.opens_on < std::get<Date>(earliest.value)) {
    verdict.refuse(ReasonCode::window_not_open,
                   "Le guichet de l'AAP n'ouvre pas avant le " +
                       to_french(std::get<Date>(earliest.value)) + ".",
                   earliest);
  }
  auto const& latest = context.rules().parameter("calendar.aap.window.latest_open");
  if (e.key.value == "aap.window" && e.opens_on > std::get<Date>(latest.value)) {
    verdict.warn("window_opened_late",
                 "Le guichet de l'AAP ouvre le " + to_french(e.opens_on) +
                     ", après la date la plus tardive prévue, le " +
                     to_french(std::get<Date>(latest.value)) + ".",
                 latest);
  }
}

}  // namespace

Competence competence(ProgrammeState const&, EventBody const&, View const&) { return {}; }

void decide(ProgrammeState const& state, EventBody& body, Context const& context,
            Verdict& verdict) {
  std::visit(Overload{
                 [&](RulebookAdopted const& e) { check(e, state, context, verdict); },
                 [&](DateSet const& e) {
                   require_rules(state, context, verdict);
                   check(e, context, verdict);
                 },
                 [&](WindowOpened const& e) {
                   require_rules(state, context, verdict);
                   check(e, context, verdict);
                 },
                 [&](auto const&) {},
             },
             body);
}

std::vector<EventType> possible_events(ProgrammeState const& state) {
  return possible_from(programme_phase(state));
}

std::vector<EventType> possible_events(ProgrammeState const& state, View const& view) {
  auto types = possible_events(state);
  if (!holds_rules(state, view)) {
    std::erase_if(
        types, [](EventType type) { return catalogue[type].name != RulebookAdopted::about.name; });
  }
  return types;
}

PhaseView phase_view(ProgrammeState const& state) {
  auto const phase = programme_phase(state);
  return {std::string{name_of(phase)}, std::string{label_of(phase)}, {}};
}

void add_obligations(ProgrammeState const&, View const&, std::vector<Obligation>&) {}

}  // namespace probant
