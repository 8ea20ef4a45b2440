#include "engine/log/key.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/kernel/ensure.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/utf8.hpp"

namespace probant {
namespace {

constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::size_t id_digits = 8;

// Unicode's White_Space beyond ASCII, in UTF-8.
constexpr std::array<std::string_view, 19> wide_spaces{
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

unsigned char const* unsigned_bytes(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());
}

/// Overwrites a secret when it goes.
class Wiped {
 public:
  explicit Wiped(std::string text) : text_{std::move(text)} {}
  Wiped(Wiped const&) = delete;
  Wiped& operator=(Wiped const&) = delete;
  ~Wiped() { OPENSSL_cleanse(text_.data(), text_.size()); }
  std::string const& text() const { return text_; }

 private:
  std::string text_;
};

std::optional<KeyType> key_type(char byte) {
  for (auto const type : {KeyType::ed25519, KeyType::cosignature}) {
    if (static_cast<char>(type) == byte) return type;
  }
  return std::nullopt;
}

std::string hex8(std::uint32_t id) {
  std::array<char, id_digits> digits{};
  auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), id, 16).ptr;
  std::string const text{digits.data(), end};
  return std::string(id_digits - text.size(), '0') + text;
}

/// `<name>+<hex8>+<base64 of type and 32 bytes>`, taken apart but not yet believed.
struct Parts {
  std::string name;
  std::string_view id;
  KeyType type;
  Bytes32 bytes{};

  ~Parts() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

std::optional<Parts> take_apart(std::string_view text) {
  auto const plus = text.find('+');
  if (plus == std::string_view::npos || plus > max_key_name_bytes) return std::nullopt;
  auto const rest = text.substr(plus + 1);
  if (rest.size() <= id_digits || rest[id_digits] != '+' || rest.size() > 128) return std::nullopt;
  auto decoded = from_base64(rest.substr(id_digits + 1));
  if (!decoded) return std::nullopt;
  Wiped const bytes{*std::move(decoded)};
  Parts parts{std::string{text.substr(0, plus)}, rest.substr(0, id_digits), {}, {}};
  if (bytes.text().size() != 1 + parts.bytes.size()) return std::nullopt;
  auto const type = key_type(bytes.text().front());
  if (!type) return std::nullopt;
  parts.type = *type;
  std::copy(bytes.text().begin() + 1, bytes.text().end(), parts.bytes.begin());
  return parts;
}

std::string put_together(std::string const& name, std::uint32_t id, KeyType type,
                         Bytes32 const& bytes) {
  Wiped const tagged{static_cast<char>(type) + std::string{as_text(bytes)}};
  Wiped const base64{to_base64(tagged.text())};
  return name + '+' + hex8(id) + '+' + base64.text();
}

}  // namespace

bool is_key_name(std::string_view name) {
  auto const barred = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '+'; };
  auto const wide = [&](std::string_view space) {
    return name.find(space) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= max_key_name_bytes && is_valid_utf8(name) &&
         std::ranges::none_of(name, barred) && std::ranges::none_of(wide_spaces, wide);
}

std::optional<VerifierKey> VerifierKey::make(std::string name, KeyType type, Bytes32 const& key) {
  if (!is_key_name(name)) return std::nullopt;
  std::array<char, 2> const separator{'\n', static_cast<char>(type)};
  auto const hash = Hasher{}.sha256({name, as_text(separator), as_text(key)});
  VerifierKey made;
  made.name_ = std::move(name);
  made.type_ = type;
  for (std::size_t i = 0; i < 4; ++i) made.id_ = made.id_ << 8U | hash.bytes[i];
  made.key_ = key;
  return made;
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  auto const parts = take_apart(vkey);
  if (!parts) return std::nullopt;
  auto key = make(parts->name, parts->type, parts->bytes);
  if (!key || hex8(key->id()) != parts->id) return std::nullopt;
  return key;
}

std::string VerifierKey::text() const { return put_together(name_, id_, type_, key_); }

bool VerifierKey::verifies(std::string_view message, std::string_view signature) const {
  if (signature.size() != ed25519_signature_bytes) return false;
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_.data(), key_.size()),
      &EVP_PKEY_free};
  DigestContext const context{EVP_MD_CTX_new()};
  ensure(key && context, "OpenSSL offers Ed25519");
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), unsigned_bytes(signature), signature.size(),
                          unsigned_bytes(message), message.size()) == 1;
}

void SigningKey::Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

std::optional<SigningKey> SigningKey::from_seed(std::string name, KeyType type,
                                                Bytes32 const& seed) {
  Key key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())};
  Bytes32 bytes{};
  auto size = bytes.size();
  ensure(key && EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &size) == 1,
         "OpenSSL offers Ed25519");
  auto verifier = VerifierKey::make(std::move(name), type, bytes);
  if (!verifier) return std::nullopt;
  return SigningKey{std::move(key), *std::move(verifier)};
}

std::optional<SigningKey> SigningKey::parse(std::string_view skey) {
  if (!skey.starts_with(private_prefix)) return std::nullopt;
  auto const parts = take_apart(skey.substr(private_prefix.size()));
  if (!parts) return std::nullopt;
  auto key = from_seed(parts->name, parts->type, parts->bytes);
  if (!key || hex8(key->verifier().id()) != parts->id) return std::nullopt;
  return key;
}

Bytes32 SigningKey::seed() const {
  Bytes32 seed{};
  auto size = seed.size();
  ensure(EVP_PKEY_get_raw_private_key(key_.get(), seed.data(), &size) == 1,
         "an Ed25519 key gives its seed");
  return seed;
}

std::string SigningKey::text() const {
  auto seed = this->seed();
  auto text = std::string{private_prefix} +
              put_together(verifier_.name(), verifier_.id(), verifier_.type(), seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  return text;
}

std::string SigningKey::sign(std::string_view message) const {
  std::string signature(ed25519_signature_bytes, '\0');
  auto size = signature.size();
  DigestContext const context{EVP_MD_CTX_new()};
  bool const good =
      context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     unsigned_bytes(message), message.size()) == 1;
  ensure(good && size == signature.size(), "Ed25519 signs bytes in memory");
  return signature;
}

Bytes32 SigningKey::derived(std::string_view info) const {
  std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> const hkdf{
      EVP_KDF_fetch(nullptr, "HKDF", nullptr), &EVP_KDF_free};
  std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> const context{
      EVP_KDF_CTX_new(hkdf.get()), &EVP_KDF_CTX_free};
  ensure(hkdf && context, "OpenSSL offers HKDF");
  auto seed = this->seed();
  std::string digest = "SHA256";
  std::string about{info};
  std::array const parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, seed.data(), seed.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, about.data(), about.size()),
      OSSL_PARAM_construct_end()};
  Bytes32 key{};
  bool const good = EVP_KDF_derive(context.get(), key.data(), key.size(), parameters.data()) == 1;
  OPENSSL_cleanse(seed.data(), seed.size());
  ensure(good, "HKDF derives bytes in memory");
  return key;
}

}  // namespace probant
