// What a log sends to a witness (C2SP tlog-witness, add-checkpoint): the size the witness should
// know, the proof that the tree of that size is the beginning of the new one, and the checkpoint of
// the new one.
//
//   old <size>
//   <hash in base64>      none to 63 of these lines
//                         an empty line
//   <checkpoint>
#pragma once

#include "engine/log/checkpoint.hpp"

namespace probant::witness {

inline constexpr std::size_t max_proof_lines = 63;
inline constexpr std::size_t max_request_bytes = max_note_bytes + 4096;

struct AddCheckpoint {
  static constexpr std::string_view expected =
      "une ligne « old <taille> », au plus 63 lignes de preuve en base64, une ligne vide, puis un "
      "point de contrôle signé";

  std::uint64_t old_size = 0;
  std::vector<Sha256> proof;
  SignedNote note;
  Checkpoint checkpoint;  ///< what the note's text says

  /// Nothing unless it is a request to the letter: `bytes()` of the result is `body`.
  static std::optional<AddCheckpoint> parse(std::string_view body);
  std::string bytes() const;
};

}  // namespace probant::witness
