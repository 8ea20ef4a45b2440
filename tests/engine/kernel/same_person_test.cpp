#include "engine/kernel/same_person.hpp"

#include <catch2/catch.hpp>

namespace probant::test {
namespace {

TEST_CASE("same person: case, spaces, width and accents make no second one", "[same_person]") {
  for (auto const* other :
       {"martin", "MARTIN", " Martin ", "mar tin", "M\u00c1RTIN", "Martin\u00a0",
        "\uff2d\uff41\uff52tin", "ma\u0301rtin", "martin\u200b"}) {
    INFO(other);
    CHECK(same_person("martin", other));
    CHECK(same_person(other, "martin"));
  }
  CHECK(same_person("\u0152uvre", "oeuvre"));
  CHECK(same_person("stra\u00dfe", "STRASSE"));
}

TEST_CASE("same person: other letters, digits and scripts are another one", "[same_person]") {
  CHECK_FALSE(same_person("martin", "martine"));
  CHECK_FALSE(same_person("u-7", "u-12"));
  CHECK_FALSE(same_person("u-7", "u7"));
  CHECK_FALSE(same_person("martin", "m\u0430rtin"));  // a Cyrillic letter that looks alike
  CHECK_FALSE(same_person("", ""));
  CHECK_FALSE(same_person(" ", "\u00a0"));
}

TEST_CASE("same person: what is no UTF-8 is compared as it is", "[same_person]") {
  CHECK(same_person("a\xff", "A\xff"));
  CHECK_FALSE(same_person("a\xff", "a\xfe"));
  CHECK(folded_name("\xc3") == "\xc3");
  CHECK(folded_name("\xe2\x82") == "\xe2\x82");
}

TEST_CASE("same person: each Latin letter with an accent has its place in the table",
          "[same_person]") {
  CHECK(folded_name("\u00c0\u00c7\u00d6\u00d8\u00dd\u00ff") == "acooyy");
  CHECK(folded_name("\u0100\u0106\u010e\u0112\u011c\u011f") == "acdegg");
  CHECK(folded_name("\u0120\u0124\u0128\u0131\u0132\u0134\u0136\u013f") == "ghiiijjkl");
  CHECK(folded_name("\u0141\u0143\u014b\u014c\u0153\u0154\u015f") == "lnnooers");
  CHECK(folded_name("\u0160\u0162\u0168\u0174\u0178\u017d\u017f") == "stuwyzs");
  CHECK(folded_name("\u00d7\u00f7") == "\u00d7\u00f7");
}

}  // namespace
}  // namespace probant::test
