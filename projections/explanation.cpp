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

using Corrections = std::map<Position, Position>;

/// Of each event corrected, the last event that did it.
Corrections corrections_in(World const& world) {
  Corrections all;
  for (auto const* dossier : world.dossiers()) {
    for (auto const& [position, by] : dossier->transverse.corrections) {
      if (!by.empty()) all[position] = by.back();
    }
  }
  return all;
}

void mark(Explanation& node, Corrections const& corrections) {
  if (node.position) {
    auto const found = corrections.find(node.position->value);
    if (found != corrections.end()) {
      node.label.value += " (corrigé par l'événement " + std::to_string(found->second) + ")";
    }
  }
  if (!node.operands) return;
  for (auto& operand : *node.operands) mark(operand, corrections);
}

}  // namespace

Explanation with_corrections(Explanation tree, World const& world) {
  mark(tree, corrections_in(world));
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
