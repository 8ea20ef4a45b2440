// Differences between two rulebooks.
#include "engine/rules/rulebook_diff.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/rulebooks.hpp"

namespace probant {
namespace {

TEST_CASE("rulebook diff: a rulebook does not differ from itself", "[rules][rulebook]") {
  auto const& rules = *builtin_rulebook();
  CHECK(rulebook_diff(rules, rules).empty());
  std::vector<Parameter> reversed{rules.parameters().begin(), rules.parameters().end()};
  std::ranges::reverse(reversed);
  CHECK(rulebook_diff(rules.parameters(), reversed).empty());
}

TEST_CASE("rulebook diff: a changed value is shown before and after", "[rules][rulebook]") {
  auto const other = support::builtin_with("aap.projects_per_pmsi", "3");
  auto const changes = rulebook_diff(*builtin_rulebook(), other);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].kind == RulebookChangeKind::value);
  CHECK(changes[0].key == "aap.projects_per_pmsi");
  CHECK(to_french(changes[0].before.value().value) == "2");
  CHECK(to_french(changes[0].after.value().value) == "3");
}

TEST_CASE("rulebook diff: additions, removals and other grounds, in order of key",
          "[rules][rulebook]") {
  std::vector<Parameter> before(2);
  before[0].key = "b.removed";
  before[1].key = "c.argued";
  std::vector<Parameter> after(2);
  after[0].key = "c.argued";
  after[0].quote = "autres mots";
  after[1].key = "a.added";
  auto const changes = rulebook_diff(before, after);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].kind == RulebookChangeKind::added);
  CHECK_FALSE(changes[0].before);
  CHECK(changes[1].kind == RulebookChangeKind::removed);
  CHECK_FALSE(changes[1].after);
  CHECK(changes[2].kind == RulebookChangeKind::basis);
}

}  // namespace
}  // namespace probant
