#include "engine/log/seal.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "engine/log/base64.hpp"
#include "engine/log/digest.hpp"

namespace probant {
namespace {

constexpr std::string_view title = "probant seal v1";

}  // namespace

std::string seal_text(std::string const& origin, Head const& head) {
  return std::string{title} + '\n' + origin + '\n' + std::to_string(head.next) + '\n' +
         to_base64(as_text(head.root)) + '\n';
}

SealKey::SealKey(SigningKey const& key)
    : origin_{key.verifier().name()}, key_{key.derived(title)} {}

SealKey::~SealKey() { OPENSSL_cleanse(key_.data(), key_.size()); }

Bytes32 SealKey::seal(Head const& head) const {
  return hmac_sha256(as_text(key_), seal_text(origin_, head)).bytes;
}

bool SealKey::holds(Head const& head, std::optional<Bytes32> const& seal) const {
  auto const right = this->seal(head);
  return seal && CRYPTO_memcmp(right.data(), seal->data(), right.size()) == 0;
}

bool holds(std::span<SealKey const> keys, Head const& head, std::optional<Bytes32> const& seal) {
  return std::ranges::any_of(keys, [&](SealKey const& key) { return key.holds(head, seal); });
}

}  // namespace probant
