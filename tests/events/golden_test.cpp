// The stored form of every event type at every schema version: files that are never edited. One
// that no longer decodes, or no longer encodes to the same bytes, means that logs out there would
// no longer be read or verified.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"

namespace probant {
namespace {

std::filesystem::path golden_file(EventType type, int schema) {
  auto const name = std::string{catalogue[type].name} + ".v" + std::to_string(schema) + ".json";
  return std::filesystem::path{PROBANT_TEST_DATA} / "golden" / name;
}

std::string golden(EventType type, int schema) {
  std::ifstream file{golden_file(type, schema)};
  REQUIRE(file);
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  REQUIRE(text.ends_with('\n'));
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("golden: every type has a file that decodes and encodes to the same bytes", "[codec]") {
  Decoder decoder;
  Encoder encoder;
  Event event;
  for (EventType type = 0; type < event_type_count; ++type) {
    INFO(catalogue[type].name);
    int const today = catalogue[type].schema;
    auto const text = golden(type, today);
    REQUIRE_NOTHROW(decoder.decode_stored(type, today, text, event));
    CHECK(event.type() == type);
    CHECK(encoder.encode(event) == text);
    for (int schema = 1; schema < today; ++schema) {
      CHECK_NOTHROW(decoder.decode_stored(type, schema, golden(type, schema), event));
    }
  }
}

TEST_CASE("golden: no file is left over", "[codec]") {
  std::size_t expected = 0;
  for (auto const& about : catalogue) expected += static_cast<std::size_t>(about.schema);
  std::filesystem::directory_iterator const folder{golden_file(0, 1).parent_path()};
  CHECK(static_cast<std::size_t>(std::distance(begin(folder), end(folder))) == expected);
}

TEST_CASE("golden: a byte cut anywhere is corruption, never a crash", "[codec]") {
  auto const type = *event_type("mie.payment_ordered");
  auto const text = golden(type, 1);
  Decoder decoder;
  Event event;
  for (std::size_t size = 0; size < text.size(); ++size) {
    INFO(size);
    REQUIRE_THROWS_AS(decoder.decode_stored(type, 1, text.substr(0, size), event), CodecError);
  }
}

}  // namespace probant
