// Bytes taken for a time-stamping authority's answer over the checkpoint of the tests' data. First
// byte: with or without a nonce in the request.
#include "adapters/timestamp/timestamp.hpp"

#include <fstream>
#include <iterator>

#include "engine/kernel/ensure.hpp"

namespace {

std::string const folder = PROBANT_TEST_DATA "/data/timestamp/";

std::string const& checkpoint() {
  static std::string const bytes = [] {
    std::ifstream file{folder + "checkpoint", std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
  }();
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace probant;
  if (size == 0) return 0;
  std::string_view const answer{reinterpret_cast<char const*>(data) + 1, size - 1};
  std::optional<std::string> nonce;
  if (data[0] % 2 == 1) nonce = "12345678";
  auto const verdict = timestamp::check_answer(answer, checkpoint(), folder + "ca.pem", nonce);
  // One token was ever made with that authority's key.
  ensure(!verdict.good() || (!nonce && verdict.generated_at == "2026-11-22T01:19:00Z"),
         "what is believed was signed");
  return 0;
}
