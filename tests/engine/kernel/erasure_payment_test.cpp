// What money was ordered on is never erased: it is the voucher of the order.
#include "tests/engine/kernel/erasing.hpp"

namespace probant::test {
namespace {

using namespace erasing;

TEST_CASE("erasure: what a payment was computed from stays with it", "[erasure]") {
  Example desk;
  for (auto const* type :
       {"mie.funding_requested", "mie.request_validated", "mie.convention_signed",
        "mie.declaration_transmitted", "mie.attainment_certified"}) {
    INFO(type);
    auto const refused =
        desk.say(ask(std::string{"d-"} + type, desk.position_of(type), "u-7", mie_dossier));
    CHECK(codes(refused) == Codes{"not_allowed_now"});
    CHECK_THAT(to_json(refused), Catch::Contains("un paiement ordonnancé repose sur lui"));
  }
}

TEST_CASE("erasure: what an instalment was ordered on stays with it", "[erasure]") {
  // Given a project that may still be erased, and then an order of its first instalment
  Example desk;
  auto const project = "aap:2026-0417";
  auto const act = [&](std::string const& id, std::string const& type, std::string const& role,
                       std::string const& data) {
    desk.given(R"({"id":")" + id + R"(","type":"aap.)" + type +
               R"(","dossier":"aap:2026-0417","actor":{"id":")" + role + R"(","role":")" + role +
               R"(","organisation":"84"},"data":)" + data + "}");
  };
  act("a1", "convention_signed", "ars", R"({"signed_on":"2026-07-01","signatories":["ARS","CH"]})");
  int asked = 0;
  auto const ask_for = [&](std::string_view type) {
    return desk.say(ask("p" + std::to_string(++asked), desk.position_of(type), "u-7", project));
  };
  auto const stays = [&](std::string_view type) {
    INFO(type);
    auto const refused = ask_for(type);
    CHECK(codes(refused) == Codes{"not_allowed_now"});
    CHECK_THAT(to_json(refused), Catch::Contains("un paiement ordonnancé repose sur lui") &&
                                     Catch::Contains("2012-1246"));
  };
  SECTION("before it, the convention may be erased") {
    CHECK(ask_for("aap.convention_signed").kind == OutcomeKind::recorded);
  }
  SECTION("after it, not what it was given on") {
    act("a2", "instalment_ordered", "ars_authorising_officer",
        R"({"instalment":1,"order_reference":"O-1"})");
    stays("aap.project_filed");
    stays("aap.convention_signed");
    // When the proofs come, then they and what is decided on them carry the second one alone
    desk.at("2027-06-01T08:00:00Z");
    desk.given(R"({"id":"a3","type":"aap.proofs_deposited","dossier":"aap:2026-0417",
        "actor":{"id":"u-118","role":"establishment","organisation":"010780054"},
        "data":{"targets":[{"label":"Lits","achieved":true}]}})");
    desk.at("2027-09-01T08:00:00Z");
    act("a4", "attainment_validated", "ars",
        R"({"decision":{"author":{"first_name":"C","last_name":"M","quality":"D",)"
        R"("service":"ARS"},"signed_on":"2027-09-01","remedies":"TA"}})");
    CHECK(ask_for("aap.proofs_deposited").kind == OutcomeKind::recorded);
    act("a5", "instalment_ordered", "ars_authorising_officer",
        R"({"instalment":2,"order_reference":"O-2"})");
    stays("aap.proofs_deposited");
    stays("aap.attainment_validated");
  }
}

TEST_CASE("erasure: the cards of a funding stay once a payment was ordered", "[erasure]") {
  Example desk;
  desk.given(R"({"id":"c1","type":"mie.cards_cancelled","dossier":"mie:010780054",
    "actor":{"id":"ans-1","role":"ans","organisation":"ans"},
    "data":{"quantity":10,"order_reference":"CPS-7781"}})");
  for (auto const* type : {"mie.cards_ordered", "mie.cards_cancelled"}) {
    INFO(type);
    auto const refused =
        desk.say(ask(std::string{"d-"} + type, desk.position_of(type), "u-7", mie_dossier));
    CHECK(codes(refused) == Codes{"not_allowed_now"});
    CHECK_THAT(to_json(refused), Catch::Contains("un paiement ordonnancé repose"));
  }
}

}  // namespace
}  // namespace probant::test
