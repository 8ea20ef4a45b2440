#include "adapters/evidence/payload.hpp"

#include <simdjson.h>

#include <algorithm>

#include "adapters/evidence/html.hpp"
#include "events/values/money.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

using Element = simdjson::dom::element;
using html::escape;

// A longer text has its place in events.jsonl and rulebooks, not on paper.
constexpr std::size_t longest_text = 8'192;

/// Empty for what is no text.
std::string_view text_of(simdjson::simdjson_result<Element> element) {
  std::string_view text;
  return element.get_string().get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

/// `within` is the field that holds the object, `field` the one that holds the text.
std::string words(std::string_view within, std::string_view field, std::string_view text) {
  if (auto const date = Date::parse(text)) return to_french(*date);
  if (auto const instant = Instant::parse(text)) return to_french(*instant);
  if (text.size() > longest_text) {
    return "(texte de " + std::to_string(text.size()) + " octets, entier dans events.jsonl)";
  }
  std::string out;
  for (auto const c : escape(value_label(within, field, text)))
    out += c == '\n' ? std::string{"<br>\n"} : std::string{c};
  return out;
}

std::string number(std::int64_t value, bool money) {
  return money ? escape(to_french(Money::cents(value))) : std::to_string(value);
}

std::string value_html(std::string_view within, std::string_view field, Element element);

/// The fields of an object, in their order.
std::string fields_html(std::string_view within, simdjson::dom::object object) {
  std::string out = "<dl>";
  for (auto const member : object) {
    out += "<dt>" + escape(field_label(member.key)) + "</dt><dd>";
    out += value_html(within, member.key, member.value) + "</dd>\n";
  }
  return out + "</dl>";
}

std::string explanation_html(Element element) {
  std::string const label = escape(text_of(element["label"]));
  auto const unit = text_of(element["unit"]);
  Element value;
  std::string out = label + " : ";
  if (element["value"].get(value) == simdjson::SUCCESS) {
    out += value_html("", unit == "cents" ? "_cents" : "", value);
  }
  for (auto const* field : {"formula", "rule", "source"}) {
    auto const text = text_of(element[field]);
    if (!text.empty()) out += " <span class=\"meta\">[" + escape(text) + "]</span>";
  }
  std::int64_t position = 0;
  if (element["position"].get_int64().get(position) == simdjson::SUCCESS) {
    out += " <span class=\"meta\">[position " + std::to_string(position) + "]</span>";
  }
  simdjson::dom::array operands;
  if (element["operands"].get_array().get(operands) == simdjson::SUCCESS) {
    out += "<ul>";
    for (auto const operand : operands) out += "<li>" + explanation_html(operand) + "</li>\n";
    out += "</ul>";
  }
  return out;
}

std::string list_html(std::string_view within, std::string_view field, simdjson::dom::array array) {
  if (array.size() == 0) return "aucun";
  std::string out = "<ul>";
  for (auto const item : array) out += "<li>" + value_html(within, field, item) + "</li>\n";
  return out + "</ul>";
}

std::string value_html(std::string_view within, std::string_view field, Element element) {
  switch (element.type()) {
    case simdjson::dom::element_type::OBJECT:
      if (field == "explanation") return explanation_html(element);
      return fields_html(field, simdjson::dom::object{element});
    case simdjson::dom::element_type::ARRAY:
      return list_html(within, field, simdjson::dom::array{element});
    case simdjson::dom::element_type::STRING:
      return words(within, field, text_of(Element{element}));
    case simdjson::dom::element_type::INT64:
      return number(std::int64_t{element}, field.ends_with("_cents"));
    case simdjson::dom::element_type::BOOL:
      return bool{element} ? "oui" : "non";
    case simdjson::dom::element_type::NULL_VALUE:
      return "inconnu";
    default:
      return escape(simdjson::to_string(element));
  }
}

}  // namespace

struct PayloadWords::Parser {
  simdjson::dom::parser json;

  std::optional<simdjson::dom::object> object(std::string_view text) {
    simdjson::dom::object object;
    if (json.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS) return std::nullopt;
    return object;
  }
};

PayloadWords::PayloadWords() : parser_{std::make_unique<Parser>()} {}
PayloadWords::~PayloadWords() = default;

std::string PayloadWords::to_html(std::string_view payload) {
  auto const object = parser_->object(payload);
  return object ? fields_html("", *object) : "<p>" + escape(payload) + "</p>";
}

DecisionWords PayloadWords::decision(std::string_view payload) {
  DecisionWords decision;
  auto const object = parser_->object(payload);
  Element element;
  if (!object || object->at_key("decision").get(element) != simdjson::SUCCESS) return decision;
  if (auto const date = Date::parse(text_of(element["signed_on"]))) {
    decision.signed_on = to_french(*date);
  }
  Element author;
  if (element["author"].get(author) != simdjson::SUCCESS) return decision;
  decision.author = std::string{text_of(author["first_name"])} + " " +
                    std::string{text_of(author["last_name"])} + ", " +
                    std::string{text_of(author["quality"])} + ", " +
                    std::string{text_of(author["service"])};
  return decision;
}

}  // namespace probant
