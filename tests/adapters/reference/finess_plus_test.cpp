#include <malloc.h>

#include <catch2/catch.hpp>

#include "adapters/reference/finess_codes.hpp"
#include "tests/adapters/reference/samples.hpp"

using namespace probant;
using namespace probant::importer;
using reference::GhtRole;
using reference::LegalStatus;

namespace {

constexpr std::string_view groups =
    R"("gcc":[{"gccId":"3","typeGcc":"001","gccIdentifiantExterne":"11102","etatObjet":"A",
    "pmejDuGcc":[{"pmSmsseId":"7","typeRoleEntiteGroupe":"M"},
                 {"pm_smsseId":"8","typeRoleEntiteGroupe":"S"},
                 {"pmSmsseId":"9","typeRoleEntiteGroupe":"A"}]},
   {"gccId":"4","typeGcc":"002","pmejDuGcc":[{"pmSmsseId":"9","typeRoleEntiteGroupe":"M"}]}])";

std::string entity(std::string const& id, std::string const& number,
                   std::string const& sites = "") {
  return R"({"informationsGeneralesPmej":{"pmSmsseId":")" + id + R"(","numFinessPm":")" + number +
         R"(","denominationPm":"CH )" + id + R"(","statutJuridique":{"code":"14"}},
    "adresse":[{"cogCommune":"01053"}],"ege":[)" +
         sites + R"(],"etatObjet":"A"})";
}
std::string site(std::string const& number) {
  return R"({"informationsGeneralesEge":{"numFinessEge":")" + number +
         R"(","nomEgeCourt":"SITE"},"categorieEntiteGeographiqueExercice":355})";
}
std::string entities(std::string const& some) { return R"("pmej":[)" + some + "]"; }

}  // namespace

TEST_CASE("finess+: the published sample is read with its quirks", "[import][finess-plus]") {
  FakeRegister store;
  auto const text = data_text("finess-plus-structures.json");
  auto const report = store.import(Source::finess_plus, text);

  CHECK(report.read == 5);  // three entities, two sites
  CHECK(report.rejected == 0);
  CHECK(report.recorded == 3);
  CHECK(report.extracted_on == Date(2026, 3, 9));
  auto const& convert = store.at("010000156");
  CHECK(convert.name.value == "CLINIQUE CONVERT");
  CHECK(convert.legal_status == LegalStatus::private_forprofit);
  CHECK(convert.region.text() == "84");
  CHECK(convert.source.value == "FINESS+ structures v1.0.0, extraction du 2026-03-09");
  REQUIRE(convert.sites.size() == 1);
  CHECK(convert.sites[0].site.text() == "010780195");
  CHECK(convert.sites[0].category.value == "365");
  CHECK(convert.sites[0].opened->text() == "1956-11-16");
  CHECK_FALSE(convert.sites[0].closed);
  auto const& closed = store.at("010000164");
  CHECK(closed.name.value == "POLYCLINIQUE D'AMBERIEU EN BUGEY");
  CHECK(closed.sites.at(0).name.value == "SMUR POLYCLINIQUE AMBERIEU");
  CHECK(closed.sites.at(0).closed->text() == "1993-01-01");
  CHECK(store.at("010000016").legal_status == LegalStatus::public_);

  CHECK(store.import(Source::finess_plus, text).recorded == 0);
  CHECK(store.imports.size() == 1);
}

TEST_CASE("finess+: a flow that does not say its date does not get past a dated one",
          "[import][finess-plus]") {
  auto const [at, said] = GENERATE(table<std::string, std::string>(
      {{"", "manque"},
       {R"("generatedAt":null,)", "manque"},
       {R"("generatedAt":"",)", "manque"},
       {R"("generatedAt":"garbage",)", "« garbage »"},
       {R"("generatedAt":"2026-02-30T00:00:00Z",)", "« 2026-02-30"}}));
  auto const text = "{" + at + entities(entity("7", "010780054")) + "}";
  FakeRegister store;
  store.latest = Date(2026, 6, 12);
  CHECK_THROWS_WITH(store.import(Source::finess_plus, text),
                    Catch::Contains("generatedAt") && Catch::Contains(said) &&
                        Catch::Contains("12/06/2026") && Catch::Contains("--accept-older"));
  CHECK(store.proposals.empty());
  store.accept_older = true;
  auto const report = store.import(Source::finess_plus, text);
  CHECK(report.recorded == 1);
  CHECK_FALSE(report.extracted_on);
  CHECK_THAT(report.notice, Catch::Contains("generatedAt"));
}

TEST_CASE("finess+: the first flow may lack its date, not tell an impossible one",
          "[import][finess-plus]") {
  auto const members = entities(entity("7", "010780054"));
  FakeRegister store;
  CHECK_THROWS_WITH(store.import(Source::finess_plus,
                                 R"({"generatedAt":"2026-02-30T00:00:00Z",)" + members + "}"),
                    Catch::Contains("generatedAt") && Catch::Contains("--accept-older"));
  CHECK(store.proposals.empty());
  CHECK_THAT(store.import(Source::finess_plus, "{" + members + "}").notice,
             Catch::Contains("generatedAt"));
  CHECK(store.entities.size() == 1);
}

TEST_CASE("finess+: closed entities can be left out", "[import][finess-plus]") {
  FakeRegister store;
  auto const report = store.import(Source::finess_plus, data_text("finess-plus-structures.json"),
                                   "[filter]\nskip_closed = true\n");
  CHECK(report.recorded == 1);
  CHECK(report.ignored == 3);
}

TEST_CASE("finess+: GHT roles, wherever the groups stand", "[import][finess-plus]") {
  auto const members = entities(entity("7", "010780054") + "," + entity("8", "010780062") + "," +
                                entity("9", "010780096"));
  auto const text = GENERATE_COPY("{" + std::string{groups} + "," + members + "}",
                                  "{" + members + "," + std::string{groups} + "}");
  FakeRegister store;
  store.import(Source::finess_plus, text, "[ght]\n11102 = 'IDF-02'\n");

  CHECK(store.at("010780054").ght->value == "IDF-02");
  CHECK(store.at("010780054").ght_role == GhtRole::member);
  CHECK(store.at("010780062").ght_role == GhtRole::support);
  CHECK_FALSE(store.at("010780096").ght);  // an associate is no party
  CHECK_FALSE(store.at("010780096").ght_role);
}

TEST_CASE("finess+: a file without groups leaves GHT as they were", "[import][finess-plus]") {
  FakeRegister store;
  auto const members = entities(entity("7", "010780054"));
  store.import(Source::finess_plus, "{" + std::string{groups} + "," + members + "}");
  CHECK(store.import(Source::finess_plus, "{" + members + "}").unchanged == 1);
  CHECK(store.at("010780054").ght->value == "11102");
  store.import(Source::finess_plus, R"({"gcc":[],)" + members + "}");
  CHECK_FALSE(store.at("010780054").ght);
}

TEST_CASE("finess+: identity outlives a later establishments file", "[import][finess-plus]") {
  FakeRegister store;
  store.import(Source::finess_plus,
               "{" + std::string{groups} + "," + entities(entity("7", "010780054")) + "}");
  store.import(Source::finess_csv, comment + site_line("010000024", "010780054", "CH DE FLEYRIAT"));

  auto const& record = store.at("010780054");
  CHECK(record.name.value == "CH 7");
  CHECK(record.ght->value == "11102");
  CHECK(record.sites.size() == 1);
  CHECK(record.source.value.find("identité : FINESS+ structures") != std::string::npos);
}

TEST_CASE("finess+: a wrong entity or site is refused by its rank", "[import][finess-plus]") {
  FakeRegister store;
  auto const report = store.import(
      Source::finess_plus,
      "{" +
          entities(entity("7", "10780054") + "," +
                   entity("8", "010780062", site("010000032") + "," + site("10000040")) + "," +
                   entity("9", "010780062")) +
          "}");

  CHECK(report.read == 5);
  CHECK(report.recorded == 1);
  REQUIRE(store.rejected.size() == 3);
  CHECK(store.rejected[0].line == 1);
  CHECK(store.rejected[0].field == "numFinessPm");
  CHECK(store.rejected[1].line == 2);
  CHECK(store.rejected[1].field == "ege[1].numFinessEge");
  CHECK(store.rejected[2].line == 3);
  CHECK(store.rejected[2].reason.find("déjà") != std::string::npos);
  CHECK(store.at("010780062").sites.size() == 1);
}

TEST_CASE("finess+: a site open at two entities is the first one's, whatever the register had",
          "[import][finess-plus]") {
  auto const shared =
      "{" +
      entities(entity("7", "010780054", site("010000024")) + "," +
               entity("8", "010780062", site("010000024") + "," + site("010000032"))) +
      "}";
  FakeRegister store;
  auto const before =
      GENERATE(std::string{}, "{" + entities(entity("8", "010780062", site("010000024"))) + "}");
  if (!before.empty()) store.import(Source::finess_plus, before);
  store.rejected.clear();
  store.import(Source::finess_plus, shared);

  REQUIRE(store.rejected.size() == 1);
  CHECK(store.rejected[0].field == "ege[0].numFinessEge");
  CHECK(store.rejected[0].reason.find("010780054") != std::string::npos);
  CHECK(store.at("010780054").sites.size() == 1);
  REQUIRE(store.at("010780062").sites.size() == 1);
  CHECK(store.at("010780062").sites[0].site.text() == "010000032");
  CHECK(store.import(Source::finess_plus, shared).recorded == 0);
}

TEST_CASE("finess+: a site that one entity closed may be open at another",
          "[import][finess-plus]") {
  auto was = site("010000024");
  was.insert(was.find("\"nomEge"), R"("dateFermeture":"2020-01-01",)");
  FakeRegister store;
  auto const report =
      store.import(Source::finess_plus, "{" +
                                            entities(entity("7", "010780054", was) + "," +
                                                     entity("8", "010780062", site("010000024"))) +
                                            "}");
  CHECK(report.rejected == 0);
  CHECK(store.at("010780062").sites.size() == 1);
}

TEST_CASE("finess+: sites close with their entity", "[import][finess-plus]") {
  auto const dated = [](std::string const& number, std::string const& dates) {
    auto text = site(number);
    text.insert(text.find("\"nomEge"), dates);
    return text;
  };
  auto closed = entity("7", "010780054",
                       dated("010000024", R"("dateOuverture":"1990-01-01",)") + "," +
                           dated("010000032", R"("dateOuverture":"2021-01-01",)") + "," +
                           dated("010000040", R"("dateOuverture":"2001-01-01",
                                                 "dateFermeture":"2000-01-01",)"));
  closed.insert(closed.find("\"denominationPm"), R"("dateFermeture":"2020-01-01",)");
  FakeRegister store;
  auto const report = store.import(Source::finess_plus, "{" + entities(closed) + "}");

  auto const& sites = store.at("010780054").sites;
  REQUIRE(sites.size() == 2);
  CHECK(sites[0].closed->text() == "2020-01-01");
  CHECK_FALSE(sites[1].closed);  // it opened later: another mistake, not ours to mend
  CHECK(report.rejected == 1);
  CHECK(store.rejected.at(0).field == "ege[2].dateFermeture");
}

TEST_CASE("finess+: hospital groups are cut out of their entity", "[import][finess-plus]") {
  constexpr auto map = R"(
[[ghu]]
entity = "7A0000015"
of = "010780054"
name = "GHU Nord"
region = "11"
sites = ["010000024"]
)";
  FakeRegister store;
  store.import(
      Source::finess_plus,
      "{" + entities(entity("7", "010780054", site("010000024") + "," + site("010000032"))) + "}",
      map);
  CHECK(store.at("7A0000015").ghu == true);
  CHECK(store.at("7A0000015").name.value == "GHU Nord");
  CHECK(store.at("7A0000015").region.text() == "11");
  CHECK(store.at("7A0000015").sites.size() == 1);
  CHECK(store.at("010780054").sites.size() == 1);
  CHECK_FALSE(store.at("010780054").ghu);
}

TEST_CASE("finess+: broken JSON is refused with its line, before anything",
          "[import][finess-plus]") {
  auto const good = "{\n" + entities(entity("7", "010780054"));
  struct Broken {
    std::string text;
    char const* why;
  };
  for (auto const& [text, why] :
       {Broken{good, "tronqué"}, Broken{good + "} x", "du texte suit"},
        Broken{std::string(100'000, '['), "imbrication"},
        Broken{"{\"pmej\":[{\"a\":\"\xFF\"}]}", "mal formé"},
        Broken{"{\"gcc\":[]}", "« pmej » manque"}, Broken{"[1,2]", "« pmej » manque"},
        Broken{"", "tronqué"}, Broken{std::string("{\"pmej\":[\0]}", 12), "mal formé"},
        Broken{good + ",\"n\":1e9999999999}", "mal formé"}}) {
    FakeRegister store;
    try {
      store.import(Source::finess_plus, text);
      FAIL("accepted: " << why);
    } catch (ImportError const& error) {
      CHECK_THAT(error.what(), Catch::Contains(why));
      CHECK_FALSE(error.environment());
    }
    CHECK(store.proposals.empty());
  }
}

TEST_CASE("finess+: numbers beyond 64 bits are no concern", "[import][finess-plus]") {
  FakeRegister store;
  auto const number = "1" + std::string(5000, '0');
  store.import(Source::finess_plus,
               "{\"n\":" + number + "," + entities(entity("7", "010780054")) + "}");
  CHECK(store.entities.size() == 1);
}

TEST_CASE("finess+: a text of 40 MB is read without being kept", "[import][finess-plus]") {
  FakeRegister store;
  std::string text = "{" + entities(entity("7", "010780054")) + ",\"autre\":\"";
  text += std::string(40'000'000, 'x') + "\"}";
  CHECK(store.import(Source::finess_plus, text).recorded == 1);
}

TEST_CASE("finess codes: statuses and regions", "[import][finess-plus]") {
  CHECK(legal_status_of_code("14") == LegalStatus::public_);
  CHECK(legal_status_of_code("60") == LegalStatus::private_nonprofit);
  CHECK(legal_status_of_code("95") == LegalStatus::private_forprofit);
  CHECK(legal_status_of_code("89") == LegalStatus::private_nonprofit);
  CHECK_FALSE(legal_status_of_code("000"));
  CHECK_FALSE(legal_status_of_code(""));
  CHECK_FALSE(legal_status_of_code("9999"));
  CHECK(region_of_commune("2A004")->text() == "94");
  CHECK(region_of_commune("97302")->text() == "03");
  CHECK_FALSE(region_of_commune("97502"));
  CHECK(region_of_number(Entity::parse("970408589").value())->text() == "04");
  CHECK(region_of_number(Entity::parse("980501498").value())->text() == "06");
  CHECK(region_of_number(Entity::parse("2B0000020").value())->text() == "94");
  CHECK(status_hint("0", "07", "3") == StatusHint::forprofit);
  CHECK(status_hint("6", "07", "3") == StatusHint::nonprofit);
  CHECK(status_hint("9", "", "200030013") == StatusHint::public_);
}

namespace {

/// Keeps nothing of what is proposed; looks at the heap early and late.
class Forgetful : public FakeRegister {
 public:
  explicit Forgetful(std::size_t last) : last_(last) {}
  void propose(Proposal) override {
    ++seen;
    if (seen == first_) early = mallinfo2().uordblks;
    if (seen == last_) late = mallinfo2().uordblks;
  }
  std::size_t per_entity() const { return late > early ? (late - early) / (last_ - first_) : 0; }
  std::size_t seen = 0;
  std::size_t early = 0;
  std::size_t late = 0;

 private:
  std::size_t first_ = 1000;
  std::size_t last_;
};

}  // namespace

TEST_CASE("finess+: of each entity and of each site a number is kept, less than 80 bytes",
          "[import][finess-plus]") {
  constexpr std::size_t count = 9000;
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    auto const number = std::to_string(10'000'000 + i);
    all += (i == 0 ? "" : ",") +
           entity(std::to_string(i), "01" + number.substr(1),
                  site("02" + number.substr(1)) + "," + site("03" + number.substr(1)));
  }
  Forgetful store{count};
  auto const report = store.import(Source::finess_plus, "{" + entities(all) + "}");
  CHECK(report.rejected == 0);
  CHECK(store.seen == count + 1);  // and the closing event
  INFO(store.per_entity() << " bytes an entity with its two sites");
  CHECK(store.per_entity() < 3 * 80);
}
