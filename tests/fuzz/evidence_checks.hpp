// What must hold for any bytes taken for a signed note, a checkpoint or a proof: read or refused,
// what is read is written again as the same bytes, and what is believed is what was signed, since
// nobody who makes the bytes has the key. Known to the targets: the example log of tessera.
#pragma once

#include <algorithm>
#include <array>

#include "engine/kernel/ensure.hpp"
#include "engine/log/proof_file.hpp"
#include "tests/engine/log/tessera_log.hpp"

namespace probant::test {

inline VerifierKey const& log_key() {
  static VerifierKey const key = tessera::verifier();
  return key;
}

/// The texts that key is known to have signed.
inline bool was_signed(std::string_view text) {
  static std::array const notes{SignedNote::parse(tessera::checkpoint_0()).value(),
                                SignedNote::parse(tessera::checkpoint_5()).value(),
                                SignedNote::parse(tessera::checkpoint_15()).value()};
  auto const is_text = [&](SignedNote const& note) { return note.text == text; };
  return std::ranges::any_of(notes, is_text);
}

}  // namespace probant::test
