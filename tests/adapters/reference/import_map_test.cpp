#include <catch2/catch.hpp>

#include "tests/adapters/reference/samples.hpp"

using namespace probant;
using namespace probant::importer;

namespace {

std::string const aphp = comment + site_line("750100125", "750712184", "PITIE", "75") +
                         site_line("640780821", "750712184", "HENDAYE", "64") +
                         site_line("930100037", "750712184", "AVICENNE", "93");
constexpr auto ghu = R"(
[[ghu]]
entity = "7A0000023"
of = "750712184"
name = "GHU Sorbonne Université"
sites = ["750100125"]
[[ghu]]
entity = "7A0000031"
of = "750712184"
name = "GHU Paris Seine-Saint-Denis"
sites = ["930100037"]
)";

}  // namespace

TEST_CASE("map: sites of AP-HP go to their hospital group", "[import][map]") {
  FakeRegister store;
  auto const report = store.import(Source::finess_csv, aphp, ghu);

  CHECK(report.recorded == 3);
  CHECK(store.at("7A0000023").name.value == "GHU Sorbonne Université");
  CHECK(store.at("7A0000023").ghu == true);
  CHECK(store.at("7A0000023").region.text() == "11");
  CHECK(store.at("7A0000031").sites.at(0).name.value == "AVICENNE");
  CHECK(store.at("750712184").sites.size() == 1);  // Hendaye is in no group
  CHECK(store.at("750712184").region.text() == "75");
  CHECK(store.import(Source::finess_csv, aphp, ghu).recorded == 0);
}

TEST_CASE("map: PMSI numbers by site, by rule, and kept without a map", "[import][map]") {
  FakeRegister store;
  auto const text =
      comment + site_line("010000024", "010780054", "A") + site_line("010000032", "010780054", "B");
  store.import(Source::finess_csv, text,
               "[pmsi]\nrule = 'by-status'\n[pmsi.sites]\n010000032 = '010000099'\n");
  auto const& sites = store.at("010780054").sites;
  CHECK(sites[0].pmsi->text() == "010780054");
  CHECK(sites[1].pmsi->text() == "010000099");

  auto const report = store.import(Source::finess_csv, text);
  CHECK(report.unchanged == 1);
  CHECK(store.at("010780054").sites[1].pmsi->text() == "010000099");
}

TEST_CASE("map: legal status is decreed, categories are filtered", "[import][map]") {
  FakeRegister store;
  auto const report = store.import(
      Source::finess_csv, data_text("finess-etalab-cs1100502.csv"),
      "[legal_status]\n970408589 = 'private_nonprofit'\n[filter]\naggregates = ['1101', '1102']\n");
  CHECK(report.recorded == 4);
  CHECK(report.ignored == 5);
  CHECK(store.at("970408589").legal_status == reference::LegalStatus::private_nonprofit);
  CHECK(store.at("970302022").sites.size() == 1);
}

TEST_CASE("map: a wrong map is refused with its line and key", "[import][map]") {
  struct Wrong {
    char const* toml;
    char const* says;
  };
  for (auto const& [toml, says] :
       {Wrong{"[pmsi\n", "ligne 1"}, Wrong{"\n[autre]\n", "ligne 2, autre"},
        Wrong{"[pmsi.sites]\n010000024 = 10780054\n", "ligne 2, pmsi.sites.010000024"},
        Wrong{"[pmsi.sites]\n10000024 = '010780054'\n", "FINESS"},
        Wrong{"[pmsi]\nrule = 'au hasard'\n", "by-status"},
        Wrong{"[[ghu]]\nentity = '7A0000023'\n", "obligatoire"},
        Wrong{"[ghu]\nentity = '7A0000023'\n", "[[ghu]]"},
        Wrong{"[legal_status]\n010780054 = 'privé'\n", "private_nonprofit"},
        Wrong{"[filter]\nskip_closed = 'oui'\n", "true ou false"},
        Wrong{"[table]\nyear = '2024'\n", "année"}, Wrong{"[table.rows]\ncolumn = 'A'\n", "values"},
        Wrong{"[entity_file]\n", "columns"}}) {
    CHECK_THROWS_WITH(parse_map(toml, "table.toml"), Catch::Contains(says));
  }
}
