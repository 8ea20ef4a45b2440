#include "engine/log/cosignature.hpp"

#include <limits>

#include "engine/kernel/ensure.hpp"

namespace probant {
namespace {

constexpr std::size_t time_bytes = 8;

std::string message_of(std::uint64_t seconds, std::string_view checkpoint_text) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + '\n' + std::string{checkpoint_text};
}

}  // namespace

NoteSignature cosign(SigningKey const& key, std::string_view checkpoint_text,
                     std::int64_t seconds) {
  ensure(key.verifier().type() == KeyType::cosignature, "a witness signs with a witness's key");
  ensure(seconds >= 0, "a witness lives after 1970");
  auto const time = static_cast<std::uint64_t>(seconds);
  std::string blob;
  for (int shift = 56; shift >= 0; shift -= 8) {
    blob += static_cast<char>(time >> static_cast<unsigned>(shift) & 0xFFU);
  }
  blob += key.sign(message_of(time, checkpoint_text));
  return {key.verifier().name(), key.verifier().id(), std::move(blob)};
}

std::optional<std::int64_t> cosigned_at(VerifierKey const& key, std::string_view checkpoint_text,
                                        NoteSignature const& signature) {
  std::string_view const blob = signature.bytes;
  if (key.type() != KeyType::cosignature || !signature.made_by(key)) return std::nullopt;
  if (blob.size() != time_bytes + ed25519_signature_bytes) return std::nullopt;
  std::uint64_t time = 0;
  for (auto const byte : blob.substr(0, time_bytes)) {
    time = time << 8U | static_cast<unsigned char>(byte);
  }
  if (time > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (!key.verifies(message_of(time, checkpoint_text), blob.substr(time_bytes))) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(time);
}

}  // namespace probant
