#include "adapters/webhooks/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "engine/log/base64.hpp"
#include "engine/log/digest.hpp"

namespace probant::webhooks {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view key_prefix = "whpk_";
constexpr std::size_t min_secret_bytes = 24;
constexpr std::size_t max_secret_bytes = 64;
constexpr std::size_t ed25519_key_bytes = 32;
constexpr std::size_t max_signatures = 16;

std::string signed_content(Message const& message) {
  std::string text;
  text.reserve(message.id.size() + message.timestamp.size() + message.body.size() + 2);
  text.append(message.id).append(".").append(message.timestamp).append(".").append(message.body);
  return text;
}

/// The bytes after `prefix`; padding may be missing, as in the specification's libraries.
std::optional<std::string> decoded(std::string_view text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  std::string padded{text};
  while (padded.size() % 4 != 0) padded += '=';
  return from_base64(padded);
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_good(Message const& message, std::string_view signature, std::vector<Secret> const& secrets,
             std::vector<PublicKey> const& keys) {
  bool good = false;
  for (auto const& secret : secrets) good = same(secret.sign(message), signature) || good;
  for (auto const& key : keys) good = key.verifies(message, signature) || good;
  return good;
}

}  // namespace

std::optional<Secret> Secret::parse(std::string_view text) {
  auto bytes = decoded(text, secret_prefix);
  if (!bytes || bytes->size() < min_secret_bytes || bytes->size() > max_secret_bytes) {
    return std::nullopt;
  }
  Secret secret;
  secret.bytes_ = *std::move(bytes);
  return secret;
}

Secret Secret::of(Bytes32 const& random) {
  Secret secret;
  secret.bytes_ = as_text(random);
  return secret;
}

std::string Secret::text() const { return std::string{secret_prefix} + to_base64(bytes_); }

std::string Secret::sign(Message const& message) const {
  return "v1," + to_base64(as_text(hmac_sha256(bytes_, signed_content(message))));
}

std::optional<PublicKey> PublicKey::parse(std::string_view text) {
  auto bytes = decoded(text, key_prefix);
  if (!bytes || bytes->size() != ed25519_key_bytes) return std::nullopt;
  PublicKey key;
  key.bytes_ = *std::move(bytes);
  return key;
}

bool PublicKey::verifies(Message const& message, std::string_view signature) const {
  constexpr std::string_view version = "v1a,";
  if (!signature.starts_with(version)) return false;
  auto const bytes = from_base64(signature.substr(version.size()));
  if (!bytes) return false;
  auto const data = [](std::string const& text) {
    return reinterpret_cast<unsigned char const*>(text.data());
  };
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, data(bytes_), bytes_.size()),
      &EVP_PKEY_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context{EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free};
  auto const content = signed_content(message);
  return key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), data(*bytes), bytes->size(), data(content),
                          content.size()) == 1;
}

bool is_signed(Message const& message, std::string_view signatures,
               std::vector<Secret> const& secrets, std::vector<PublicKey> const& keys) {
  for (std::size_t seen = 0; seen < max_signatures && !signatures.empty(); ++seen) {
    auto const space = signatures.find(' ');
    if (is_good(message, signatures.substr(0, space), secrets, keys)) return true;
    signatures.remove_prefix(space == std::string_view::npos ? signatures.size() : space + 1);
  }
  return false;
}

std::optional<std::int64_t> seconds_of(std::string_view timestamp) {
  std::int64_t seconds = 0;
  auto const* end = timestamp.data() + timestamp.size();
  auto const [stop, error] = std::from_chars(timestamp.data(), end, seconds);
  if (error != std::errc{} || stop != end || seconds < 0) return std::nullopt;
  return seconds;
}

bool is_timely(std::int64_t seconds, Instant now) {
  auto const at = now.unix_seconds();
  return seconds >= at - tolerance_seconds && seconds <= at + tolerance_seconds;
}

}  // namespace probant::webhooks
