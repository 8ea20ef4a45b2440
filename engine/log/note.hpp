// Signed notes (C2SP signed-note): a text, a blank line, and one line for each signature.
//
//   — <key name> <base64 of key id, 4 bytes big-endian, and signature>
//
// What is signed is the text with its last newline, without the blank line. A text proves nothing
// before a signature of a key held by the reader has been verified.
#pragma once

#include <span>
#include <vector>

#include "engine/log/key.hpp"

namespace probant {

/// Generous towards the 16 signatures that must be accepted, even long ones of kinds to come.
inline constexpr std::size_t max_note_bytes = 256 * 1024;
inline constexpr std::size_t max_note_signatures = 64;

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  ///< at least one

  /// The signature line with its newline.
  std::string line() const;
  static std::optional<NoteSignature> parse(std::string_view line);
  bool made_by(VerifierKey const& key) const { return key_id == key.id() && name == key.name(); }
  bool operator==(NoteSignature const&) const = default;
};

struct SignedNote {
  static constexpr std::string_view expected =
      "une note signée : un texte UTF-8, une ligne vide, puis au moins une ligne de signature "
      "« — nom base64 »";

  std::string text;  ///< ends with a newline
  std::vector<NoteSignature> signatures;

  /// Nothing unless it is a note to the letter: `bytes()` of the result is `note`.
  static std::optional<SignedNote> parse(std::string_view note);
  std::string bytes() const;
  bool operator==(SignedNote const&) const = default;
};

/// Whether `text` can be a note's: not empty, UTF-8, no control characters but newlines, of which
/// one at its end.
bool is_note_text(std::string_view text);

/// A log's signature (KeyType::ed25519). `text` must satisfy is_note_text.
NoteSignature sign_note(SigningKey const& key, std::string_view text);

/// `signers`: which of the keys signed, each once, in the order of the note. `why` is French and
/// empty when at least one did and no signature that names one of them is wrong.
struct NoteCheck {
  std::vector<VerifierKey> signers;
  std::string why;

  bool good() const { return why.empty(); }
};

/// Signatures of other keys are passed over.
NoteCheck check_signatures(SignedNote const& note, std::span<VerifierKey const> keys);

/// The first line after `label`, without its newline, taken off `text`; nothing, and nothing taken,
/// when `text` does not begin with `label` or has no newline.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view label = {});

}  // namespace probant
