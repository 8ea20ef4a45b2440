#include "adapters/verifier/bytes.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>

namespace probant::verifier {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(EVP_MD* digest) const noexcept { EVP_MD_free(digest); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

unsigned char const* raw(std::string_view bytes) {
  return reinterpret_cast<unsigned char const*>(bytes.data());
}

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL ne répond pas.");
}

/// Fetched once: looking the algorithm up costs more than a short digest.
EVP_MD const* sha256_algorithm() {
  static Owned<EVP_MD> const algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  require(algorithm != nullptr);
  return algorithm.get();
}

constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace

std::optional<Digest> as_digest(std::string_view bytes) {
  Digest digest{};
  if (bytes.size() != digest.size()) return std::nullopt;
  std::copy_n(raw(bytes), digest.size(), digest.begin());
  return digest;
}

Digest sha256(std::initializer_list<std::string_view> parts) {
  thread_local Owned<EVP_MD_CTX> const context{EVP_MD_CTX_new()};
  require(context != nullptr);
  require(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1);
  for (auto const part : parts) {
    require(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  Digest digest{};
  require(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  return digest;
}

Digest hmac_sha256(std::string_view key, std::string_view message) {
  Digest digest{};
  require(HMAC(sha256_algorithm(), key.data(), static_cast<int>(key.size()), raw(message),
               message.size(), digest.data(), nullptr) != nullptr);
  return digest;
}

bool ed25519_verifies(std::string_view public_key, std::string_view message,
                      std::string_view signature) {
  Owned<EVP_PKEY> const key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size())};
  if (!key) return false;
  Owned<EVP_MD_CTX> const context{EVP_MD_CTX_new()};
  require(context != nullptr);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message),
                          message.size()) == 1;
}

std::string to_hex(std::string_view bytes) {
  std::string digits;
  digits.reserve(2 * bytes.size());
  for (auto const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    digits += hex_digits[byte >> 4U];
    digits += hex_digits[byte & 15U];
  }
  return digits;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    auto const high = hex_digits.find(digits[i]);
    auto const low = hex_digits.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(16 * high + low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  auto const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), raw(bytes),
                                    static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > (1U << 25U)) return std::nullopt;
  std::string bytes(text.size() / 4 * 3 + 1, '\0');
  auto const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), raw(text),
                                    static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  auto const padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
  bytes.resize(static_cast<std::size_t>(size) - (text.empty() ? 0U : padding));
  // OpenSSL lets blanks and loose last bits pass; only the text that it would write itself counts.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<std::int64_t> from_decimal(std::string_view digits) {
  std::int64_t number = 0;
  auto const* const end = digits.data() + digits.size();
  auto const read = std::from_chars(digits.data(), end, number);
  if (digits.empty() || digits.front() == '-' || read.ec != std::errc{} || read.ptr != end ||
      (digits.front() == '0' && digits.size() > 1) || number > (std::int64_t{1} << 62U)) {
    return std::nullopt;
  }
  return number;
}

}  // namespace probant::verifier
