// Canonical JSON text against the rules and the examples of RFC 8785.
#include "events/codec/json_text.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>

namespace probant {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string number(std::int64_t value) {
  std::string out;
  append_json_integer(out, value);
  return out;
}

}  // namespace

TEST_CASE("json text: strings are escaped as RFC 8785 wants", "[codec]") {
  CHECK(quoted("") == R"("")");
  CHECK(quoted("Hôpital de l'Ain – 20 €") == "\"Hôpital de l'Ain – 20 €\"");
  CHECK(quoted("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(quoted("\b\t\n\f\r") == R"("\b\t\n\f\r")");
  CHECK(quoted(std::string_view{"\x00\x0f\x1f\x7f", 4}) == "\"\\u0000\\u000f\\u001f\x7f\"");
  // RFC 8785 section 3.2.2: € $ U+000F LF A ' B " \ \ " /
  CHECK(quoted("€$\x0f\nA'B\"\\\\\"/") == R"("€$\u000f\nA'B\"\\\\\"/")");
}

TEST_CASE("json text: every byte is found wherever it stands", "[codec]") {
  for (int byte = 0; byte < 256; ++byte) {
    auto const c = static_cast<char>(byte);
    bool const escaped = byte < 0x20 || c == '"' || c == '\\';
    auto const alone = quoted({&c, 1});
    CHECK((alone.size() > 3) == escaped);
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = c;
      auto const expected = text.substr(0, at) + alone.substr(1, alone.size() - 2);
      REQUIRE(quoted(text) == '"' + expected + text.substr(at + 1) + '"');
    }
  }
}

TEST_CASE("json text: whole numbers over the full 64 bits", "[codec]") {
  CHECK(number(0) == "0");
  CHECK(number(-1) == "-1");
  CHECK(number(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  CHECK(number(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("json writer: keys are sorted at every level, lists keep their order", "[codec]") {
  std::string out = "prefix ";
  JsonWriter json{out};
  json.begin_object().member("version", 3).member("dossier", "aap:1").member("open", true);
  json.key("list").begin_array().value(2).value(1).null();
  json.begin_object().member("b", "x").member("a", "y").end_object().end_array();
  json.key("empty").begin_object().end_object();
  json.key("a_raw").raw("[1]").end_object();
  CHECK(out ==
        "prefix {\"a_raw\":[1],\"dossier\":\"aap:1\",\"empty\":{},"
        "\"list\":[2,1,null,{\"a\":\"y\",\"b\":\"x\"}],\"open\":true,\"version\":3}");
}

TEST_CASE("json writer: a prefix sorts before the longer key, capitals before all", "[codec]") {
  std::string out;
  JsonWriter json{out};
  json.begin_object().member("ab", 1).member("a", 2).member("Z", 3).member("a_", 4).end_object();
  CHECK(out == R"({"Z":3,"a":2,"a_":4,"ab":1})");
}

TEST_CASE("json writer: a broken promise is a defect, not a text", "[codec]") {
  std::string out;
  JsonWriter json{out};
  json.begin_object();
  CHECK_THROWS_AS(json.value(1), std::logic_error);
  CHECK_THROWS_AS(json.end_array(), std::logic_error);
  CHECK_THROWS_AS(json.key("a\"b"), std::logic_error);
  json.member("a", 1).member("a", 2);
  CHECK_THROWS_AS(json.end_object(), std::logic_error);

  std::string nested;
  JsonWriter deep{nested};
  for (std::size_t i = 0; i < max_json_depth; ++i) deep.begin_array();
  CHECK_THROWS_AS(deep.begin_array(), std::logic_error);
}

}  // namespace probant
