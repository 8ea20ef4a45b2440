// Bytes taken for a signed checkpoint, with a witness whose only cosignature is among the seeds.
#include "engine/log/cosignature.hpp"
#include "tests/fuzz/evidence_checks.hpp"

namespace {

using namespace probant;

// The witness cosigned the checkpoint of size 15 in this second, and nothing else ever.
constexpr std::int64_t cosigned_second = 1'679'315'147;

VerifierKey const& witness() {
  static auto const key =
      VerifierKey::parse("witness.example/w1+eb762cc2+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
          .value();
  return key;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const text = Checkpoint::parse(input);
  ensure(!text || text->text() == input, "a checkpoint is written as it was read");
  auto const opened = open_checkpoint(input, test::log_key(), {&witness(), 1});
  if (!opened.good()) return 0;
  ensure(opened.note.bytes() == input, "a signed checkpoint is written as it was read");
  ensure(opened.checkpoint.text() == opened.note.text, "the checkpoint is the text of the note");
  ensure(test::was_signed(opened.note.text), "what is believed was signed");
  for (auto const& signature : opened.note.signatures) {
    auto const time = cosigned_at(witness(), opened.note.text, signature);
    ensure(!time || (*time == cosigned_second && opened.checkpoint.size == 15),
           "a time that is believed was signed");
  }
  return 0;
}
