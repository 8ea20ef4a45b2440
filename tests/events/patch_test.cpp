// Corrections applied to a recorded event.
#include "events/codec/patch.hpp"

#include <catch2/catch.hpp>

#include "events/codec/json_out.hpp"

namespace probant {
namespace {

using transverse::FieldCorrection;

Scalar text(char const* value) { return {std::string{value}}; }
Scalar number(std::int64_t value) { return {value}; }
Scalar const absent{};

std::string const declaration =
    R"({"costs":[{"amount_cents":100,"category":"c","incurred_on":"2026-03-02","label":"l"}],)"
    R"("note":"n","objectives":[{"achieved":true,"code":"IE-1"}],"year":2026})";

std::variant<std::string, Issues> correct(std::vector<FieldCorrection> const& corrections) {
  return apply_corrections(*event_type("mie.declaration_transmitted"), 1, declaration, corrections);
}

std::string corrected(std::vector<FieldCorrection> const& corrections) {
  auto const result = correct(corrections);
  if (auto const* issues = std::get_if<Issues>(&result)) FAIL(to_text(*issues));
  return std::get<std::string>(result);
}

Issues faults(std::vector<FieldCorrection> const& corrections) {
  auto const result = correct(corrections);
  REQUIRE(std::holds_alternative<Issues>(result));
  return std::get<Issues>(result);
}

}  // namespace

TEST_CASE("corrections: simple fields change, wherever they stand", "[codec]") {
  CHECK(corrected({{"costs[0].amount_cents", number(100), number(90)},
                   {"objectives[0].achieved", {true}, {false}},
                   {"year", number(2026), number(2027)},
                   {"costs[0].incurred_on", text("2026-03-02"), text("2026-03-03")},
                   {"note", text("n"), text("m")}}) ==
        R"({"costs":[{"amount_cents":90,"category":"c","incurred_on":"2026-03-03","label":"l"}],)"
        R"("note":"m","objectives":[{"achieved":false,"code":"IE-1"}],"year":2027})");
}

TEST_CASE("corrections: null stands for an absent optional field", "[codec]") {
  CHECK(
      corrected({{"costs[0].paid_on", absent, text("2026-04-10")}, {"note", text("n"), absent}}) ==
      R"({"costs":[{"amount_cents":100,"category":"c","incurred_on":"2026-03-02",)"
      R"("label":"l","paid_on":"2026-04-10"}],"objectives":[{"achieved":true,"code":"IE-1"}],)"
      R"("year":2026})");
  CHECK(faults({{"year", number(2026), absent}}).front().field == "data.corrections[0].becomes");
}

TEST_CASE("corrections: of a list of simple values one is taken away, or added", "[codec]") {
  auto const entities = [](std::vector<FieldCorrection> const& corrections) {
    return apply_corrections(*event_type("mie.funding_requested"), 1,
                             R"({"beneficiary":"010780054","entities":["010780054","010000024"]})",
                             corrections);
  };
  auto const read = [&](std::vector<FieldCorrection> const& corrections) {
    auto const result = entities(corrections);
    if (auto const* issues = std::get_if<Issues>(&result)) FAIL(to_text(*issues));
    return std::get<std::string>(result);
  };
  auto const fault = [&](std::vector<FieldCorrection> const& corrections) {
    auto const result = entities(corrections);
    REQUIRE(std::holds_alternative<Issues>(result));
    REQUIRE(std::get<Issues>(result).size() == 1);
    return std::get<Issues>(result).front().field;
  };
  CHECK(read({{"entities[0]", text("010780054"), absent}}) ==
        R"({"beneficiary":"010780054","entities":["010000024"]})");
  CHECK(read({{"entities[2]", absent, text("010000032")}}) ==
        R"({"beneficiary":"010780054","entities":["010780054","010000024","010000032"]})");
  CHECK(fault({{"entities[3]", absent, text("010000032")}}) == "data.corrections[0].field");
  CHECK(fault({{"entities[2]", text("010000024"), text("010000032")}}) ==
        "data.corrections[0].was");
  CHECK(fault({{"entities[2]", absent, text("x")}}) == "data.corrections[0].becomes");
  CHECK(fault({{"entities[1]", text("010000032"), absent}}) == "data.corrections[0].was");
  CHECK(fault({{"entities[1]", text("010000024"), absent},
               {"entities[0]", text("010780054"), absent}}) == "data.corrections[1].becomes");
}

TEST_CASE("corrections: they apply in order, on what the one before left", "[codec]") {
  CHECK(corrected({{"year", number(2026), number(2027)}, {"year", number(2027), number(2026)}}) ==
        declaration);
}

TEST_CASE("corrections: a path must lead to a simple field that is there", "[codec]") {
  for (auto const* path : {"yaer", "costs[1].amount_cents", "costs[0]", "costs", "objectives[0]",
                           "year.x", "year[0]", "costs.amount_cents", "costs[x].label", "costs[0",
                           ".year", "year.", "costs[0]]", "documents[0].name", "[0]"}) {
    INFO(path);
    auto const all = faults({{path, number(1), number(2)}});
    REQUIRE(all.size() == 1);
    CHECK(all[0].code == IssueCode::invalid_field);
    CHECK(all[0].field == "data.corrections[0].field");
  }
}

TEST_CASE("corrections: what was must be what stands there", "[codec]") {
  auto const all = faults({{"year", number(2025), number(2027)}, {"year", absent, number(2027)}});
  REQUIRE(all.size() == 2);
  CHECK(all[0].field == "data.corrections[0].was");
  CHECK(all[0].message == "trouvé : 2025 ; la valeur enregistrée est : 2026");
  CHECK(all[1].field == "data.corrections[1].was");
}

TEST_CASE("corrections: the new value must be one that the field can hold", "[codec]") {
  for (auto const& becomes : {number(2029), text("2027"), Scalar{true}}) {
    auto const all = faults({{"year", number(2026), becomes}});
    REQUIRE(all.size() == 1);
    CHECK(all[0].field == "data.corrections[0].becomes");
  }
  CHECK(faults({{"costs[0].amount_cents", number(100), number(-1)}}).size() == 1);
  CHECK(faults({{"costs[0].incurred_on", text("2026-03-02"), text("2026-02-30")}}).size() == 1);
  CHECK(faults({{"costs[0].label", text("l"), text("")}}).size() == 1);
}

TEST_CASE("corrections: computed fields follow from others and are not corrected", "[codec]") {
  auto const result = apply_corrections(
      Event{recovery::Closed{}, {}},
      std::vector<FieldCorrection>{{"outcome", text("remedied"), text("waived")}});
  auto const all = std::get<Issues>(result);
  REQUIRE(all.size() == 1);
  CHECK(all[0].code == IssueCode::computed_field);
}

}  // namespace probant
