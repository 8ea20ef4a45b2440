// What people read instead of JSON: every field and every value of the vocabulary has its words.
#include "projections/readable.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "events/codec/json_parser.hpp"
#include "events/codec/schema_out.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

namespace dom = simdjson::dom;

/// Calls `field(name)` and `value(name, word)` for each property and enumerated value of a schema.
template <class Field, class Value>
void walk(dom::element const& schema, std::string_view name, Field const& field,
          Value const& value) {
  dom::object object;
  if (schema.get(object) == simdjson::SUCCESS) {
    for (auto const& [key, inner] : object) {
      dom::array words;
      dom::object properties;
      if (key == "enum" && inner.get(words) == simdjson::SUCCESS) {
        for (auto const word : words) value(name, word.get_string().value());
      } else if (key == "properties" && inner.get(properties) == simdjson::SUCCESS) {
        for (auto const& [property, of] : properties) {
          field(property);
          walk(of, property, field, value);
        }
      } else {
        walk(inner, name, field, value);
      }
    }
  }
  dom::array array;
  if (schema.get(array) != simdjson::SUCCESS) return;
  for (auto const element : array) walk(element, name, field, value);
}

}  // namespace

TEST_CASE("readable: every field and enumerated value of the vocabulary has French words",
          "[readable]") {
  std::set<std::string> same_in_french{
      "code",    "date",   "message", "note",    "position",   "profession",   "programme",
      "service", "source", "type",    "version", "convention", "observations", "corrections"};
  std::set<std::string> same_value{"public", "quantitative", "qualitative", "date", "A", "B", "C",
                                   "D"};
  std::size_t fields = 0;
  std::size_t values = 0;
  for (EventType type = 0; type < event_type_count; ++type) {
    codec::JsonParser parser;
    auto const schema = json_schema(type);
    REQUIRE(parser.parse(schema));
    walk(
        parser.root(), "",
        [&](std::string_view name) {
          ++fields;
          INFO(name);
          CHECK((field_label(name) != name || same_in_french.contains(std::string{name})));
        },
        [&](std::string_view name, std::string_view word) {
          ++values;
          INFO(name << " = " << word);
          CHECK((value_label("", name, word) != word || same_value.contains(std::string{word})));
        });
  }
  CHECK(fields > 300);
  CHECK(values > 30);
}

TEST_CASE("readable: amounts, dates, words and nested lists", "[readable]") {
  CHECK(readable(R"({"amount_cents":3160050,"due_on":"2026-06-15","cause":"non_compliance"})", 2) ==
        "  montant : 31\u202f600,50\u00a0€\n"
        "  à faire au plus tard le : 15/06/2026\n"
        "  motif : manquement aux obligations\n");
  CHECK(readable(R"({"filed":{"position":12,"occurred_at":"2026-05-20T08:00:00Z"},"paid":null})",
                 0) == "dépôt : le 20/05/2026 10:00:00 (position 12)\npaiement : —\n");
  CHECK(readable(R"({"targets":[{"label":"DPI","achieved":true},{"label":"IMG","achieved":false}],
                     "entities":["010780054","010780062"]})",
                 0) ==
        "cibles :\n"
        "  - intitulé : DPI ; atteint : oui\n"
        "  - intitulé : IMG ; atteint : non\n"
        "entités : 010780054, 010780062\n");
  CHECK(readable(R"({"decision":{"author":{"first_name":"Anne","last_name":"Roy",
                     "quality":"directrice","service":"ARS"},"signed_on":"2026-07-01"}})",
                 0) ==
        "décision :\n"
        "  auteur : Anne Roy, directrice, ARS\n"
        "  signé le : 01/07/2026\n");
}

TEST_CASE("readable: a correction of an amount reads as amounts", "[readable]") {
  CHECK(readable(R"({"corrections":[{"field":"data.amount_cents","was":100,"becomes":250}]})", 0) ==
        "corrections :\n  - champ : montant (data.amount_cents) ; était : 1,00\u00a0€ ; devient : "
        "2,50\u00a0€\n");
  // In canonical order too, the former value comes first.
  CHECK(readable(R"({"corrections":[{"becomes":250,"field":"data.amount_cents","was":100}]})", 0) ==
        "corrections :\n  - champ : montant (data.amount_cents) ; était : 1,00\u00a0€ ; devient : "
        "2,50\u00a0€\n");
}

TEST_CASE("readable: a corrected field and its words are told in French", "[readable]") {
  CHECK(readable(R"({"corrections":[{"field":"costs[0].category","was":"equipment",
                     "becomes":"training"}]})",
                 0) ==
        "corrections :\n  - champ : catégorie (costs[0].category) ; était : équipement ; devient : "
        "formation\n");
  CHECK(readable(R"({"recomputed":[{"field":"respond_by","was":"2027-02-11",
                     "becomes":"2027-02-15"}]})",
                 0) ==
        "calculé à nouveau :\n  - champ : réponse attendue au plus tard le (respond_by) ; était : "
        "11/02/2027 ; devient : 15/02/2027\n");
}

TEST_CASE("readable: what nobody reads on a screen is cut, and says so", "[readable]") {
  std::string list = R"({"items":[)";
  for (int i = 0; i < 100; ++i) list += (i == 0 ? "" : ",") + std::to_string(i);
  CHECK_THAT(readable(list + "]}", 0), Catch::EndsWith("29 … et 70 de plus\n"));
  auto const text = readable("{\"note\":\"" + std::string(5000, 'x') + "é\"}", 0);
  CHECK(text.size() < 800);
  CHECK_THAT(text, Catch::Contains("5002 octets"));
  CHECK(readable("pas du JSON", 1) == " pas du JSON\n");
}

}  // namespace probant
