// Bytes taken for a request to a witness. It has cosigned the checkpoint of size 5 of the example
// log; only what that log signed may ever be cosigned after it.
#include "adapters/witness/witness.hpp"
#include "tests/fuzz/evidence_checks.hpp"

namespace {

using namespace probant;

std::map<std::string, std::string> files;

witness::Witness make_witness() {
  auto key = SigningKey::from_seed("witness.example/w1", KeyType::cosignature, {1});
  return {*std::move(key),
          {test::log_key()},
          {[](std::string const&) { return std::optional<std::string>{}; },
           [](std::string const& name, std::string_view bytes) { files[name] = bytes; },
           [] { return std::int64_t{1'700'000'000}; }}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const request = witness::AddCheckpoint::parse(input);
  ensure(!request || request->bytes() == input, "a request is written as it was read");
  auto witness = make_witness();
  ensure(witness.add_checkpoint("old 0\n\n" + test::tessera::checkpoint_5()).status == 200,
         "the beginning is cosigned");
  auto const answer = witness.add_checkpoint(input);
  ensure((answer.status == 400) >= !request, "what cannot be read is not answered otherwise");
  if (answer.status == 200) {
    ensure(test::was_signed(request->note.text), "what is cosigned was signed by the log");
    ensure(files.size() == 1, "and kept");
  }
  return 0;
}
