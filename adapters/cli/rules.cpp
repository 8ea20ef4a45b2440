// probant rules, events and diagram: the rulebook, the vocabulary and the procedures, as they are.
#include <filesystem>
#include <variant>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/questions.hpp"
#include "adapters/cli/terminal.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/rules/rulebook_diff.hpp"
#include "engine/rules/rulebook_schema.hpp"
#include "events/codec/json_text.hpp"

namespace probant::cli {
namespace {

void write_value(JsonWriter& json, ParameterValue const& value) {
  std::visit(Overload{
                 [&](bool flag) { json.value(flag); },
                 [&](std::int64_t number) { json.value(number); },
                 [&](Money money) { json.value(money.cents()); },
                 [&](Date date) { json.value(date.text()); },
                 [&](std::string const& text) { json.value(text); },
                 [&](TextList const& texts) {
                   json.begin_array();
                   for (auto const& text : texts) json.value(text);
                   json.end_array();
                 },
                 [&](std::vector<std::int64_t> const& numbers) {
                   json.begin_array();
                   for (auto const number : numbers) json.value(number);
                   json.end_array();
                 },
             },
             value);
}

std::string in_words(ParameterValue const& value) {
  return std::visit(Overload{
                        [](bool flag) { return std::string{flag ? "oui" : "non"}; },
                        [](std::int64_t number) { return std::to_string(number); },
                        [](Money money) { return to_french(money); },
                        [](Date date) { return to_french(date); },
                        [](std::string const& text) { return text; },
                        [](TextList const& texts) {
                          std::string joined;
                          for (auto const& text : texts) joined += "\n      - " + text;
                          return joined;
                        },
                        [](std::vector<std::int64_t> const& numbers) {
                          std::string joined;
                          for (auto const number : numbers) {
                            joined += (joined.empty() ? "" : ", ") + std::to_string(number);
                          }
                          return joined;
                        },
                    },
                    value);
}

std::string_view certainty_label(Certainty certainty) {
  switch (certainty) {
    case Certainty::stated:
      return "écrit dans la source";
    case Certainty::derived:
      return "déduit de la source";
    case Certainty::assumed:
      return "choix par défaut";
  }
  return "";
}

/// The parameters of the rulebook, then the program's own rules: whatever a refusal may name.
std::vector<Parameter> all_rules(Rulebook const& rules) {
  std::vector<Parameter> all{rules.parameters().begin(), rules.parameters().end()};
  all.insert(all.end(), house_rules().begin(), house_rules().end());
  return all;
}

std::string json_of(Rulebook const& rules) {
  std::string out;
  JsonWriter json{out};
  json.begin_array();
  for (auto const& parameter : all_rules(rules)) {
    json.begin_object().member("key", parameter.key).member("label", parameter.label);
    json.key("value");
    write_value(json, parameter.value);
    json.member("source", parameter.source).member("place", parameter.place);
    json.member("quote", parameter.quote).member("certainty", name_of(parameter.certainty));
    json.key("alternatives").begin_array();
    for (auto const& alternative : parameter.alternatives) json.value(alternative);
    json.end_array().member("source_to_supply", parameter.source_to_supply);
    json.member("fixed", is_fixed(parameter.key)).end_object();
  }
  json.end_array();
  return out + "\n";
}

std::string text_of(Rulebook const& rules) {
  std::string text = "Jeu de règles " + rules.id() + "\n";
  for (auto const& parameter : all_rules(rules)) {
    text += "\n" + coloured(Colour::bold, parameter.key) + " = " + in_words(parameter.value) + "\n";
    text += "    " + parameter.label + " (" + std::string{certainty_label(parameter.certainty)} +
            ")\n    source : " + parameter.citation() + "\n";
    if (!parameter.quote.empty()) text += "    « " + parameter.quote + " »\n";
    for (auto const& alternative : parameter.alternatives) {
      text += "    autre lecture : " + alternative + "\n";
    }
    if (is_fixed(parameter.key)) {
      text += "    valeur fixe : ce programme n'en applique pas d'autre\n";
    }
    if (parameter.source_to_supply) text += "    texte officiel à fournir\n";
  }
  return text;
}

std::string json_of(std::vector<RulebookChange> const& changes) {
  std::string out;
  JsonWriter json{out};
  auto const side = [&](std::string_view name, std::optional<Parameter> const& parameter) {
    json.key(name);
    if (parameter) {
      write_value(json, parameter->value);
    } else {
      json.null();
    }
  };
  json.begin_array();
  for (auto const& change : changes) {
    json.begin_object().member("key", change.key).member("kind", name_of(change.kind));
    side("was", change.before);
    side("becomes", change.after);
    json.end_object();
  }
  json.end_array();
  return out + "\n";
}

std::string text_of(std::vector<RulebookChange> const& changes) {
  if (changes.empty()) return "Aucune différence.\n";
  std::string text;
  auto const side = [](std::optional<Parameter> const& parameter) {
    return parameter ? in_words(parameter->value) : std::string{"(absent)"};
  };
  for (auto const& change : changes) {
    text += change.key + " : " + side(change.before) + " → " + side(change.after) +
            (change.kind == RulebookChangeKind::basis ? " (même valeur, autre fondement)" : "") +
            "\n";
  }
  return text;
}

/// The rulebook in force in the store, or the built-in one when there is no store.
std::shared_ptr<Rulebook const> rules_in_force(Common const& common) {
  if (!std::filesystem::exists(common.store)) return builtin_rulebook();
  auto const [question, world] = world_of(common, {}, {});
  auto const* adopted = world.programme().rulebook_at(question.at);
  return adopted ? adopted->rules : builtin_rulebook();
}

std::shared_ptr<Rulebook const> rules_of_version(Common const& common, std::string const& version) {
  auto const world = replay(*open_to_ask(common));
  for (auto const& adopted : world.programme().rulebooks) {
    if (adopted.rules->version() == version) return adopted.rules;
  }
  throw UsageError("Aucun jeu de règles de version « " + version + " » n'a été adopté.");
}

}  // namespace

int run_rules(Common const& common, RulesOptions const& options) {
  auto const rules = rules_in_force(common);
  if (!options.diff.empty()) {
    auto const changes = rulebook_diff(*rules_of_version(common, options.diff), *rules);
    print(common.format == Format::json ? json_of(changes) : text_of(changes));
    return exit_done;
  }
  print(common.format == Format::json ? json_of(*rules) : text_of(*rules));
  return exit_done;
}

}  // namespace probant::cli
