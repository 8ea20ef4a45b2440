// Stored bytes to events: what is refused, and how older schemas are upcast.
#include "events/codec/decoder.hpp"

#include <catch2/catch.hpp>

#include "events/codec/json_out.hpp"

namespace probant {
namespace {

EventType type_of(std::string_view name) { return event_type(name).value(); }

std::string corruption(std::string_view type, std::string_view payload) {
  try {
    decode_stored(type_of(type), 1, payload);
  } catch (CodecError const& error) {
    return error.what();
  }
  return "";
}

/// A type of this test only: v1 {"who"}, v2 {"name"}, v3 {"name","since"}.
std::string first_step(std::string_view payload) {
  auto const name = payload.substr(8, payload.size() - 10);
  return "{\"name\":\"" + std::string{name} + "\"}";
}
std::string second_step(std::string_view payload) {
  return std::string{payload.substr(0, payload.size() - 1)} + ",\"since\":2026}";
}
constexpr std::array<Upcaster, 3> steps{{{"test.renamed", 2, second_step},
                                         {"test.renamed", 1, first_step},
                                         {"aap.project_withdrawn", 0, [](std::string_view old) {
                                            auto const at = old.find("motif");
                                            return std::string{old}.replace(at, 5, "grounds");
                                          }}}};

}  // namespace

TEST_CASE("decoder: computed fields are required, amounts may be negative", "[codec]") {
  auto const event = decode_stored(type_of("recovery.repayment_ordered"), 1,
                                   R"({"amount_cents":-5,"due_on":"2027-09-01",)"
                                   R"("order_reference":"TP-1"})");
  CHECK(std::get<recovery::RepaymentOrdered>(event.body).amount_cents == Money::cents(-5));
  CHECK(corruption("recovery.repayment_ordered", R"({"due_on":"2027-09-01",)"
                                                 R"("order_reference":"TP-1"})") ==
        "recovery.repayment_ordered : amount_cents : champ obligatoire absent ; attendu : "
        "un montant en centimes, nombre entier entre 0 et 10000000000000");
}

TEST_CASE("decoder: limits of size do not bind what was once recorded", "[codec]") {
  std::string const longer(Line::max_bytes + 1, 'x');
  auto const event = decode_stored(type_of("recovery.appeal_filed"), 1,
                                   R"({"court":")" + longer + R"(","filed_on":"2027-08-12"})");
  CHECK(std::get<recovery::AppealFiled>(event.body).court.value == longer);
}

TEST_CASE("decoder: anything else than the fields of the type is corruption", "[codec]") {
  CHECK(corruption("recovery.closed", R"({"outcome":"recovered"})").empty());
  CHECK_FALSE(corruption("recovery.closed", "").empty());
  CHECK_FALSE(corruption("recovery.closed", "[]").empty());
  CHECK_FALSE(corruption("recovery.closed", R"({"outcome":"recovered"}x)").empty());
  CHECK_FALSE(corruption("recovery.closed", R"({"outcome":"lost"})").empty());
  CHECK_FALSE(corruption("recovery.closed", R"({"outcome":null})").empty());
  CHECK_FALSE(corruption("recovery.closed", R"({"outcome":"waived","x":1})").empty());
  CHECK_FALSE(corruption("recovery.closed", R"({"outcome":"waived","outcome":"waived"})").empty());
  CHECK_FALSE(corruption("mie.cards_cancelled", R"({"order_reference":"C","quantity":0})").empty());
}

TEST_CASE("decoder: text that could not be written again is corruption", "[codec]") {
  CHECK_FALSE(corruption("aap.project_withdrawn", R"({"grounds":"\udc00"})").empty());
  CHECK(corruption("aap.project_withdrawn", R"({"grounds":"\u001b C:\\udine"})").empty());
}

TEST_CASE("decoder: decoding in place leaves nothing of the event before", "[codec]") {
  auto const type = type_of("mie.complement_received");
  Decoder decoder;
  Event event;
  decoder.decode_stored(type, 1, R"({"items":["a","b"],"note":"n","year":2026})", event);
  decoder.decode_stored(type, 1, R"({"items":["c"]})", event);
  CHECK(to_canonical_json(event) == R"({"items":["c"]})");
}

TEST_CASE("decoder: it serves again after corrupt bytes", "[codec]") {
  Decoder decoder;
  Event event;
  auto const type = type_of("aap.project_withdrawn");
  CHECK_THROWS_AS(decoder.decode_stored(type, 1, R"({"grounds":[{"a":1}]})", event), CodecError);
  decoder.decode_stored(type, 1, R"({"grounds":"Abandon"})", event);
  CHECK(to_canonical_json(event) == R"({"grounds":"Abandon"})");
}

TEST_CASE("upcast: steps chain from any version to today's", "[codec]") {
  CHECK(upcast(steps, "test.renamed", 1, 3, R"({"who":"Ain"})") ==
        R"({"name":"Ain","since":2026})");
  CHECK(upcast(steps, "test.renamed", 2, 3, R"({"name":"Ain"})") ==
        R"({"name":"Ain","since":2026})");
  CHECK(upcast(steps, "test.renamed", 3, 3, R"({"x":1})") == R"({"x":1})");
}

TEST_CASE("upcast: a missing step or a newer version is refused, saying which", "[codec]") {
  CHECK_THROWS_WITH(upcast(steps, "test.renamed", 1, 4, R"({"who":"Ain"})"),
                    "test.renamed au schéma 1 : aucune conversion vers le schéma 4");
  CHECK_THROWS_WITH(upcast({}, "test.renamed", 2, 1, "{}"),
                    Catch::Contains("écrit par une version plus récente du programme"));
  CHECK_THROWS_AS(decode_stored(type_of("recovery.closed"), 2, R"({"outcome":"waived"})"),
                  CodecError);
}

TEST_CASE("decoder: older bytes are upcast on the way", "[codec]") {
  Decoder decoder{steps};
  Event event;
  decoder.decode_stored(type_of("aap.project_withdrawn"), 0, R"({"motif":"Abandon"})", event);
  CHECK(std::get<aap::ProjectWithdrawn>(event.body).grounds == Prose{"Abandon"});
}

}  // namespace probant
