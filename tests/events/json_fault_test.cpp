// What is said of a line that is not JSON: the problem, and where.
#include "events/codec/json_fault.hpp"

#include <catch2/catch.hpp>
#include <variant>

#include "events/codec/proposal_in.hpp"

namespace probant {
namespace {

Issue only_issue(std::string_view line) {
  auto const read = read_proposal(line);
  REQUIRE(std::holds_alternative<Invalid>(read));
  auto const& reasons = std::get<Invalid>(read).reasons;
  REQUIRE(reasons.size() == 1);
  return reasons.front();
}

}  // namespace

TEST_CASE("proposal: a byte order mark is named", "[codec]") {
  CHECK_THAT(only_issue("\xEF\xBB\xBF{}").message, Catch::Contains("BOM"));
}

TEST_CASE("proposal: the first byte that is not UTF-8 is named", "[codec]") {
  CHECK_THAT(only_issue("{\"id\":\"\xc3\xa9\xff\"}").message, Catch::Contains("octet 10 "));
  CHECK_THAT(only_issue("{\"id\":\"\xed\xa0\x80\"}").message, Catch::Contains("octet 8 "));
  CHECK_THAT(only_issue("{\"id\":\"a\xc3").message, Catch::Contains("octet 9 "));
}

TEST_CASE("proposal: too deep a nesting is named with its limit and place", "[codec]") {
  auto const issue = only_issue(std::string(100'000, '['));
  CHECK_THAT(issue.message, Catch::Contains("64 niveaux") && Catch::Contains("octet 65"));
}

TEST_CASE("proposal: a number beyond 64 bits names its field", "[codec]") {
  auto const issue =
      only_issue(R"({"id":"a","data":{"list":[1,{"n":99999999999999999999}],"x":"1\"2"}})");
  CHECK(issue.field == "data.list[1].n");
  CHECK_THAT(issue.message, Catch::Contains("64 bits") && Catch::Contains("octet 34"));
  CHECK(only_issue(R"({"a":"99999999999999999999","b":-99999999999999999999})").field == "b");
}

TEST_CASE("proposal: other faults keep the parser's words", "[codec]") {
  CHECK_THAT(only_issue("{\"id\" \"a\"}").message, Catch::Contains("mal formé"));
}

}  // namespace probant
