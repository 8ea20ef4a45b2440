#include <catch2/catch.hpp>

#include "adapters/reference/table.hpp"
#include "tests/adapters/reference/samples.hpp"

using namespace probant;
using namespace probant::importer;

namespace {

/// Fleyriat and Belley, both under the PMSI number of the first one's entity.
FakeRegister register_of_two() {
  FakeRegister store;
  store.import(Source::finess_csv,
               comment + site_line("010000024", "010780054", "FLEYRIAT") +
                   site_line("010000032", "010780062", "BELLEY"),
               "[pmsi]\nrule = 'by-status'\n");
  return store;
}
Site const fleyriat = Site::parse("010000024").value();
Site const belley = Site::parse("010000032").value();
Pmsi const pmsi = Pmsi::parse("010780054").value();

constexpr auto sae_map = R"(
[table.columns]
site = "FI"
year = "AN"
salaried = ["EFF_MED", "EFF_NM"]
liberal = "EFF_LIB"
)";
std::string const sae_header = "BOR;AN;FI;RS;FI_EJ;EFF_MED;EFF_NM;EFF_LIB\n";

}  // namespace

TEST_CASE("workforce: a blank is not a zero", "[import][tables]") {
  auto store = register_of_two();
  auto const report = store.import(Source::workforce,
                                   sae_header +
                                       "Q20;2024;010000024;FLEYRIAT;010780054;200;1900;\n"
                                       "Q20;2023;010000024;FLEYRIAT;010780054;;;\n"
                                       "Q20;2024;010000032;BELLEY;010780062;;300;0\n"
                                       "Q20;2025;010000032;BELLEY;010780062;1;1;1\n",
                                   sae_map);
  CHECK(report.read == 4);
  CHECK(report.recorded == 2);
  CHECK(report.unchanged == 1);
  CHECK(report.ignored == 1);
  auto const* first = store.workforce(fleyriat, 2024);
  REQUIRE(first != nullptr);
  CHECK(first->salaried == Count{2100});
  CHECK_FALSE(first->liberal);
  auto const* second = store.workforce(belley, 2024);
  REQUIRE(second != nullptr);
  CHECK(second->salaried == Count{300});
  CHECK(second->liberal == Count{0});
  CHECK(store.workforce(fleyriat, 2023) == nullptr);
  CHECK(store.proposals.at(store.proposals.size() - 2).dossier.text() == "register:010780062");
}

TEST_CASE("workforce: a second run records nothing, a blank takes back", "[import][tables]") {
  auto store = register_of_two();
  auto const text = sae_header + "Q20;2024;010000024;F\xC9;010780054;200;;12\n";
  store.import(Source::workforce, text, sae_map);
  auto const before = store.proposals.size();
  CHECK(store.import(Source::workforce, text, sae_map).unchanged == 1);
  CHECK(store.proposals.size() == before);

  store.import(Source::workforce, sae_header + "Q20;2024;010000024;F;010780054;200;;\n", sae_map);
  CHECK(store.workforce(fleyriat, 2024)->salaried == Count{200});
  CHECK_FALSE(store.workforce(fleyriat, 2024)->liberal);
}

TEST_CASE("workforce: a column the file lacks leaves its figure", "[import][tables]") {
  auto store = register_of_two();
  store.import(Source::workforce, "site;year;liberal\n010000024;2024;12\n");
  store.import(Source::workforce, "site;year;salaried\n010000024;2024;2100\n");
  CHECK(store.workforce(fleyriat, 2024)->salaried == Count{2100});
  CHECK(store.workforce(fleyriat, 2024)->liberal == Count{12});
}

TEST_CASE("workforce: rows are kept by a column and added up", "[import][tables]") {
  auto store = register_of_two();
  std::string const rows =
      "FI,GRADE,EFF\n\"010000024\",M1,10\n\"010000024\",M2,5\n\"010000024\",TOTAL,15\n";
  std::string const columns = "year = 2024\n[table.columns]\nsite = 'FI'\nsalaried = 'EFF'\n";
  std::string const filter = "[table.rows]\ncolumn = 'GRADE'\nvalues = ['M1', 'M2']\n";

  auto const report =
      store.import(Source::workforce, rows, "[table]\nsum_rows = true\n" + columns + filter);
  CHECK(report.ignored == 1);
  CHECK(store.workforce(fleyriat, 2024)->salaried == Count{15});

  auto const partly =
      store.import(Source::workforce, "FI;GRADE;EFF\n010000024;M1;20\n010000024;M2;5,5\n",
                   "[table]\nsum_rows = true\n" + columns);
  REQUIRE(partly.rejected == 2);  // half a sum is no figure, and the whole is told as missing
  CHECK_THAT(store.rejected[1].reason,
             Catch::Contains("année 2024") && Catch::Contains("rien n'en est enregistré"));
  CHECK(store.workforce(fleyriat, 2024)->salaried == Count{15});

  auto const twice = store.import(Source::workforce, rows, "[table]\n" + columns + filter);
  CHECK(twice.rejected == 1);
  CHECK(store.rejected[0].line == 3);
}

TEST_CASE("workforce: unknown sites and wrong figures are refused", "[import][tables]") {
  auto store = register_of_two();
  auto const report = store.import(Source::workforce,
                                   "site;year;salaried;liberal\n"
                                   "010000057;2024;1;1\n"
                                   "10000024;2024;1;1\n"
                                   "010000024;2024;12,5;1\n"
                                   "010000024;2024;-1;1\n"
                                   "010000024;2024;1 200;1\n"
                                   "010000024;2024;99999999999999999999;1\n"
                                   "010000024;24;1;1\n"
                                   "010000024;2024;1\n"
                                   "010000024;2024;\"1;1\n");
  CHECK(report.rejected == 9);
  CHECK(report.recorded == 0);
  REQUIRE(store.rejected.size() == 9);
  CHECK(store.rejected[0].code == "unknown_site");
  CHECK(store.rejected[0].line == 2);
  CHECK(store.rejected[1].reason.find("zéro de tête") != std::string::npos);
  CHECK(store.rejected[2].field == "salaried");
  CHECK(store.rejected[6].field == "year");
  CHECK(report.damaged_by_spreadsheet == 1);
}

TEST_CASE("workforce: a row that is refused does not stand in the way of another",
          "[import][tables]") {
  auto store = register_of_two();
  auto const report = store.import(Source::workforce,
                                   "site;year;salaried;liberal\n"
                                   "010000024;2024;12,5;1\n"
                                   "010000024;2024;12;x\n"
                                   "010000024;2024;12;1\n"
                                   "010000024;2024;13;1\n");
  CHECK(report.recorded == 1);
  CHECK(store.workforce(fleyriat, 2024)->salaried == Count{12});
  REQUIRE(store.rejected.size() == 3);
  CHECK(store.rejected[0].field == "salaried");
  CHECK(store.rejected[1].field == "liberal");
  CHECK(store.rejected[2].line == 5);
  CHECK_THAT(store.rejected[2].reason, Catch::Contains("déjà à la ligne 4"));
}

TEST_CASE("activity: recorded once, changed once", "[import][tables]") {
  auto store = register_of_two();
  std::string const text =
      "pmsi;year;combined_activity;source\n"
      "010780054;2024;61250;liste nationale\n"
      "010780054;2024;61250;liste nationale\n"
      "010000057;2024;5;liste nationale\n"
      "010780062;2024;;liste nationale\n"
      "010780062;2024;0;liste nationale\n";
  auto const report = store.import(Source::activity, text);
  CHECK(report.recorded == 2);
  CHECK(report.rejected == 3);
  CHECK(store.rejected[0].line == 3);
  CHECK(store.rejected[1].code == "unknown_site");
  CHECK(store.rejected[1].field == "pmsi");
  CHECK(store.rejected[2].field == "combined_activity");  // missing is not zero
  CHECK(store.activity(pmsi, 2024)->combined_activity == Count{61250});
  CHECK(store.import(Source::activity, text).recorded == 0);
}

TEST_CASE("activity: the source is the file when nothing says more", "[import][tables]") {
  auto store = register_of_two();
  store.import(Source::activity, "pmsi;combined_activity\n010780054;1\n", "[table]\nyear = 2024\n");
  CHECK(store.activity(pmsi, 2024)->source.value == "essai.csv");
  store.import(Source::activity, "pmsi;combined_activity\n010780054;2\n",
               "[table]\nyear = 2024\nsource = 'DGOS'\n");
  CHECK(store.activity(pmsi, 2024)->source.value == "DGOS");
}

TEST_CASE("usage payments: each is recorded once", "[import][tables]") {
  auto store = register_of_two();
  std::string const text =
      "pmsi;programme;amount_cents;paid_on\n"
      "010780054;sun_es;1250000;2024-12-02\n"
      "010780054;hopen2_phase1;1250000;2024-12-02\n"
      "010780054;sunes;1;2024-12-02\n"
      "010780054;sun_es;1;02/12/2024\n"
      "010780054;sun_es;1,5;2024-12-02\n";
  auto const report = store.import(Source::usage_payments, text);
  CHECK(report.recorded == 2);
  REQUIRE(report.rejected == 3);
  CHECK(store.rejected[0].field == "programme");
  CHECK(store.rejected[1].field == "paid_on");
  CHECK(store.rejected[2].field == "amount_cents");
  CHECK(store.payments.at(0).amount_cents == Money::cents(1'250'000));
  CHECK(store.import(Source::usage_payments, text).recorded == 0);
  CHECK(store.payments.size() == 2);
}

TEST_CASE("usage payments: one of a day to come is rejected", "[import][tables]") {
  auto store = register_of_two();
  store.today = Date(2024, 12, 2);
  auto const report = store.import(Source::usage_payments,
                                   "pmsi;programme;amount_cents;paid_on\n"
                                   "010780054;sun_es;1;2024-12-02\n"
                                   "010780054;sun_es;1;2024-12-03\n");
  CHECK(report.recorded == 1);
  REQUIRE(report.rejected == 1);
  CHECK(store.rejected[0].line == 3);
  CHECK(store.rejected[0].field == "paid_on");
  CHECK(store.rejected[0].code == "occurred_in_future");
}

TEST_CASE("ceilings: amounts in cents or in euros", "[import][tables]") {
  auto store = register_of_two();
  auto const report =
      store.import(Source::ceilings, "FINESS EJ;Montant\n010780054;\"42 240,00 €\"\n999999999;1\n",
                   "[table]\nsource = 'Liste ANS'\n[table.columns]\n"
                   "entity = 'FINESS EJ'\namount_euros = 'Montant'\n");
  CHECK(report.recorded == 1);
  CHECK(store.rejected.at(0).code == "unknown_entity");
  CHECK(store.ceilings.at(Entity::parse("010780054").value()) == Money::euros(42'240));
  auto const cents = store.import(Source::ceilings, "entity;amount_cents\n010780054;4224000\n");
  CHECK(cents.unchanged == 1);
}

TEST_CASE("tables: an amount told twice must be the same", "[import][tables]") {
  auto store = register_of_two();
  auto const entity = Entity::parse("010780054").value();
  std::string const header = "entity;amount_euros;amount_cents\n010780054;";
  store.import(Source::ceilings, header + "10;2000\n");
  REQUIRE(store.rejected.size() == 1);
  CHECK(store.rejected[0].line == 2);
  CHECK_THAT(store.rejected[0].reason,
             Catch::Contains("amount_euros") && Catch::Contains("amount_cents") &&
                 Catch::Contains("« 10 »") && Catch::Contains("« 2000 »"));
  store.import(Source::ceilings, header + "dix;1000\n");
  REQUIRE(store.rejected.size() == 1);
  CHECK(store.rejected[0].field == "amount_euros");
  store.import(Source::ceilings, header + ";\n");
  CHECK(store.rejected.size() == 1);
  CHECK_FALSE(store.ceilings.contains(entity));

  auto const [amounts, cents] = GENERATE(
      table<std::string, std::int64_t>({{"10,00 €;1000", 1000}, {";2000", 2000}, {"30;", 3000}}));
  CHECK(store.import(Source::ceilings, header + amounts + "\n").recorded == 1);
  CHECK(store.ceilings.at(entity) == Money::cents(cents));
}

TEST_CASE("tables: euros are whole cents", "[import][tables]") {
  CHECK(parse_euros("51000") == Money::euros(51'000));
  CHECK(parse_euros("51 000,5") == Money::cents(5'100'050));
  CHECK(parse_euros("51\u202F000.05 €") == Money::cents(5'100'005));
  CHECK(parse_euros("0,01") == Money::cents(1));
  for (auto const* wrong : {"", "€", "1,234", "1,2,3", "-1", "1e5", "1,", ",5",
                            "12345678901234567890", "999999999999999"}) {
    CHECK_FALSE(parse_euros(wrong));
  }
}

TEST_CASE("tables: a header that is not the announced one is refused", "[import][tables]") {
  auto store = register_of_two();
  auto const before = store.proposals.size();
  CHECK_THROWS_WITH(store.import(Source::activity, "a;b\n1;2\n"),
                    Catch::Contains("« pmsi » manque"));
  CHECK_THROWS_WITH(store.import(Source::activity, ""), Catch::Contains("vide"));
  CHECK_THROWS_WITH(store.import(Source::workforce, "site;year\n"), Catch::Contains("effectifs"));
  CHECK_THROWS_WITH(store.import(Source::ceilings, "entity\n"), Catch::Contains("montant"));
  CHECK_THROWS_WITH(
      store.import(Source::workforce, "site;year;salaried\n", "[table.columns]\nsalarie = 'x'\n"),
      Catch::Contains("table.columns.salarie"));
  CHECK(store.proposals.size() == before);
}
