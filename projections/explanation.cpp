#include "projections/explanation.hpp"

#include <algorithm>
#include <map>

#include "engine/kernel/event_reader.hpp"
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

/// What the corrections of one event made of it.
struct Corrected {
  struct Value {
    Scalar value;
    Position by;
  };
  std::vector<Value> values;
  std::string as_recorded;  ///< its data, as canonical JSON
  Position last = 0;
};

/// Each event is looked up once.
class Corrections {
 public:
  Corrections(World const& world, EventStore const& store) : world_(world), store_(store) {}

  Corrected const* of(Position position) {
    auto const [place, first] = found_.try_emplace(position);
    if (first) place->second = look_up(position);
    return place->second ? &*place->second : nullptr;
  }

 private:
  std::optional<Corrected> look_up(Position position) {
    std::optional<Corrected> found;
    std::vector<Position> made;
    store_.scan(position, position + 1, [&](StoredEvent const& event) {
      auto const* dossier = world_.find(event.dossier);
      if (!dossier) return false;
      auto const& all = dossier->transverse.corrections;
      auto const corrections = all.find(position);
      if (corrections == all.end() || corrections->second.empty()) return false;
      made = corrections->second;
      found = Corrected{{}, std::string{event.payload}, made.back()};
      return false;
    });
    for (auto const by : made) add_values(by, *found);
    return found;
  }

  void add_values(Position by, Corrected& corrected) {
    store_.scan(by, by + 1, [&](StoredEvent const& event) {
      auto const& body = reader_.read(event).event.body;
      auto const* correction = std::get_if<transverse::CorrectionRecorded>(&body);
      if (!correction) return false;
      for (auto const& one : correction->corrections) corrected.values.push_back({one.becomes, by});
      if (!correction->recomputed) return false;
      for (auto const& one : *correction->recomputed) corrected.values.push_back({one.becomes, by});
      return false;
    });
  }

  World const& world_;
  EventStore const& store_;
  EventReader reader_;
  std::map<Position, std::optional<Corrected>> found_;
};

bool holds_number(std::string_view json, std::int64_t number) {
  auto const text = ":" + std::to_string(number);
  for (auto at = json.find(text); at != std::string_view::npos; at = json.find(text, at + 1)) {
    auto const after = json.substr(at + text.size(), 1);
    if (after == "," || after == "}" || after == "]") return true;
  }
  return false;
}

/// An event has corrected values beside others, left as they were, and sums of both.
std::string note(Explanation const& node, Corrected const& corrected) {
  auto const found = std::ranges::find(corrected.values.rbegin(), corrected.values.rend(),
                                       node.value, &Corrected::Value::value);
  if (found != corrected.values.rend()) {
    return " (corrigé par l'événement " + std::to_string(found->by) + ")";
  }
  auto const* number = std::get_if<std::int64_t>(&node.value.value);
  if (!number || holds_number(corrected.as_recorded, *number)) return {};
  return " (d'un événement corrigé par l'événement " + std::to_string(corrected.last) + ")";
}

void mark(Explanation& node, Corrections& corrections) {
  if (node.position) {
    if (auto const* corrected = corrections.of(node.position->value)) {
      node.label.value += note(node, *corrected);
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
