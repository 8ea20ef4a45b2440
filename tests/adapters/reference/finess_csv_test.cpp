#include <catch2/catch.hpp>

#include "tests/adapters/reference/samples.hpp"

using namespace probant;
using namespace probant::importer;
using reference::LegalStatus;

TEST_CASE("finess: the published sample is read whole", "[import][finess]") {
  FakeRegister store;
  auto const report = store.import(Source::finess_csv, data_text("finess-etalab-cs1100502.csv"));

  CHECK(report.read == 9);
  CHECK(report.rejected == 0);
  CHECK(report.recorded == 8);
  CHECK(report.extracted_on == Date(2026, 5, 12));
  auto const& bourg = store.at("010780054");
  CHECK(bourg.region.text() == "84");
  CHECK(bourg.legal_status == LegalStatus::public_);
  CHECK(bourg.name.value == "CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT");
  CHECK(bourg.source.value == "FINESS établissements, extraction du 2026-05-12");
  REQUIRE(bourg.sites.size() == 1);
  CHECK(bourg.sites[0].name.value == "CH DE FLEYRIAT");
  CHECK(bourg.sites[0].category.value == "355");
  CHECK(bourg.sites[0].opened->text() == "1979-02-13");
  CHECK_FALSE(bourg.sites[0].pmsi);
}

TEST_CASE("finess: overseas departments have their region", "[import][finess]") {
  FakeRegister store;
  store.import(Source::finess_csv, data_text("finess-etalab-cs1100502.csv"));

  CHECK(store.at("970113015").region.text() == "01");  // Saint-Barthélemy goes with Guadeloupe
  CHECK(store.at("970302022").region.text() == "03");
  CHECK(store.at("970408589").region.text() == "04");
  CHECK(store.at("980501498").region.text() == "06");
}

TEST_CASE("finess: sites far apart in the file make one entity", "[import][finess]") {
  FakeRegister store;
  store.import(Source::finess_csv, data_text("finess-etalab-cs1100502.csv"));

  auto const& cayenne = store.at("970302022");
  REQUIRE(cayenne.sites.size() == 2);
  CHECK(cayenne.sites[0].site.text() == "970300026");
  CHECK(cayenne.sites[1].site.text() == "970302287");
  CHECK(cayenne.name.value == "CENTRE HOSPITALIER  DE CAYENNE");  // the hospital, not the EHPAD
}

TEST_CASE("finess: doubled quotes, and doubled again, read as one", "[import][finess]") {
  FakeRegister store;
  auto const sample = data_text("finess-etalab-cs1100502.csv");
  store.import(Source::finess_csv, sample);
  CHECK(store.at("980501498").sites[0].name.value == "LIEU DE VIE \"MAVOUNA MEMA 1\"");

  FakeRegister glitch;
  glitch.import(Source::finess_csv,
                comment + site_line("010000024", "010780054", "\"LE \"\"\"\"PARC\"\"\"\" BIS\""));
  CHECK(glitch.at("010780054").sites[0].name.value == "LE \"PARC\" BIS");
}

TEST_CASE("finess: a second run of the same file records nothing", "[import][finess]") {
  FakeRegister store;
  auto const sample = data_text("finess-etalab-cs1100502.csv");
  store.import(Source::finess_csv, sample);
  auto const before = store.proposals.size();
  auto const report = store.import(Source::finess_csv, sample);

  CHECK(before == 9);
  CHECK(store.proposals.size() == before);
  CHECK(report.recorded == 0);
  CHECK(report.unchanged == 8);
}

TEST_CASE("finess: a later file records only what changed", "[import][finess]") {
  FakeRegister store;
  auto text = comment + site_line("010000024", "010780054", "CH DE FLEYRIAT") +
              site_line("010000032", "010780062", "CH DE BELLEY");
  store.import(Source::finess_csv, text);
  text.replace(text.find("CH DE BELLEY"), 12, "CH DU BUGEY ");
  text.replace(text.find("2026-05-12"), 10, "2026-06-12");
  auto const report = store.import(Source::finess_csv, text);

  CHECK(report.recorded == 1);
  CHECK(report.unchanged == 1);
  CHECK(store.at("010780062").sites[0].name.value == "CH DU BUGEY");
  CHECK(store.ids.size() == store.proposals.size());
  REQUIRE(store.imports.size() == 2);
  CHECK(store.imports[1].recorded == Count{1});
  CHECK(store.imports[1].sha256 != store.imports[0].sha256);
  CHECK(store.imports[1].extracted_on == Date(2026, 6, 12));
}

TEST_CASE("finess: an extract older than the last one is refused, unless it is accepted",
          "[import][finess]") {
  FakeRegister store;
  store.latest = Date(2026, 6, 12);
  auto const text = comment + site_line("010000024", "010780054", "CH DE FLEYRIAT");
  CHECK_THROWS_WITH(store.import(Source::finess_csv, text), Catch::Contains("12/05/2026") &&
                                                                Catch::Contains("12/06/2026") &&
                                                                Catch::Contains("--accept-older"));
  CHECK(store.proposals.empty());
  store.accept_older = true;
  CHECK(store.import(Source::finess_csv, text).recorded == 1);
}

TEST_CASE("finess: an extract of a day to come is refused", "[import][finess]") {
  FakeRegister store;
  store.today = Date(2026, 5, 11);
  auto const text = comment + site_line("010000024", "010780054", "CH DE FLEYRIAT");
  CHECK_THROWS_WITH(store.import(Source::finess_csv, text),
                    Catch::Contains("12/05/2026") && Catch::Contains("11/05/2026"));
  store.today = Date(2026, 5, 12);
  CHECK(store.import(Source::finess_csv, text).recorded == 1);
}

TEST_CASE("finess: an extract that does not say its date does not get past a dated one",
          "[import][finess]") {
  auto const line = site_line("010000024", "010780054", "CH DE FLEYRIAT");
  auto const [head, said] = GENERATE(
      table<std::string, std::string>({{"", "manque"},
                                       {"finess;etalab;111\n", "manque"},
                                       {"finess;etalab;111; \n", "manque"},
                                       {"finess;etalab;111;2026-02-30\n", "« 2026-02-30 »"},
                                       {"finess;etalab;111;hier\n", "« hier »"}}));
  FakeRegister store;
  store.latest = Date(2026, 6, 12);
  CHECK_THROWS_WITH(store.import(Source::finess_csv, head + line),
                    Catch::Contains("ligne 1, date d'extraction") && Catch::Contains(said) &&
                        Catch::Contains("12/06/2026") && Catch::Contains("--accept-older"));
  CHECK(store.proposals.empty());
  CHECK(store.rejected.empty());
  store.accept_older = true;
  auto const report = store.import(Source::finess_csv, head + line);
  CHECK(report.recorded == 1);
  CHECK(report.rejected == 0);
  CHECK_FALSE(report.extracted_on);
  CHECK_THAT(report.notice, Catch::Contains("ligne 1, date d'extraction"));
}

TEST_CASE("finess: the first extract may lack its date, not tell an impossible one",
          "[import][finess]") {
  auto const line = site_line("010000024", "010780054", "CH DE FLEYRIAT");
  FakeRegister store;
  CHECK_THROWS_WITH(store.import(Source::finess_csv, "finess;etalab;111;2026-02-30\n" + line),
                    Catch::Contains("ligne 1, date d'extraction") &&
                        Catch::Contains("« 2026-02-30 »") && Catch::Contains("--accept-older"));
  CHECK(store.proposals.empty());

  auto const undated = store.import(Source::finess_csv, "finess;etalab;111;\n" + line);
  CHECK(undated.recorded == 1);
  CHECK(undated.rejected == 0);
  CHECK_THAT(undated.notice, Catch::Contains("manque"));
  CHECK(store.import(Source::finess_csv, comment + line).notice.empty());
}

TEST_CASE("finess: the geolocated variant says the same", "[import][finess]") {
  FakeRegister store;
  auto const sample = data_text("finess-etalab-cs1100502.csv");
  store.import(Source::finess_csv, sample);
  auto const report = store.import(
      Source::finess_csv,
      sample +
          "geolocalisation;010000024;870262.2;6571540.8;1,ATLASANTE,96,BAN,EPSG:2154;2026-05-04\n");

  CHECK(report.read == 9);
  CHECK(report.rejected == 0);
  CHECK(report.recorded == 0);
  CHECK(store.imports.size() == 2);  // another file, looked at for the first time
}

TEST_CASE("finess: each line is UTF-8 or Windows-1252 on its own", "[import][finess]") {
  FakeRegister store;
  auto const text = "\xEF\xBB\xBF" + comment +
                    site_line("010000024", "010780054", "H\xC3\x94PITAL D'\xC3\x89T\xC3\x89") +
                    site_line("010000032", "010780062", "H\xD4PITAL D'\xC9T\xC9 \x9CUVRE") +
                    site_line("010000057", "010780070", "CTRE D\xC2\x92IMAGERIE") +
                    "structureet;010000065;010780096;A\x81;" + std::string(27, ';') + "\n";
  auto const crlf = [](std::string lines) {
    for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos; at += 2) {
      lines.replace(at, 1, "\r\n");
    }
    return lines;
  };
  auto const report = store.import(Source::finess_csv, crlf(text));

  CHECK(report.extracted_on == Date(2026, 5, 12));
  CHECK(store.at("010780054").sites[0].name.value == "HÔPITAL D'ÉTÉ");
  CHECK(store.at("010780062").sites[0].name.value == "HÔPITAL D'ÉTÉ œUVRE");
  CHECK(store.at("010780070").sites[0].name.value == "CTRE D’IMAGERIE");  // U+0092, twice encoded
  REQUIRE(store.rejected.size() == 1);  // 0x81 means nothing in either
  CHECK(store.rejected[0].line == 5);
}

TEST_CASE("finess: sites of an entity follow the file", "[import][finess]") {
  FakeRegister store;
  auto const first = site_line("010000024", "010780054", "CH DE FLEYRIAT");
  auto const second = site_line("010000032", "010780054", "CH DE BELLEY");
  store.import(Source::finess_csv, comment + first + second);

  SECTION("a site that is no longer listed is gone") {
    store.import(Source::finess_csv, comment + first);
    CHECK(store.at("010780054").sites.size() == 1);
  }
  SECTION("unless some line could not be read, which may be its own") {
    store.import(Source::finess_csv, comment + first + "structureet;coupée\n");
    CHECK(store.at("010780054").sites.size() == 2);
  }
  SECTION("a site that closed stays, with its date") {
    auto& site = store.entities.at(Entity::parse("010780054").value()).sites[1];
    site.closed = Date(2025, 1, 1);
    store.import(Source::finess_csv, comment + first);
    CHECK(store.at("010780054").sites.size() == 2);
  }
  SECTION("a site that moved to another entity is only there") {
    store.import(Source::finess_csv,
                 comment + first + site_line("010000032", "010780062", "CH DE BELLEY") + "x\n");
    CHECK(store.at("010780054").sites.size() == 1);
    CHECK(store.at("010780062").sites.size() == 1);
  }
}

TEST_CASE("finess: a site that comes back is told anew", "[import][finess]") {
  FakeRegister store;
  auto const first = site_line("010000024", "010780054", "CH DE FLEYRIAT");
  auto const there = site_line("010000032", "010780054", "CH DE BELLEY");
  auto const away = site_line("010000032", "010780062", "CH DE BELLEY");
  auto const other = site_line("010000057", "010780062", "AUTRE");
  auto const moved = Site::parse("010000032").value();
  // No line names the first entity while the site is away, so that its record still does.
  store.import(Source::finess_csv, comment + first + there);
  store.import(Source::finess_csv, comment + away + other);
  REQUIRE(store.at("010780054").sites.size() == 2);
  REQUIRE(store.entity_of(moved) == Entity::parse("010780062").value());

  SECTION("listed as it stood") { store.import(Source::finess_csv, comment + first + there); }
  SECTION("with the other entity") {
    store.import(Source::finess_csv, comment + first + there + other);
    CHECK(store.at("010780062").sites.size() == 1);
  }
  CHECK(store.entity_of(moved) == Entity::parse("010780054").value());
}

TEST_CASE("finess: what an entity keeps unlisted does not take a site back", "[import][finess]") {
  FakeRegister store;
  auto const first = site_line("010000024", "010780054", "CH DE FLEYRIAT");
  store.import(Source::finess_csv,
               comment + first + site_line("010000032", "010780054", "CH DE BELLEY"));
  store.import(Source::finess_csv, comment + site_line("010000032", "010780062", "CH DE BELLEY"));
  auto const renamed = site_line("010000024", "010780054", "CH FLEYRIAT");
  store.import(Source::finess_csv, comment + renamed + "structureet;coupée\n");
  CHECK(store.at("010780054").sites.size() == 1);
  CHECK(store.entity_of(Site::parse("010000032").value()) == Entity::parse("010780062").value());
}

TEST_CASE("finess: a name recorded by hand is not overwritten by a stand-in", "[import][finess]") {
  FakeRegister store;
  auto const entity = Entity::parse("010780054").value();
  reference::EntityRecorded by_hand;
  by_hand.entity = entity;
  by_hand.name = "CENTRE HOSPITALIER DE BOURG-EN-BRESSE";
  by_hand.region = Region::parse("84").value();
  by_hand.ght = "ARA-01";
  by_hand.ght_role = reference::GhtRole::support;
  by_hand.source = "courrier de l'ARS";
  store.entities.emplace(entity, by_hand);
  auto const sample = data_text("finess-etalab-cs1100502.csv");
  store.import(Source::finess_csv, sample);

  auto const& record = store.at("010780054");
  CHECK(record.name == by_hand.name);
  CHECK(record.ght == by_hand.ght);
  CHECK(record.ght_role == by_hand.ght_role);
  CHECK(record.sites.size() == 1);
  CHECK(record.source.value ==
        "FINESS établissements, extraction du 2026-05-12 ; identité : courrier de l'ARS");
  CHECK(store.import(Source::finess_csv, sample).recorded == 0);
}

TEST_CASE("finess: an entities file gives names and status, and keeps sites", "[import][finess]") {
  constexpr auto map =
      "[entity_file]\ncolumns = ['nofiness', 'rs', 'rslongue', 'departement', 'statutjuridique']\n";
  FakeRegister store;
  store.import(Source::finess_csv, comment + site_line("010000024", "010780054", "CH DE FLEYRIAT"));
  auto const text = comment + "structureej;010780054;CHB;CENTRE HOSPITALIER DE BOURG;01;14\n" +
                    "structureej;010780096;CLINIQUE;;01;95\n";
  auto const report = store.import(Source::finess_csv, text, map);

  CHECK(report.recorded == 2);
  CHECK(store.at("010780054").name.value == "CENTRE HOSPITALIER DE BOURG");
  CHECK(store.at("010780054").sites.size() == 1);
  CHECK(store.at("010780096").legal_status == LegalStatus::private_forprofit);
  CHECK(store.import(Source::finess_csv, text, map).recorded == 0);

  CHECK(store.import(Source::finess_csv, text).rejected == 2);  // the order of columns is needed
}

TEST_CASE("finess: what is not an extract is refused as a whole", "[import][finess]") {
  FakeRegister store;
  for (std::string const text : {"", "{\"pmej\":[]}", "finess_et;name;category\n", "\0\0\0\0"}) {
    CHECK_THROWS_AS(store.import(Source::finess_csv, text), ImportError);
  }
  CHECK(store.proposals.empty());
}
