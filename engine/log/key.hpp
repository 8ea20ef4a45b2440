// Keys of signed notes (C2SP signed-note): Ed25519 (RFC 8032) by OpenSSL, with a name and what the
// key is for. A public key is written `<name>+<hex8 id>+<base64>`, a private one the same with
// `PRIVATE+KEY+` before it. Keys are made from 32 random bytes the caller brings.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/log/event_store.hpp"

struct evp_pkey_st;

namespace probant {

/// The number is part of the key's id: a key is never used for both.
enum class KeyType : std::uint8_t {
  ed25519 = 0x01,      ///< signs the text of notes: a log's key
  cosignature = 0x04,  ///< signs checkpoints with the time it saw them: a witness's key
};

inline constexpr std::size_t max_key_name_bytes = 255;
inline constexpr std::size_t ed25519_signature_bytes = 64;

/// UTF-8, not empty, without `+`, spaces of any script, or control characters.
bool is_key_name(std::string_view name);

class VerifierKey {
 public:
  static constexpr std::string_view expected =
      "une clé publique de signature : « nom+identifiant+clé », où l'identifiant a 8 chiffres "
      "hexadécimaux et la clé est en base64";

  /// Nothing for another form, another type, or an id that is not that of the key.
  static std::optional<VerifierKey> parse(std::string_view vkey);
  /// Nothing when the name cannot be a key's.
  static std::optional<VerifierKey> make(std::string name, KeyType type, Bytes32 const& key);

  std::string text() const;
  std::string const& name() const { return name_; }
  KeyType type() const { return type_; }
  std::uint32_t id() const { return id_; }
  Bytes32 const& bytes() const { return key_; }
  /// Whether `signature` is the 64 bytes this key gives for `message`.
  bool verifies(std::string_view message, std::string_view signature) const;
  bool operator==(VerifierKey const&) const = default;

 private:
  VerifierKey() = default;

  std::string name_;
  KeyType type_ = KeyType::ed25519;
  std::uint32_t id_ = 0;
  Bytes32 key_{};
};

/// Moves, does not copy; its bytes are overwritten when it goes. One thread at a time.
class SigningKey {
 public:
  static constexpr std::string_view expected =
      "une clé privée de signature : « PRIVATE+KEY+nom+identifiant+clé »";

  static std::optional<SigningKey> parse(std::string_view skey);
  /// `seed`: random bytes, or those kept from before. Nothing when the name cannot be a key's.
  static std::optional<SigningKey> from_seed(std::string name, KeyType type, Bytes32 const& seed);

  /// The secret itself: for the key file only.
  std::string text() const;
  VerifierKey const& verifier() const { return verifier_; }
  /// 64 bytes, always the same for the same message.
  std::string sign(std::string_view message) const;
  /// A secret for another use, by HKDF-SHA-256 (RFC 5869) of its 32 bytes, without salt: whoever
  /// has it learns neither this key nor what is derived under another `info`.
  Bytes32 derived(std::string_view info) const;

 private:
  struct Free {
    void operator()(evp_pkey_st* key) const noexcept;
  };
  using Key = std::unique_ptr<evp_pkey_st, Free>;

  Bytes32 seed() const;

  SigningKey(Key key, VerifierKey verifier)
      : key_{std::move(key)}, verifier_{std::move(verifier)} {}

  Key key_;
  VerifierKey verifier_;
};

}  // namespace probant
