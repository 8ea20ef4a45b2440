// Signed notes and checkpoints as C2SP specifies them (signed-note, tlog-checkpoint,
// tlog-cosignature), with Ed25519 keys only. Whatever is malformed is refused as a whole; a
// signature of a key that nobody asked about is passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/verifier/bytes.hpp"

namespace probant::verifier {

enum class KeyKind : std::uint8_t { log = 1, witness = 4 };

/// "name+hex8+base64", the public half of a key.
struct VerifierKey {
  std::string name;
  std::string id;  ///< 4 bytes
  KeyKind kind = KeyKind::log;
  std::string public_key;  ///< 32 bytes

  static std::optional<VerifierKey> parse(std::string_view text);
  std::string text() const;
  bool operator==(VerifierKey const&) const = default;
};

struct SignatureLine {
  std::string name;
  std::string id;
  std::string signature;
};

/// `text` ends with a line feed and is what is signed.
struct Note {
  std::string text;
  std::vector<SignatureLine> signatures;

  static constexpr std::size_t max_bytes = 262'144;
  static constexpr std::size_t max_signatures = 100;
  static std::optional<Note> parse(std::string_view bytes);
};

struct Checkpoint {
  std::string origin;
  std::int64_t size = 0;
  Digest root{};
  std::string extensions{};  ///< further lines, each with its line feed

  static std::optional<Checkpoint> parse(std::string_view text);
};

enum class Signed : std::uint8_t { yes, no, wrongly };

/// Whether `key` signed the note. `wrongly`: it bears a signature in that key's name which is not
/// its own; such a note is to be refused whatever else it bears.
Signed signed_by(Note const& note, VerifierKey const& key);

}  // namespace probant::verifier
