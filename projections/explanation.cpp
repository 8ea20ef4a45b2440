#include "projections/explanation.hpp"

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

}  // namespace

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
