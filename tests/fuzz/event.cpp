// Stored bytes to an event and back. The input is a type's name, a line feed, and a payload.
// Damage must give CodecError; whatever decodes must encode, and to a fixed point.
#include "engine/kernel/ensure.hpp"
#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace probant;
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const end = input.find('\n');
  if (end == std::string_view::npos) return -1;
  auto const type = event_type(input.substr(0, end));
  if (!type) return -1;

  Event event;
  int const schema = catalogue[*type].schema;
  try {
    event = decode_stored(*type, schema, input.substr(end + 1));
  } catch (CodecError const&) {
    return 0;
  }
  auto const text = to_canonical_json(event);
  auto const again = decode_stored(*type, schema, text);
  ensure(again == event, "an encoded event decodes to itself");
  ensure(to_canonical_json(again) == text, "canonical JSON is a fixed point");
  return 0;
}
