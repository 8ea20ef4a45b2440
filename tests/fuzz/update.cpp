// Updates of the Convergence platform, lines of missed ones and resolutions: whatever comes is read
// or told with its field, and what was read can be kept and found again.
#include <cstdlib>

#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/update_in.hpp"

using namespace probant;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text{reinterpret_cast<char const*>(data), size};
  static UpdateReader reader;  // as a service uses it: again and again
  reader.read_line(text);
  reader.read_resolution(text);
  auto const read = reader.read(text);
  auto const* update = std::get_if<Update>(&read);
  if (!update) return 0;
  convergence::UpdateReceived received;
  received.webhook_id = "msg";
  received.sequence = update->sequence;
  received.status = update->status;
  received.concerns = update->dossier;
  received.happened_at = update->occurred_at;
  received.raw_body = std::string{text};
  Event const event{received, {}};
  auto const again = decode_stored(event.type(), 1, to_canonical_json(event));
  if (!(again == event)) std::abort();
  return 0;
}
