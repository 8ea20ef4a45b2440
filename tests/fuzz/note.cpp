// Bytes taken for a signed note, and for a key.
#include "engine/log/cosignature.hpp"
#include "tests/fuzz/evidence_checks.hpp"

namespace {

using namespace probant;

void check_key(std::string_view input) {
  auto const verifier = VerifierKey::parse(input);
  ensure(!verifier || verifier->text() == input, "a public key is written as it was read");
  auto const signing = SigningKey::parse(input);
  ensure(!signing || signing->text() == input, "a private key is written as it was read");
}

void check_line(std::string_view input) {
  auto const line = NoteSignature::parse(input);
  ensure(!line || line->line() == input, "a signature is written as it was read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  check_key(input);
  check_line(input);
  auto const note = SignedNote::parse(input);
  if (!note) return 0;
  ensure(note->bytes() == input, "a note is written as it was read");
  auto const check = check_signatures(*note, {&test::log_key(), 1});
  ensure(check.good() == !check.signers.empty(), "a note is believed for a reason");
  ensure(!check.good() || test::was_signed(note->text), "what is believed was signed");
  return 0;
}
