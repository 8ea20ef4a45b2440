#include "projections/event_fields.hpp"

#include <set>

#include "events/codec/json_parser.hpp"
#include "events/codec/schema_out.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

namespace dom = simdjson::dom;

std::string_view text_of(dom::object const& object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::string one_of(dom::array const& words) {
  std::string text;
  for (auto const word : words) {
    std::string_view name;
    if (word.get(name) != simdjson::SUCCESS) continue;
    text += (text.empty() ? "" : ", ") + std::string{name};
  }
  return "l'un de : " + text;
}

/// The bounds of a whole number or of a list, where the schema gives them.
std::string between(dom::object const& schema, std::string_view min, std::string_view max) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  if (schema.at_key(max).get(high) != simdjson::SUCCESS) return {};
  if (schema.at_key(min).get(low) != simdjson::SUCCESS) low = 0;
  return " de " + std::to_string(low) + " à " + std::to_string(high);
}

std::string holds(dom::object const& schema, std::string_view name) {
  dom::array words;
  if (schema.at_key("enum").get(words) == simdjson::SUCCESS) return one_of(words);
  auto const description = text_of(schema, "description");
  if (!description.empty()) return std::string{description};
  auto const type = text_of(schema, "type");
  if (type == "integer" && name.ends_with("_cents")) return "un montant, en centimes entiers";
  if (type == "integer") return "un nombre entier" + between(schema, "minimum", "maximum");
  if (type == "boolean") return "true ou false";
  if (type == "array") return "une liste" + between(schema, "minItems", "maxItems");
  if (type == "object") return "un objet";
  return type.empty() ? "une valeur" : "un texte";
}

bool is_true(dom::object const& object, std::string_view key) {
  bool flag = false;
  return object.at_key(key).get(flag) == simdjson::SUCCESS && flag;
}

class Reader {
 public:
  explicit Reader(std::vector<EventField>& fields) : fields_(fields) {}

  void properties(dom::object const& schema, std::string const& prefix) {
    dom::object all;
    if (schema.at_key("properties").get(all) != simdjson::SUCCESS) return;
    std::set<std::string_view> required;
    dom::array names;
    if (schema.at_key("required").get(names) == simdjson::SUCCESS) {
      for (auto const name : names) required.insert(name.get_string().value());
    }
    for (auto const& [name, value] : all) {
      dom::object property;
      if (value.get(property) != simdjson::SUCCESS) continue;
      auto const path = prefix + std::string{name};
      fields_.push_back({path, std::string{field_label(name)}, holds(property, name),
                         required.contains(name), is_true(property, "readOnly")});
      inside(property, path);
    }
  }

 private:
  /// A tree of explanations holds itself: its schema is a reference, which ends the way down.
  void inside(dom::object const& schema, std::string const& path) {
    properties(schema, path + ".");
    dom::object items;
    if (schema.at_key("items").get(items) == simdjson::SUCCESS) properties(items, path + "[].");
  }

  std::vector<EventField>& fields_;
};

}  // namespace

std::vector<EventField> event_fields(EventType type) {
  codec::JsonParser parser;
  std::vector<EventField> fields;
  auto const schema = json_schema(type);
  dom::object root;
  if (parser.parse(schema) && parser.root().get(root) == simdjson::SUCCESS) {
    Reader{fields}.properties(root, "");
  }
  return fields;
}

}  // namespace probant
