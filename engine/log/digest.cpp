#include "engine/log/digest.hpp"

#include <openssl/evp.h>

#include <array>

#include "engine/kernel/ensure.hpp"

namespace probant {
namespace {

constexpr std::size_t block_size = 64;
using Block = std::array<std::uint8_t, block_size>;

// Fetching the algorithm at each call would cost as much as hashing 300 bytes.
EVP_MD const* sha256_algorithm() {
  static EVP_MD const* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

Block block_of(std::string_view key) {
  Block block{};
  for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<std::uint8_t>(key[i]);
  return block;
}

Block masked(Block block, std::uint8_t mask) {
  for (auto& byte : block) byte ^= mask;
  return block;
}

Hasher& of_this_thread() {
  static thread_local Hasher hasher;
  return hasher;
}

}  // namespace

void Hasher::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Hasher::Hasher() : context_{EVP_MD_CTX_new()} {
  ensure(context_ != nullptr && sha256_algorithm() != nullptr, "OpenSSL offers SHA-256");
}

Sha256 Hasher::sha256(std::initializer_list<std::string_view> parts) {
  Sha256 digest;
  bool good = EVP_DigestInit_ex2(context_.get(), sha256_algorithm(), nullptr) == 1;
  for (auto const part : parts) {
    good = good && EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1;
  }
  good = good && EVP_DigestFinal_ex(context_.get(), digest.bytes.data(), nullptr) == 1;
  ensure(good, "SHA-256 does not fail on bytes in memory");
  return digest;
}

// Written out because OpenSSL's own HMAC sets up several contexts per key, and here every message
// has its own key: that costs more than hashing the message.
Sha256 Hasher::hmac_sha256(std::string_view key, std::string_view message) {
  Block const block = key.size() > block_size ? block_of(as_text(sha256(key))) : block_of(key);
  Sha256 const inner = sha256({as_text(masked(block, 0x36)), message});
  return sha256({as_text(masked(block, 0x5c)), as_text(inner)});
}

Sha256 sha256(std::string_view bytes) { return of_this_thread().sha256(bytes); }

Sha256 hmac_sha256(std::string_view key, std::string_view message) {
  return of_this_thread().hmac_sha256(key, message);
}

}  // namespace probant
