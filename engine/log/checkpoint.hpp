// Checkpoints (C2SP tlog-checkpoint): what a log says of itself at one size, in the text of a
// signed note: its origin, its number of events and the root of its Merkle tree. Whoever keeps one
// elsewhere can later tell whether the log still holds all it held then.
#pragma once

#include "engine/log/note.hpp"

namespace probant {

struct Checkpoint {
  static constexpr std::string_view expected =
      "un point de contrôle : l'origine du journal, son nombre d'événements et sa racine en "
      "base64, une ligne chacun";

  std::string origin;      ///< the log's name, a URL without its scheme
  std::uint64_t size = 0;  ///< at most what a Position can be
  Sha256 root;
  std::string extensions{};  ///< further lines, each with its newline

  /// Nothing unless it is a checkpoint to the letter: `text()` of the result is `text`.
  static std::optional<Checkpoint> parse(std::string_view text);
  std::string text() const;
  bool operator==(Checkpoint const&) const = default;
};

/// The note of a checkpoint, signed by the log's key, which bears the origin as its name.
SignedNote sign_checkpoint(SigningKey const& key, std::uint64_t size, Sha256 const& root,
                           std::string extensions = {});

/// The extension line by which a log says which key signs from then on. A checkpoint that bears it
/// is signed by the key so far and by that one: whoever trusts the first can go on to the second,
/// and never back.
std::string key_rotation_line(VerifierKey const& next);

/// The extension line by which a log says that it ends here and that another goes on from it, under
/// another name and key: after a loss. Signed by the last key of the one and by that of the other.
std::string log_continues_line(VerifierKey const& next);

/// A checkpoint that may be believed as far as `signers` are; `why` is French and empty when all
/// is well.
struct OpenedCheckpoint {
  Checkpoint checkpoint;
  SignedNote note;
  std::vector<VerifierKey> signers;  ///< the log's key and the witnesses that cosigned
  std::string why;

  bool good() const { return why.empty(); }
};

/// Reads a checkpoint signed by `log_key`. Its origin must be that key's name, so that no log can
/// pass for another. Cosignatures of `witnesses` must be right when they are there.
OpenedCheckpoint open_checkpoint(std::string_view note, VerifierKey const& log_key,
                                 std::span<VerifierKey const> witnesses = {});
/// The same, signed by any of a log's keys.
OpenedCheckpoint open_checkpoint(std::string_view note, std::span<VerifierKey const> log_keys,
                                 std::span<VerifierKey const> witnesses = {});

/// A decimal number without leading zeroes, at most what a Position can be.
std::optional<std::uint64_t> parse_tree_number(std::string_view text);

}  // namespace probant
