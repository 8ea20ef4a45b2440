// JSON Schemas generated from the vocabulary.
#include "events/codec/schema_out.hpp"

#include <simdjson.h>

#include <catch2/catch.hpp>

namespace probant {
namespace {

class Schema {
 public:
  explicit Schema(EventType type) : text_(json_schema(type)) {
    REQUIRE(parser_.parse(text_).get(root_) == simdjson::SUCCESS);
  }
  std::string at(std::string_view pointer) {
    simdjson::dom::element found;
    if (root_.at_pointer(pointer).get(found) != simdjson::SUCCESS) return "absent";
    return simdjson::minify(found);
  }

 private:
  std::string text_;
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

Schema schema(std::string_view type) { return Schema{event_type(type).value()}; }

}  // namespace

TEST_CASE("schema: every event type has one that names it and closes its fields", "[codec]") {
  for (EventType type = 0; type < event_type_count; ++type) {
    INFO(catalogue[type].name);
    Schema schema{type};
    CHECK(schema.at("/$schema") == R"("https://json-schema.org/draft/2020-12/schema")");
    CHECK(schema.at("/$id") == "\"urn:probant:event:" + std::string{catalogue[type].name} + ":v" +
                                   std::to_string(catalogue[type].schema) + "\"");
    CHECK(schema.at("/additionalProperties") == "false");
    CHECK(schema.at("/properties/documents/items/required") ==
          R"(["name","sha256","media_type","bytes"])");
  }
}

TEST_CASE("schema: limits of the vocabulary are in it", "[codec]") {
  auto filed = schema("aap.project_filed");
  CHECK(filed.at("/properties/theme/enum") ==
        R"(["maturity_catch_up","emergency_flow","health_product_logistics","working_time_hr"])");
  CHECK(filed.at("/properties/lead_pmsi/pattern") == R"("^[0-9][0-9A-Z][0-9]{7}$")");
  CHECK(filed.at("/properties/title/maxLength") == "500");
  CHECK(filed.at("/properties/objectives/minItems") == "1");
  CHECK(filed.at("/properties/objectives/maxItems") == "500");
  CHECK(filed.at("/properties/requested_cents/maximum") == "10000000000000");
  CHECK(filed.at("/properties/forecast/items/properties/year/minimum") == "2006");
  CHECK(schema("programme.date_set").at("/properties/date/format") == R"("date")");
}

TEST_CASE("schema: computed fields are read-only and never required", "[codec]") {
  auto ordered = schema("aap.instalment_ordered");
  CHECK(ordered.at("/required") == R"(["instalment","order_reference"])");
  CHECK(ordered.at("/properties/amount_cents/readOnly") == "true");
  CHECK(ordered.at("/properties/amount_cents/minimum") == "absent");
  CHECK(ordered.at("/properties/instalment/readOnly") == "absent");
}

TEST_CASE("schema: a structure within itself refers to its own place", "[codec]") {
  auto ordered = schema("aap.instalment_ordered");
  CHECK(ordered.at("/properties/explanation/properties/operands/items") ==
        R"({"$ref":"#/properties/explanation"})");
}

TEST_CASE("schema: optional fields are not required", "[codec]") {
  auto requested = schema("mie.complement_requested");
  CHECK(requested.at("/required") == R"(["items","due_on"])");
  CHECK(requested.at("/properties/year/type") == R"("integer")");
}

}  // namespace probant
