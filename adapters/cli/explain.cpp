// probant explain: a figure as a tree, down to events, rules and their sources.
#include "adapters/cli/exit.hpp"
#include "adapters/cli/questions.hpp"
#include "adapters/cli/terminal.hpp"
#include "engine/kernel/overload.hpp"
#include "projections/explanation.hpp"
#include "projections/exposure.hpp"

namespace probant::cli {
namespace {

std::string value_text(Explanation const& node) {
  return std::visit(Overload{
                        [](std::monostate) { return std::string{"inconnu"}; },
                        [](bool flag) { return std::string{flag ? "oui" : "non"}; },
                        [&](std::int64_t number) {
                          return node.unit == Unit::cents ? to_french(Money::cents(number))
                                                          : std::to_string(number);
                        },
                        [](std::string const& text) {
                          auto const date = Date::parse(text);
                          return date ? to_french(*date) : text;
                        },
                    },
                    node.value.value);
}

void draw(Explanation const& node, std::string const& indent, std::string& out) {
  out += node.label.value + " = " + coloured(Colour::bold, value_text(node));
  if (node.formula) out += "  (" + node.formula->value + ")";
  if (node.position) out += "  ← événement " + std::to_string(node.position->value);
  if (node.rule) out += "  ← règle " + node.rule->value;
  if (node.source) out += " [" + node.source->value + "]";
  out += "\n";
  if (!node.operands) return;
  for (std::size_t i = 0; i < node.operands->size(); ++i) {
    bool const last = i + 1 == node.operands->size();
    out += indent + (last ? "└─ " : "├─ ");
    draw((*node.operands)[i], indent + (last ? "   " : "│  "), out);
  }
}

std::string all_names() {
  std::string names;
  for (auto const& name : names_to_unfold()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

int run_explain(Common const& common, ExplainOptions const& options) {
  auto const id = parse_dossier(options.dossier);
  if (!label_to_unfold(options.figure)) {
    throw UsageError("« " + options.figure + " » n'est pas un montant ; il y a : " + all_names() +
                     ".");
  }
  auto const store = open_to_ask(common);
  auto const question = asked(*store, options.past.valid_at, options.past.known_at);
  auto const world = replay(*store, question.bounds);
  auto const* dossier = world.find(id);
  auto unfolded = dossier ? unfold(world, *dossier, options.figure, question.at) : std::nullopt;
  if (!unfolded) {
    complain("probant : " + why_not_unfolded(world, id, options.figure, question.at));
    return exit_no;
  }
  auto const tree = with_corrections(*std::move(unfolded), *store, question.bounds);
  auto const rulebooks = rulebooks_behind(world, *dossier, question.at);
  if (common.format == Format::json) {
    print(explanation_json(tree, rulebooks) + "\n");
  } else {
    std::string text;
    draw(tree, "", text);
    for (auto const& one : rulebooks) text += "Jeu de règles : " + one + "\n";
    print(text);
  }
  return exit_done;
}

}  // namespace probant::cli
