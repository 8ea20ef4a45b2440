#include "adapters/simulation/establishments.hpp"

#include <catch2/catch.hpp>

#include "tests/adapters/simulation/played.hpp"

namespace probant::simulation {
namespace {

std::string const heading = "finess_et;name;category;sector;city\n";
std::string const good = "010000024;CH DE BOURG;Centre Hospitalier (C.H.);public;VIRIAT\n";

std::string refused(std::string const& csv) {
  try {
    (void)read_establishments(csv);
  } catch (EstablishmentsError const& error) {
    return error.what();
  }
  return "rien";
}

}  // namespace

TEST_CASE("establishments: columns are found by name, others are ignored", "[simulation]") {
  auto const list = read_establishments(
      "\xEF\xBB\xBFlat;city;sector;category;name;finess_et\r\n"
      "46.2;VIRIAT;;Soins;\"CLINIQUE \"\"B\"\"; SITE 2\";010000024\r\n");
  REQUIRE(list.sites.size() == 1);
  auto const& site = list.sites.front();
  CHECK(site.site.text() == "010000024");
  CHECK(site.name == "CLINIQUE \"B\"; SITE 2");
  CHECK(site.status == reference::LegalStatus::private_forprofit);
  CHECK(site.department == "01");
  CHECK(site.region.text() == "84");
}

TEST_CASE("establishments: names encoded twice, or in Windows-1252, are read", "[simulation]") {
  auto const list = read_establishments(heading +
                                        "010000024;CTRE D\xC2\x92IMAGERIE;C;public;X\n"
                                        "010000032;H\xD4PITAL;C;public;X\n");
  REQUIRE(list.sites.size() == 2);
  CHECK(list.sites[0].name == "CTRE D’IMAGERIE");
  CHECK(list.sites[1].name == "HÔPITAL");
}

TEST_CASE("establishments: overseas and Corsican numbers lead to their region", "[simulation]") {
  auto const list = read_establishments(heading +
                                        "970100012;A;C;public;X\n"
                                        "970400012;B;C;public;X\n"
                                        "980500011;C;C;public;X\n"
                                        "2A0000014;D;C;public;X\n"
                                        "970500012;SAINT-PIERRE;C;public;X\n");
  REQUIRE(list.sites.size() == 4);
  CHECK(list.sites[0].department == "2A");
  CHECK(list.sites[0].region.text() == "94");
  CHECK(list.sites[1].region.text() == "01");
  CHECK(list.sites[2].region.text() == "04");
  CHECK(list.sites[3].region.text() == "06");
  CHECK(list.without_ars == 1);
  CHECK(list.read == 5);
}

TEST_CASE("establishments: what is wrong is told with its line", "[simulation]") {
  using Catch::Contains;
  CHECK_THAT(refused(""), Contains("aucun établissement"));
  CHECK_THAT(refused(heading), Contains("aucun établissement"));
  CHECK_THAT(refused("finess_et;name;category;city\n"), Contains("« sector » manque"));
  CHECK_THAT(refused(heading + "1000024;A;B;public;C\n"), Contains("ligne 2 : finess_et"));
  CHECK_THAT(refused(heading + good + "010000032;A;B;mixte;C\n"), Contains("ligne 3 : sector"));
  CHECK_THAT(refused(heading + "010000024;A;B;public\n"), Contains("4 cellules au lieu de 5"));
  CHECK_THAT(refused(heading + "010000024; ;B;public;C\n"), Contains("ligne 2 : name"));
  CHECK_THAT(refused(heading + "010000024;\"A;B;public;C\n"), Contains("guillemet"));
  CHECK_THAT(refused(heading + "010000024;\x81;B;public;C\n"), Contains("UTF-8"));
  CHECK_THAT(refused(heading + good + good), Contains("010000024 y figure deux fois"));
  CHECK_THAT(refused(heading + std::string(10'001, 'a') + "\n"), Contains("10 000 octets"));
}

TEST_CASE("establishments: the list that ships covers the whole country", "[simulation]") {
  auto const list = test::shipped_establishments();
  CHECK(list.sites.size() > 500);
  std::set<std::string> regions;
  std::set<std::string> departments;
  for (auto const& site : list.sites) {
    CHECK(site.site.key_holds());
    regions.insert(site.region.text());
    departments.insert(site.department);
  }
  CHECK(regions.size() == 18);
  CHECK(departments.size() >= 101);
}

}  // namespace probant::simulation
