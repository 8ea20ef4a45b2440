// Fuzz: bytes taken for each thing probant-verify reads. Nothing may crash; what is accepted must
// be the one right text of its meaning.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/verifier/envelope.hpp"
#include "adapters/verifier/manifest.hpp"
#include "adapters/verifier/note.hpp"
#include "adapters/verifier/proof.hpp"
#include "adapters/verifier/receipt.hpp"
#include "adapters/verifier/timestamp.hpp"

namespace {

using namespace probant::verifier;

void check(bool holds) {
  if (!holds) std::abort();
}

void try_note(std::string_view bytes) {
  auto const key =
      VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  check(key.has_value());
  auto const note = Note::parse(bytes);
  if (!note) return;
  check(!note->signatures.empty() && note->text.ends_with('\n') && bytes.starts_with(note->text));
  (void)signed_by(*note, *key);
  if (auto const checkpoint = Checkpoint::parse(note->text)) {
    check(note->text.starts_with(checkpoint->origin + "\n" + std::to_string(checkpoint->size) +
                                 "\n" + to_base64(as_text(checkpoint->root)) + "\n"));
  }
}

void try_event(JsonReader& reader, std::string_view bytes) {
  auto const end = bytes.find('\n');
  auto const envelope = Envelope::parse(reader, bytes.substr(0, end));
  if (!envelope || end == std::string_view::npos) return;
  auto const line = bytes.substr(end + 1);
  auto const event = read_event_line(reader, line, *envelope, "example.com/foo");
  if (event && event->payload) check(line.find(*event->payload) != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  static JsonReader reader;
  std::string_view const bytes{reinterpret_cast<char const*>(data) + 1, size - 1};
  switch (data[0]) {
    case 'n':
      try_note(bytes);
      break;
    case 'e':
      try_event(reader, bytes);
      break;
    case 'm':
      if (auto const manifest = Manifest::parse(reader, bytes)) {
        check(manifest->canonical() == bytes);
      }
      break;
    case 'p':
      if (auto const proof = Proof::parse(bytes)) {
        check(proof->path.size() <= Proof::max_path && bytes.ends_with(proof->checkpoint));
      }
      break;
    case 'r':
      // Nobody who makes the bytes has a key that was given.
      check(!check_proof(bytes, {}, {}).verified());
      break;
    case 'c':
      check(!check_consistency(bytes, {}).verified());
      break;
    case 'k':
      (void)VerifierKey::parse(bytes);
      break;
    case 't':
      check(check_timestamp(bytes, "checkpoint", "").state != Timestamp::verified);
      break;
    default:
      break;
  }
  return 0;
}
