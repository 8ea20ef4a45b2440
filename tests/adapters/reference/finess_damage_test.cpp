#include <catch2/catch.hpp>

#include "adapters/reference/damage.hpp"
#include "tests/adapters/reference/samples.hpp"

using namespace probant;
using namespace probant::importer;

namespace {

std::string const sound = site_line("010000024", "010780054", "CH DE FLEYRIAT");

/// Imports one line made from the sound one by a replacement; the line's rejection.
Rejected refusal_of(std::string line, std::string const& what, std::string const& by) {
  line.replace(line.find(what), what.size(), by);
  FakeRegister store;
  auto const report = store.import(Source::finess_csv, comment + line);
  CHECK(report.read == 1);
  CHECK(report.rejected == 1);
  CHECK(report.recorded == 0);
  REQUIRE(store.rejected.size() == 1);
  CHECK(store.rejected[0].line == 2);
  CHECK(store.rejected[0].code == "invalid_field");
  return store.rejected[0];
}

}  // namespace

TEST_CASE("finess: a copy gone through a spreadsheet is refused whole, naming the lines",
          "[import][finess]") {
  struct Damage {
    char const* what;
    char const* by;
    char const* field;
  };
  for (auto const& [what, by, field] :
       {Damage{"26010004500012", "2,601E+13", "siret"},
        Damage{"26010004500012", "2.601E13", "siret"},
        Damage{"1979-02-13", "13/02/1979", "dateouv"}, Damage{"2020-02-04", "04/02/2020", "maj"},
        Damage{"010000024", "10000024", "nofinesset"},
        Damage{"010780054", "10780054", "nofinessej"},
        Damage{"010780054", "1,08E+07", "nofinessej"}, Damage{";01;", ";1;", "departement"}}) {
    DYNAMIC_SECTION(what << " written " << by) {
      auto line = sound;
      line.replace(line.find(what), std::string_view{what}.size(), by);
      FakeRegister store;
      CHECK_THROWS_WITH(store.import(Source::finess_csv,
                                     comment + site_line("010000032", "010780062", "B") + line),
                        Catch::Contains("tableur") && Catch::Contains("1 ligne(s) abîmée(s) (3)"));
      REQUIRE(store.rejected.size() == 1);
      CHECK(store.rejected[0].line == 3);
      CHECK(store.rejected[0].field == field);
      CHECK(store.rejected[0].reason.find("tableur") != std::string::npos);
      CHECK(store.entities.empty());
      CHECK(store.imports.empty());
    }
  }
}

TEST_CASE("finess: of a copy damaged all over, the first twenty lines are named",
          "[import][finess]") {
  std::string text = "finess;etalab;111;12/05/2026\n";
  for (int i = 0; i < 50; ++i) text += site_line("10000024", "010780054", "A");
  FakeRegister store;
  CHECK_THROWS_WITH(store.import(Source::finess_csv, text),
                    Catch::Contains("51 ligne(s) abîmée(s) (1, 2, 3") && Catch::Contains("20…)") &&
                        !Catch::Contains("21"));
  CHECK(store.rejected.size() == 20);
  CHECK(store.entities.empty());
}

TEST_CASE("finess: a line wrong in itself does not condemn the file", "[import][finess]") {
  FakeRegister store;
  auto short_siret = site_line("010000032", "010780062", "B");
  short_siret.replace(short_siret.find("26010004500012"), 14, "2601000450001");
  auto const report =
      store.import(Source::finess_csv, comment + sound + short_siret + "structureet;x\n");
  CHECK(report.damaged_by_spreadsheet == 0);
  CHECK(report.rejected == 2);
  CHECK(report.recorded == 1);
}

TEST_CASE("finess: each field is strict", "[import][finess]") {
  CHECK(refusal_of(sound, "010000024", "010000O24").field == "nofinesset");
  CHECK(refusal_of(sound, "1979-02-13", "1979-02-30").field == "dateouv");
  CHECK(refusal_of(sound, ";01;", ";9J;").field == "departement");
  CHECK(refusal_of(sound, ";355;", ";;").field == "categetab");
  CHECK(refusal_of(sound, "CH DE FLEYRIAT", " ").field == "rs");
  CHECK(refusal_of(sound, "CH DE FLEYRIAT", std::string(501, 'A')).field == "rs");
  CHECK(refusal_of(sound, "CH DE FLEYRIAT", std::string("CH\0DE", 5)).field == "ligne");
  CHECK(refusal_of(sound, "CH DE FLEYRIAT", "\"CH DE FLEYRIAT").field == "ligne");
  CHECK(refusal_of(sound, "CH DE FLEYRIAT", "\"CH\" DE FLEYRIAT").field == "ligne");
  CHECK(refusal_of(sound, "structureet", "structurexx").field == "section");
  CHECK(refusal_of(sound, "CH DE FLEYRIAT", "CH;DE;FLEYRIAT").field == "ligne");
}

TEST_CASE("finess: a site listed twice counts once", "[import][finess]") {
  FakeRegister store;
  auto const report = store.import(Source::finess_csv,
                                   comment + sound + site_line("010000024", "010780062", "AUTRE"));
  CHECK(report.rejected == 1);
  CHECK(store.rejected[0].line == 3);
  CHECK(store.rejected[0].reason.find("ligne 2") != std::string::npos);
  CHECK(store.at("010780054").sites.size() == 1);
}

TEST_CASE("finess: a missing quote costs its own line only", "[import][finess]") {
  FakeRegister store;
  auto const report = store.import(
      Source::finess_csv, comment + site_line("010000032", "010780062", "\"BELLEY") + sound);
  CHECK(report.rejected == 1);
  CHECK(store.rejected[0].line == 2);
  CHECK(report.recorded == 1);
}

TEST_CASE("finess: a line too long is refused and the next one read", "[import][finess]") {
  FakeRegister store;
  auto const report =
      store.import(Source::finess_csv, comment + std::string(3'000'000, 'x') + "\n" + sound);
  CHECK(report.rejected == 1);
  CHECK(store.rejected[0].line == 2);
  CHECK(store.rejected[0].reason.find("64 Kio") != std::string::npos);
  CHECK(report.recorded == 1);
}

TEST_CASE("damage: marks of a spreadsheet, and what only looks alike", "[import][finess]") {
  CHECK(is_scientific_notation("2,601E+13"));
  CHECK(is_scientific_notation("1E9"));
  CHECK_FALSE(is_scientific_notation("E13"));
  CHECK_FALSE(is_scientific_notation("26010004500012"));
  CHECK_FALSE(damage_of_finess("2E0000012"));
  CHECK_FALSE(damage_of_finess("010000024"));
  CHECK_FALSE(damage_of_finess(""));
  CHECK(damage_of_siret("1234567890123"));
  CHECK_FALSE(damage_of_siret(""));
  CHECK(is_slashed_date("1/2/1979"));
  CHECK_FALSE(is_slashed_date("1979-02-13"));
  CHECK_FALSE(is_slashed_date("1/2"));
}
