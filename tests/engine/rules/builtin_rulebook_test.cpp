// The built-in rulebook against the two documents it is drawn from.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "engine/rules/house_rules.hpp"
#include "engine/rules/rulebook.hpp"
#include "engine/rules/rulebook_schema.hpp"

namespace probant {
namespace {

std::string normalised(std::string const& text) {
  std::istringstream words{text};
  std::string result;
  for (std::string word; words >> word;) result += (result.empty() ? "" : " ") + word;
  return result;
}

std::map<std::string, std::string> const& documents() {
  static auto const texts = [] {
    std::map<std::string, std::string> read;
    for (std::string const id : {"000_56e3d9c199e9e209", "004_216ae045a3483cc5"}) {
      std::ifstream file{std::string{PROBANT_TEST_DATA} + "/data/sources/" + id + ".txt"};
      read[id] = normalised({std::istreambuf_iterator<char>{file}, {}});
      REQUIRE(read[id].size() > 10'000);
    }
    return read;
  }();
  return texts;
}

/// "2. Fiabiliser …" is numbered by us where the document numbers its table row.
std::string without_number(std::string const& text) {
  bool const numbered = text.size() > 3 && text[1] == '.' && text[2] == ' ';
  return numbered ? text.substr(3) : text;
}

TEST_CASE("built-in rulebook: it is what its name and version say", "[rules][rulebook]") {
  CHECK(builtin_rulebook()->id() == "hopen2-2026/1");
  CHECK(builtin_rulebook()->parameters().size() == required_parameters().size());
}

TEST_CASE("built-in rulebook: every quotation is in its document, word for word, under its place",
          "[rules][rulebook]") {
  int quotes = 0;
  auto const own = builtin_rulebook()->parameters();
  std::vector<Parameter> all{own.begin(), own.end()};
  all.insert(all.end(), house_rules().begin(), house_rules().end());
  for (auto const& parameter : all) {
    if (parameter.quote.empty()) continue;
    INFO(parameter.key << ": " << parameter.quote);
    REQUIRE(documents().contains(parameter.source));
    auto const& document = documents().at(parameter.source);
    auto const quoted = document.rfind(normalised(parameter.quote));
    CHECK(quoted != std::string::npos);
    CHECK(document.find(normalised(parameter.place)) <= quoted);  // slides repeat words
    ++quotes;
  }
  CHECK(quotes > 120);
  CHECK_FALSE(house_rule("candidate.authorised").quote.empty());
}

TEST_CASE("built-in rulebook: every item of a stated list is in its document",
          "[rules][rulebook]") {
  int items = 0;
  for (auto const& parameter : builtin_rulebook()->parameters()) {
    auto const* texts = std::get_if<TextList>(&parameter.value);
    if (texts == nullptr || parameter.certainty != Certainty::stated) continue;
    for (auto const& text : *texts) {
      INFO(parameter.key << ": " << text);
      auto const& document = documents().at(parameter.source);
      CHECK(document.find(normalised(without_number(text))) != std::string::npos);
      ++items;
    }
  }
  CHECK(items > 50);
}

TEST_CASE("built-in rulebook: amounts, thresholds and dates of the documents",
          "[rules][rulebook]") {
  auto const& rules = *builtin_rulebook();
  CHECK(rules.money("aap.ceiling.a_cents") == Money::euros(35'000));
  CHECK(rules.money("aap.ceiling.b_cents") == Money::euros(51'000));
  CHECK(rules.money("aap.ceiling.c_cents") == Money::euros(85'000));
  CHECK(rules.money("aap.ceiling.d_cents") == Money::euros(205'000));
  CHECK(rules.integer("aap.category.b.from_activity") == 7'000);
  CHECK(rules.integer("aap.category.c.from_activity") == 60'000);
  CHECK(rules.integer("aap.category.d.from_activity") == 230'000);
  CHECK(rules.integer("aap.projects_per_pmsi") == 2);
  CHECK_FALSE(rules.flag("aap.catch_up.requires_hospiconnect"));
  CHECK(rules.money("mie.rate_per_agent_cents") == Money::euros(20));
  CHECK(rules.money("mie.rate_per_card_cents") == Money::euros(12));
  CHECK(rules.integers("mie.workforce.years") == std::vector<std::int64_t>{2024, 2023, 2022});
  CHECK(rules.date("mie.eligibility.starts_on") == Date{2026, 1, 29});
  CHECK(rules.date("calendar.hospiconnect.window.opens_on") == Date{2026, 1, 20});
  CHECK(rules.date("calendar.hospiconnect.window.closes_on") == Date{2026, 2, 13});
  CHECK(rules.date("calendar.aap.window.closes_on") == Date{2026, 5, 29});
  CHECK(rules.date("calendar.aap.proofs.closes_on") == Date{2027, 6, 30});
  CHECK(rules.date("calendar.mie.convention.closes_on") == Date{2026, 6, 1});
  CHECK(rules.date("calendar.mie.declaration.2028.closes_on") == Date{2028, 7, 17});
  CHECK(rules.date("calendar.mie.instruction.2027.closes_on") == Date{2027, 11, 15});
  CHECK(rules.parameter("calendar.aap.window.closes_on").citation() ==
        "000_56e3d9c199e9e209, Modalité de soumission des projets");
}

TEST_CASE("built-in rulebook: each theme has its numbered objectives and results",
          "[rules][rulebook]") {
  auto const& rules = *builtin_rulebook();
  for (auto const& theme : rules.texts("aap.themes")) {
    auto const& objectives = rules.texts("aap.theme." + theme + ".objectives");
    auto const& results = rules.texts("aap.theme." + theme + ".results");
    INFO(theme);
    CHECK_FALSE(rules.text("aap.theme." + theme + ".label").empty());
    REQUIRE(objectives.size() == 4);
    CHECK(results.size() == (theme == "maturity_catch_up" ? 0 : 4));
    for (std::size_t i = 0; i < objectives.size(); ++i) {
      CHECK(objectives[i].starts_with(std::to_string(i + 1) + ". "));
    }
  }
  CHECK(rules.texts("aap.selection_criteria").size() == 6);
  CHECK(rules.texts("aap.dossier_contents").size() == 7);
}

TEST_CASE("built-in rulebook: an open point says what else could be read", "[rules][rulebook]") {
  int open_points = 0;
  for (auto const& parameter : builtin_rulebook()->parameters()) {
    if (parameter.certainty != Certainty::assumed || parameter.source_to_supply) continue;
    INFO(parameter.key);
    CHECK_FALSE(parameter.alternatives.empty());
    ++open_points;
  }
  CHECK(open_points >= 33);
}

}  // namespace
}  // namespace probant
