// Every refusal says under which rule and after which source; a dossier that does not exist is told
// first, and nothing that only follows from its absence.
#include "engine/kernel/name_rules.hpp"
#include "engine/rules/house_rules.hpp"
#include "tests/support/desk.hpp"

namespace probant::test {
namespace {

using Codes = std::vector<std::string>;

constexpr std::string_view author =
    R"("author":{"first_name":"C","last_name":"M","quality":"Q","service":"S"})";

/// One proposal; `who` is role and organisation.
std::string line(std::string_view id, std::string_view type, std::string_view dossier,
                 std::string_view who, std::string_view data, std::string_view more = "") {
  auto const comma = who.find(',');
  std::string text = R"({"id":")";
  text += id;
  for (auto const& [name, value] :
       {std::pair{R"(","type":")", type}, std::pair{R"(","dossier":")", dossier},
        std::pair{R"(","actor":{"id":"u","role":")", who.substr(0, comma)},
        std::pair{R"(","organisation":")", who.substr(comma + 1)}}) {
    text += name;
    text += value;
  }
  text += R"("},)";
  text += more;
  text += R"("data":)";
  text += data;
  return text + "}";
}

std::string decided() {
  return R"({"decision":{)" + std::string{author} + R"(,"signed_on":"2026-03-02"}})";
}
std::string refused_award() {
  return R"({"decision":{)" + std::string{author} +
         R"(,"signed_on":"2026-03-02"},"grounds":"motifs"})";
}

bool is_listed(std::string const& rule) {
  if (builtin_rulebook()->find(rule)) return true;
  if (builtin_rulebook()->find("calendar." + rule + ".closes_on")) return true;
  return std::ranges::count(house_rules(), rule, &Parameter::key) == 1;
}

/// Checks that each reason names a rule that `probant rules` lists, and a source.
void check_named(Outcome const& outcome) {
  INFO(to_json(outcome));
  CHECK(outcome.is_no());
  for (auto const& reason : outcome.reasons) {
    CHECK_FALSE(reason.source.empty());
    CHECK(is_listed(reason.rule));
  }
}

TEST_CASE("reasons: a decision is recorded once it is signed", "[engine][reasons]") {
  Desk desk{"2026-03-02T22:59:59Z"};
  desk.given_candidacy();
  auto const validate = [&](std::string_view id, std::string_view signed_on) {
    return desk.say(line(id, "hospiconnect.candidacy_validated", "hospiconnect:010780054", "ars,84",
                         R"({"decision":{)" + std::string{author} + R"(,"signed_on":")" +
                             std::string{signed_on} + R"("}})"));
  };
  auto const early = validate("a", "2026-03-03");
  CHECK(codes(early) == Codes{"occurred_in_future"});
  check_named(early);
  CHECK(codes(validate("b", "2026-03-02")).empty());
}

TEST_CASE("reasons: each names a rule that is listed, and a source", "[engine][reasons]") {
  Desk desk;
  desk.given_candidacy();
  constexpr std::string_view own = "hospiconnect:010780054";
  auto const say = [&](std::string const& text, Codes const& expected) {
    auto const outcome = desk.say(text);
    CHECK(codes(outcome) == expected);
    check_named(outcome);
  };
  say(line("a", "hospiconnect.candidacy_validated", own, "auditor,", decided()),
      {"forbidden_role"});
  say(line("b", "hospiconnect.candidacy_withdrawn", own, "establishment,750712184",
           R"({"grounds":"essai"})"),
      {"forbidden_role"});
  say(line("c", "hospiconnect.candidacy_validated", own, "ars,93", decided()),
      {"not_competent_ars"});
  say(line("d", "hospiconnect.candidacy_validated", own, "ars,84", decided(),
           R"("expected_version":7,)"),
      {"version_conflict"});
  say(line("e", "hospiconnect.candidacy_validated", own, "ars,84", decided(),
           R"("occurred_at":"2026-05-20T08:00:01Z",)"),
      {"occurred_in_future"});
  say(line("f", "hospiconnect.complement_received", own, "establishment,010780054",
           R"({"items":["x"]})"),
      {"not_allowed_now"});
  say(line("g", "hospiconnect.note_de_cadrage_deposited", own, "convergence,",
           R"({"entity":"750712184"})"),
      {"unknown_entity"});
  say(line("g1", "register.ceiling_published", "register:010780054", "ans,",
           R"({"entity":"750712184","amount_cents":1,"source":"x"})"),
      {"idempotency_conflict"});
  say(line("h", "aap.project_withdrawn", "aap:x", "convergence,", R"({"grounds":"essai"})"),
      {"unknown_dossier"});
  say(line("i", "register.workforce_recorded", "register:010780054", "ans,",
           R"({"site":"970302022","year":2024})"),
      {"unknown_site"});
  say(line("j", "dossier.payload_erased", own, "ans,", R"({"position":1,"legal_basis":"RGPD"})"),
      {"not_allowed_now"});
  say(line("k", "recovery.opened", "recovery:R", "ans,",
           R"({"against":"mie:750712184","cause":"overcompensation","amount_cents":1,)"
           R"("grounds":"x"})"),
      {"unknown_dossier"});
}

TEST_CASE("reasons: the order of acts cites the text behind the act", "[engine][reasons]") {
  Desk desk;
  desk.given_candidacy();
  auto const outcome =
      desk.say(line("f", "hospiconnect.complement_received", "hospiconnect:010780054",
                    "establishment,010780054", R"({"items":["x"]})"));
  REQUIRE(outcome.reasons.size() == 1);
  CHECK(outcome.reasons[0].rule == "lifecycle.hospiconnect");
  CHECK(outcome.reasons[0].source == "probant, interface § 2 ; CRPA art. L. 114-5");
}

TEST_CASE("reasons: every code has a rule for any event", "[reasons]") {
  for (auto const& about : catalogue) {
    for (std::size_t i = 0; i < Names<ReasonCode>::values.size(); ++i) {
      Reasons reasons{{static_cast<ReasonCode>(i), "non", {}, {}, {}}};
      REQUIRE_NOTHROW(name_rules(reasons, about, about.basis));
      INFO(about.name << " " << Names<ReasonCode>::values[i]);
      CHECK(is_listed(reasons[0].rule));
      CHECK_FALSE(reasons[0].source.empty());
    }
  }
}

TEST_CASE("reasons: what decide named stays; a default of the rulebook is called one",
          "[reasons]") {
  Reasons reasons{{ReasonCode::window_closed, "non", "aap.window", "S0", {}},
                  {ReasonCode::window_closed, "non", "calendar.midnight", {}, {}}};
  name_rules(reasons, catalogue[0], {});
  CHECK(reasons[0].rule == "aap.window");
  CHECK(reasons[0].source == "S0");
  CHECK(reasons[1].rule == "calendar.midnight");
  CHECK(reasons[1].source == "probant, choix par défaut du jeu de règles");
}

TEST_CASE("reasons: house rules are complete, and no parameter bears their name", "[reasons]") {
  for (auto const& rule : house_rules()) {
    INFO(rule.key);
    CHECK_FALSE(rule.label.empty());
    CHECK_FALSE(std::get<std::string>(rule.value).empty());
    CHECK_FALSE(rule.source.empty());
    CHECK_FALSE(rule.place.empty());
    CHECK_FALSE(builtin_rulebook()->find(rule.key));
    CHECK(&house_rule(rule.key) == &rule);
  }
  CHECK_THROWS_AS(house_rule("inconnue"), std::logic_error);
}

TEST_CASE("reasons: an unknown dossier is told first and alone", "[engine][reasons]") {
  Desk desk;
  desk.given_candidacy();
  auto const say = [&](std::string_view id, std::string_view who, std::string_view more = "") {
    return codes(
        desk.say(line(id, "aap.project_not_selected", "aap:inconnu", who, refused_award(), more)));
  };
  CHECK(say("a", "ars,93") == Codes{"unknown_dossier"});
  CHECK(say("b", "ars,84", R"("expected_version":3,)") == Codes{"unknown_dossier"});
  // What holds whatever the dossier contains is said too.
  CHECK(say("c", "auditor,") == Codes{"unknown_dossier", "forbidden_role"});
  CHECK(codes(desk.say(line("d", "aap.project_withdrawn", "aap:inconnu", "establishment,750712184",
                            R"({"grounds":"essai"})"))) == Codes{"unknown_dossier"});
  CHECK(codes(desk.say(line("e", "aap.project_not_selected", "aap:inconnu", "ars,84",
                            R"({"decision":{"signed_on":"2026-03-02"},"grounds":"x"})"))) ==
        Codes{"unknown_dossier", "decision_author_missing"});
}

TEST_CASE("reasons: of an unknown dossier, what its number alone tells is said",
          "[engine][reasons]") {
  Desk desk;
  desk.given_candidacy();
  auto const validate = [&](std::string_view id, std::string_view dossier, std::string_view who) {
    return codes(desk.say(line(id, "mie.request_validated", dossier, who, decided())));
  };
  // The region of mie:010780054 is that of its entity, which the register knows.
  CHECK(validate("a", "mie:010780054", "ars,84") == Codes{"unknown_dossier"});
  CHECK(validate("b", "mie:010780054", "ars,93") == Codes{"unknown_dossier", "not_competent_ars"});
  CHECK(validate("c", "mie:750712184", "ars,93") == Codes{"unknown_dossier"});
}

TEST_CASE("reasons: a refusal names its field, the first time and again", "[engine][reasons]") {
  Desk desk;
  desk.given_candidacy();
  auto const text = line("a", "register.ceiling_published", "register:010780054", "ans,",
                         R"({"entity":"750712184","amount_cents":1,"source":"x"})");
  auto const first = desk.say(text);
  REQUIRE(first.reasons.size() == 1);
  CHECK(first.reasons[0].field == "data.entity");
  CHECK_THAT(to_json(first), Catch::Contains(R"("field":"data.entity")"));
  auto again = desk.say(text);
  CHECK(again.kind == OutcomeKind::duplicate);
  CHECK(again.reasons == first.reasons);
}

}  // namespace
}  // namespace probant::test
