// Fuzz: a line with the name of an event type, then bytes taken for its stored payload. What
// decodes must encode, to bytes that decode to the same event and encode to themselves.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/patch.hpp"
#include "events/codec/subjects.hpp"

namespace {

using namespace probant;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_round_trip(EventType type, Event const& event) {
  int const schema = event.about().schema;
  auto const text = to_canonical_json(event);
  auto const again = decode_stored(type, schema, text);
  check(again == event);
  check(to_canonical_json(again) == text);
  subjects_of(event);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const end = input.find('\n');
  auto const type = event_type(input.substr(0, end));
  if (end == std::string_view::npos || !type) return -1;
  static Decoder decoder;
  static Event event;
  try {
    decoder.decode_stored(*type, catalogue[*type].schema, input.substr(end + 1), event);
  } catch (CodecError const&) {
    return 0;
  }
  check_round_trip(*type, event);
  if (auto const* correction = std::get_if<transverse::CorrectionRecorded>(&event.body)) {
    auto const corrected = apply_corrections(event, correction->corrections);
    if (auto const* sound = std::get_if<Event>(&corrected)) check_round_trip(*type, *sound);
  }
  return 0;
}
