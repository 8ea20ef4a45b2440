// Rulebooks that must be refused, with what is wrong and where.
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "engine/rules/rulebook.hpp"
#include "tests/support/rulebooks.hpp"

namespace probant {
namespace {

using Catch::Matchers::Contains;

/// What the parser says of a text; empty when it accepts it.
std::string refusal(std::string_view toml) {
  try {
    Rulebook::parse(toml);
    return {};
  } catch (RulebookError const& error) {
    return error.what();
  }
}

std::string refusal_with(std::string_view key, std::string_view value) {
  return refusal(support::builtin_toml_with(key, value));
}

std::string builtin_replaced(std::string_view was, std::string_view becomes) {
  std::string text{builtin_rulebook_toml()};
  auto const at = text.find(was);
  REQUIRE(at != std::string::npos);
  return text.replace(at, was.size(), becomes);
}

TEST_CASE("rulebook: another value that the program can apply is accepted", "[rules][rulebook]") {
  CHECK(support::builtin_with("aap.projects_per_pmsi", "3").integer("aap.projects_per_pmsi") == 3);
  CHECK(support::builtin_with("mie.workforce.fallback", "\"per_entity\"")
            .text("mie.workforce.fallback") == "per_entity");
  CHECK(support::builtin_with("aap.catch_up.requires_hospiconnect", "true")
            .flag("aap.catch_up.requires_hospiconnect"));
  CHECK(support::builtin_with("mie.workforce.years", "[2025, 2024]")
            .integers("mie.workforce.years") == std::vector<std::int64_t>{2025, 2024});
}

TEST_CASE("rulebook: a value that no code would follow is refused", "[rules][rulebook]") {
  CHECK_THAT(refusal_with("mie.workforce.fallback", "\"per_moon\""),
             Contains("« per_moon »") && Contains("per_site, per_entity") && Contains("ligne "));
  CHECK_THAT(refusal_with("aap.second_instalment.rule", "\"partial\""),
             Contains("ne sait pas appliquer"));
  CHECK_THAT(refusal_with("aap.themes", "[\"emergency_flow\", \"catering\"]"),
             Contains("« catering »"));
  CHECK_THAT(refusal_with("aap.themes", "[]"), Contains("liste vide"));
  CHECK_THAT(refusal_with("mie.workforce.years", "[]"), Contains("liste vide"));
  CHECK_THAT(refusal_with("mie.workforce.years", "[2024, 2024]"), Contains("deux fois"));
}

TEST_CASE("rulebook: a value of another type is refused with its line", "[rules][rulebook]") {
  CHECK_THAT(refusal_with("aap.projects_per_pmsi", "\"deux\""), Contains("un nombre entier"));
  CHECK_THAT(refusal_with("aap.projects_per_pmsi", "2.5"), Contains("« value » doit être"));
  CHECK_THAT(refusal_with("calendar.aap.window.closes_on", "\"29 mai\""), Contains("une date"));
  CHECK_THAT(refusal_with("calendar.aap.window.closes_on", "2026-05-29T10:00:00Z"),
             Contains("« value » doit être"));
  CHECK_THAT(refusal_with("aap.catch_up.requires_hospiconnect", "0"), Contains("vrai ou faux"));
  CHECK_THAT(refusal_with("mie.workforce.years", "[2024, \"2023\"]"), Contains("ligne "));
}

TEST_CASE("rulebook: a value out of range is refused", "[rules][rulebook]") {
  CHECK_THAT(refusal_with("mie.rate_per_agent_cents", "-1"), Contains("entre 0 et 1000000000"));
  CHECK_THAT(refusal_with("mie.rate_per_agent_cents", "9223372036854775807"), Contains("entre 0"));
  CHECK_THAT(refusal_with("mie.rate_per_agent_cents", "9223372036854775808"),
             Contains("n'est pas du TOML valide"));
  CHECK_THAT(refusal_with("retention.years", "0"), Contains("entre 1 et 50"));
  CHECK_THAT(refusal_with("calendar.aap.window.closes_on", "1999-05-29"),
             Contains("entre 2000 et 2199"));
  CHECK_THAT(refusal_with("calendar.aap.window.closes_on", "2026-02-30"), Contains("TOML valide"));
}

TEST_CASE("rulebook: dates and thresholds out of order are refused", "[rules][rulebook]") {
  CHECK_THAT(refusal_with("calendar.aap.window.closes_on", "2026-03-31"),
             Contains("calendar.aap.window.latest_open"));
  CHECK_THAT(refusal_with("aap.category.c.from_activity", "6000"),
             Contains("aap.category.b.from_activity"));
  CHECK_THAT(refusal_with("recovery.notice.default_days", "10"),
             Contains("recovery.notice.floor_days"));
}

TEST_CASE("rulebook: a missing, unknown or repeated parameter is refused", "[rules][rulebook]") {
  auto const missing =
      refusal(builtin_replaced("key = \"retention.years\"", "key = \"retention.decades\""));
  CHECK_THAT(missing, Contains("il manque le paramètre « retention.years »"));
  CHECK_THAT(missing, Contains("« retention.decades » est inconnu"));
  CHECK_THAT(refusal(builtin_replaced("key = \"mie.payer\"", "key = \"mie.advance\"")),
             Contains("« mie.advance » est déjà donné ligne "));
}

TEST_CASE("rulebook: one that the log holds is never lost to a later schema", "[rules][rulebook]") {
  auto const adopted = Rulebook::parse_adopted(
      "name = \"hopen2-2026\"\nversion = \"0.9\"\n"
      "[[parameter]]\nkey = \"aap.projects_per_pmsi\"\nlabel = \"Projets\"\nvalue = 4\n"
      "certainty = \"assumed\"\n"
      "[[parameter]]\nkey = \"aap.forgotten\"\nlabel = \"Oublié\"\nvalue = true\n"
      "certainty = \"assumed\"\n");
  CHECK(adopted.id() == "hopen2-2026/0.9");
  CHECK(adopted.integer("aap.projects_per_pmsi") == 4);
  CHECK(adopted.flag("aap.forgotten"));
  CHECK(adopted.money("mie.rate_per_agent_cents") == Money::euros(20));
  CHECK_THROWS_AS(Rulebook::parse_adopted("name = 3"), RulebookError);
}

TEST_CASE("rulebook: values are written for readers in French", "[rules][rulebook]") {
  CHECK(to_french(ParameterValue{true}) == "oui");
  CHECK(to_french(ParameterValue{std::int64_t{7000}}) == "7000");
  CHECK(to_french(ParameterValue{Date{2026, 5, 29}}) == "29/05/2026");
  CHECK(to_french(ParameterValue{Money::euros(20)}) == to_french(Money::euros(20)));
  CHECK(to_french(ParameterValue{TextList{"a", "b"}}) == "a ; b");
  CHECK(to_french(ParameterValue{std::vector<std::int64_t>{2024, 2023}}) == "2024 ; 2023");
}

TEST_CASE("rulebook: every problem is listed with its own line", "[rules][rulebook]") {
  auto const text = refusal(
      "name = \"é\"\nversion = \"1\"\ncolour = \"blue\"\n"
      "[[parameter]]\nkey = \"retention.years\"\nlabel = \"\"\nvalue = 10\n"
      "certainty = \"sure\"\nsize = 3\n");
  CHECK_THAT(text, Contains("ligne 1 : « name » s'écrit"));
  CHECK_THAT(text, Contains("ligne 3 : la clé « colour » est inconnue"));
  CHECK_THAT(text, Contains("ligne 6 : « label » ne peut pas être vide"));
  CHECK_THAT(text, Contains("ligne 8 : « certainty » vaut"));
  CHECK_THAT(text, Contains("ligne 9 : la clé « size » est inconnue"));
  CHECK_THAT(text, Contains("autres problèmes"));
}

TEST_CASE("rulebook: what is said to be stated must come with its source", "[rules][rulebook]") {
  CHECK_THAT(refusal(builtin_replaced("quote = \"Fermeture du guichet le 29 mai.\"\n", "")),
             Contains("« calendar.aap.window.closes_on » est « stated »"));
}

TEST_CASE("rulebook: hostile text is refused, never followed into the ground",
          "[rules][rulebook]") {
  std::string const brackets(400'000, '[');
  std::string dotted = "a";
  for (int i = 0; i < 200'000; ++i) dotted += ".a";
  CHECK_THAT(refusal("a = " + brackets), Contains("n'est pas du TOML valide"));
  CHECK_THAT(refusal("[" + dotted + "]"), Contains("points sur une ligne"));
  CHECK_THAT(refusal(dotted + " = 1"), Contains("points sur une ligne"));
  CHECK_THAT(refusal("a = {b = 1}"), Contains("accolades"));
  CHECK_THAT(refusal("name = \"\xff\xfe\""), Contains("n'est pas du TOML valide"));
  CHECK_THAT(refusal(std::string("a\0b", 3)), Contains("n'est pas du TOML valide"));
  CHECK_THAT(refusal(std::string(1'000'001, '#')), Contains("1 000 000 octets"));
  CHECK_THAT(refusal(""), Contains("« name »"));
  CHECK_THAT(refusal("parameter = 3"), Contains("[[parameter]]"));
  CHECK_THAT(refusal("parameter = [3, \"x\"]"), Contains("est une table"));
  std::string many;
  for (int i = 0; i < 60'000; ++i) many += "[[parameter]]\n";
  CHECK(refusal(many).size() < 20'000);
}

TEST_CASE("rulebook: a damaged copy is accepted or refused, never anything else",
          "[rules][rulebook]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random{seed};
  std::string const original{builtin_rulebook_toml()};
  for (int round = 0; round < 150; ++round) {
    auto text = original;
    for (int edit = 0; edit < 3; ++edit) {
      auto const at = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(at, random() % 50);
      } else {
        text[at] = static_cast<char>(random() % 256);
      }
    }
    CHECK_NOTHROW(refusal(text));
  }
}

}  // namespace
}  // namespace probant
