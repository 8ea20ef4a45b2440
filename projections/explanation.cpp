#include "projections/explanation.hpp"

#include <map>

#include "engine/kernel/overload.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

std::string scalar_json(Scalar const& scalar) {
  return std::visit(Overload{
                        [](std::monostate) { return std::string{"null"}; },
                        [](bool flag) { return std::string{flag ? "true" : "false"}; },
                        [](std::int64_t number) { return std::to_string(number); },
                        [](std::string const& text) {
                          std::string out;
                          append_json_string(out, text);
                          return out;
                        },
                    },
                    scalar.value);
}

/// Looks up the last correction of an event, each event once.
class Corrections {
 public:
  Corrections(World const& world, EventStore const& store) : world_(world), store_(store) {}

  std::optional<Position> of(Position position) {
    auto const [place, first] = found_.try_emplace(position);
    if (!first) return place->second;
    store_.scan(position, position + 1, [&](StoredEvent const& event) {
      auto const* dossier = world_.find(event.dossier);
      if (!dossier) return false;
      auto const& all = dossier->transverse.corrections;
      auto const made = all.find(position);
      if (made != all.end() && !made->second.empty()) place->second = made->second.back();
      return false;
    });
    return place->second;
  }

 private:
  World const& world_;
  EventStore const& store_;
  std::map<Position, std::optional<Position>> found_;
};

void mark(Explanation& node, Corrections& corrections) {
  if (node.position) {
    if (auto const by = corrections.of(node.position->value)) {
      node.label.value += " (corrigé par l'événement " + std::to_string(*by) + ")";
    }
  }
  if (!node.operands) return;
  for (auto& operand : *node.operands) mark(operand, corrections);
}

}  // namespace

Explanation with_corrections(Explanation tree, World const& world, EventStore const& store) {
  Corrections corrections{world, store};
  mark(tree, corrections);
  return tree;
}

std::string explanation_json(Explanation const& node) {
  JsonObject object;
  object.text("label", node.label.value).text("unit", name_of(node.unit));
  object.raw("value", scalar_json(node.value));
  if (node.formula) object.text("formula", node.formula->value);
  if (node.rule) object.text("rule", node.rule->value);
  if (node.source) object.text("source", node.source->value);
  if (node.position) object.number("position", *node.position);
  if (node.operands) object.raw("operands", json_array(*node.operands, explanation_json));
  return object.json();
}

}  // namespace probant
