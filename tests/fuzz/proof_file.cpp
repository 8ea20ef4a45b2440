// Bytes taken for a proof that "five" is event 4 of the example log.
#include "tests/fuzz/evidence_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace probant;
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const proof = ProofFile::parse(input);
  if (!proof) return 0;
  ensure(proof->bytes() == input, "a proof is written as it was read");
  if (!check_proof_file(*proof, "five", test::log_key()).good()) return 0;
  ensure(test::was_signed(proof->checkpoint.text), "what is believed was signed");
  ensure(proof->index == 4, "what is believed is where it was");
  return 0;
}
