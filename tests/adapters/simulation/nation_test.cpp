#include "adapters/simulation/nation.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "adapters/simulation/numbers.hpp"
#include "tests/adapters/simulation/played.hpp"

namespace probant::simulation {

TEST_CASE("numbers: what is given has a key that holds, and nobody else has it", "[simulation]") {
  for (auto const* department : {"01", "2A", "974", "976"}) {
    Numbers numbers;
    auto const first = numbers.give(department);
    Numbers avoiding;
    avoiding.reserve(first);
    std::set<std::string> seen{first};
    for (int i = 0; i < 200; ++i) {
      auto const number = avoiding.give(department);
      REQUIRE(Entity::parse(number));
      REQUIRE(Entity::parse(number)->key_holds());
      REQUIRE(seen.insert(number).second);
    }
  }
}

TEST_CASE("numbers: a department that has none left says so", "[simulation]") {
  Numbers numbers;
  auto const all = [&] {
    for (int i = 0; i < 10'000; ++i) (void)numbers.give("971");
  };
  CHECK_THROWS_AS(all(), std::length_error);
}

TEST_CASE("nation: every site belongs to one simulated entity that says it is", "[simulation]") {
  auto const list = test::some_establishments();
  auto const nation = make_nation(list, 1, 5);
  std::set<Site> sites;
  for (auto const& entity : nation.entities) {
    CHECK(entity.name.find("simulé") != std::string::npos);
    CHECK(entity.number.key_holds());
    for (auto const& site : entity.sites) CHECK(sites.insert(site.site).second);
  }
  CHECK(sites.size() == list.sites.size());
}

TEST_CASE("nation: a GHT has one support establishment, which applies for all", "[simulation]") {
  auto const nation = make_nation(test::shipped_establishments(), 1, 5);
  std::map<std::string, int> supports;
  std::map<std::string, std::size_t> members;
  for (auto const& entity : nation.entities) {
    if (entity.ght.empty()) continue;
    CHECK(entity.status == reference::LegalStatus::public_);
    supports[entity.ght] += entity.support ? 1 : 0;
    ++members[entity.ght];
  }
  CHECK(supports.size() > 80);
  for (auto const& [ght, count] : supports) CHECK(count == 1);
  for (auto const& candidate : nation.candidates) {
    auto const& entity = nation.entity(candidate.number);
    CHECK(candidate.entities.size() == (entity.support ? members[entity.ght] : 1));
  }
}

TEST_CASE("nation: the AP-HP makes a GHU for each group with a site on the list", "[simulation]") {
  auto const nation = make_nation(test::some_establishments(), 1, 5);
  int ghus = 0;
  for (auto const& entity : nation.entities) {
    if (!entity.ghu) continue;
    ++ghus;
    CHECK(entity.ght.empty());
    CHECK(entity.name.starts_with("AP-HP"));
  }
  CHECK(ghus == 4);
  CHECK(ghu_of("GRP HOSPITALIER UNIVERSITAIRE ROBERT DEBRE APHP") == 1);
  CHECK_FALSE(ghu_of("APHP HOPITAL SAN SALVADOUR"));
  CHECK_FALSE(ghu_of("CENTRE HOSPITALIER SAINT LOUIS"));
}

TEST_CASE("nation: a larger scale copies the sites under numbers of their own", "[simulation]") {
  auto const list = test::some_establishments();
  auto const one = make_nation(list, 1, 5);
  auto const three = make_nation(list, 3, 5);
  CHECK(three.entities.size() == 3 * one.entities.size());
  std::set<Site> sites;
  for (auto const& entity : three.entities) {
    for (auto const& site : entity.sites) {
      CHECK(site.site.key_holds());
      CHECK(sites.insert(site.site).second);
    }
  }
  CHECK(sites.size() == 3 * list.sites.size());
}

}  // namespace probant::simulation
