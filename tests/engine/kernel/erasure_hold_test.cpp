// What a legal hold keeps from being erased, in other dossiers too.
#include "tests/engine/kernel/erasing.hpp"

namespace probant::test {
namespace {

using namespace erasing;

TEST_CASE("erasure: a legal hold keeps what the dossier rests on, and the recovery against it",
          "[erasure]") {
  Example desk;
  auto const in_recovery = [&](std::string const& id, std::string const& type,
                               std::string const& data) {
    desk.given(R"({"id":")" + id + R"(","type":"recovery.)" + type +
               R"(","dossier":"recovery:R-1","actor":{"id":"a","role":"ans","organisation":""},)" +
               R"("data":)" + data + "}");
  };
  in_recovery("o", "opened",
              R"({"against":"mie:010780054","cause":"non_compliance","amount_cents":100,)"
              R"("grounds":"g"})");
  in_recovery("n", "formal_notice_served",
              R"({"notified_on":"2026-07-01","respond_within_days":15,"grounds":"g"})");
  auto const notice = desk.position_of("recovery.formal_notice_served");
  auto const validated = desk.position_of("hospiconnect.candidacy_validated");
  desk.given(act("h1", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})", mie_dossier));
  auto const held = desk.say(ask("e1", notice, "u-7", "recovery:R-1"));
  CHECK(codes(held) == Codes{"legal_hold"});
  CHECK_THAT(to_json(held), Catch::Contains("mie:010780054 est sous gel"));
  CHECK(codes(desk.say(ask("e2", validated, "u-7", "hospiconnect:010780054"))) ==
        Codes{"legal_hold"});
  desk.given(act("h2", "legal_hold_lifted", "u-1", R"({"grounds":"fin"})", mie_dossier));
  desk.given(act("h3", "legal_hold_set", "u-1", R"({"grounds":"contentieux"})", "recovery:R-1"));
  auto const request = desk.position_of("mie.funding_requested");
  CHECK(codes(desk.say(ask("e3", request, "u-7", mie_dossier))) == Codes{"legal_hold"});
  desk.given(act("h4", "legal_hold_lifted", "u-1", R"({"grounds":"fin"})", "recovery:R-1"));
  desk.given(ask("e4", notice, "u-7", "recovery:R-1"));
}

}  // namespace
}  // namespace probant::test
