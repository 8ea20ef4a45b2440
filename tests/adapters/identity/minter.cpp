#include "tests/adapters/identity/minter.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace probant::test {
namespace {

/// 2026-11-20T09:00:00Z, an hour after the tests' now.
constexpr char const* an_hour_later = "1795165200";

std::string json(Parts parts, Parts const& instead) {
  for (auto const& [name, value] : instead) parts[name] = value;
  std::string text;
  for (auto const& [name, value] : parts) {
    if (!value.empty()) text += (text.empty() ? "{\"" : ",\"") + name + "\":" + value;
  }
  return text + "}";
}

std::string claims_text(Parts const& instead) {
  return json({{"iss", '"' + std::string{issuer_url} + '"'},
               {"sub", "\"u-1\""},
               {"aud", "[\"autre\",\"probant\"]"},
               {"exp", an_hour_later},
               {"siret", "\"13000794900010\""}},
              instead);
}

std::string base64url(std::string const& text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  auto const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                    reinterpret_cast<unsigned char const*>(text.data()),
                                    static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  while (out.ends_with('=')) out.pop_back();
  for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

std::shared_ptr<cjose_jwk_t> held(cjose_jwk_t* key) {
  if (!key) throw std::runtime_error{"cjose made no key"};
  return {key, [](cjose_jwk_t* k) { cjose_jwk_release(k); }};
}

std::string sign(cjose_jwk_t const* key, std::string const& header, std::string const& claims) {
  auto* fields = cjose_header_new(nullptr);
  auto const parts = identity::read_claims(header);
  for (auto const& [name, value] : parts->others) {
    cjose_header_set(fields, name.c_str(), value.front().c_str(), nullptr);
  }
  if (header.find("\"crit\"") != std::string::npos) {
    cjose_header_set_raw(fields, "crit", R"(["exp"])", nullptr);
  }
  cjose_err error{};
  auto* jws = cjose_jws_sign(key, fields, reinterpret_cast<std::uint8_t const*>(claims.data()),
                             claims.size(), &error);
  cjose_header_release(fields);
  char const* text = nullptr;
  if (!jws || !cjose_jws_export(jws, &text, &error)) throw std::runtime_error{error.message};
  std::string const token{text};
  cjose_jws_release(jws);
  return token;
}

}  // namespace

Minter::Minter(std::string id, bool rsa)
    : key_{held(rsa ? cjose_jwk_create_RSA_random(
                          2048, reinterpret_cast<std::uint8_t const*>("\x01\x00\x01"), 3, nullptr)
                    : cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr))},
      id_{std::move(id)},
      algorithm_{rsa ? "RS256" : "ES256"} {
  cjose_jwk_set_kid(key_.get(), id_.data(), id_.size(), nullptr);
}

std::string Minter::public_key(std::string const& members) const {
  auto* text = cjose_jwk_to_json(key_.get(), false, nullptr);
  std::string key{text};
  cjose_get_dealloc()(text);
  key.insert(1, members);
  return key;
}

std::string Minter::published(std::string const& more) const {
  return "{\"keys\":[" + public_key() + more + "]}";
}

std::string Minter::token(Parts const& claims, Parts const& header) const {
  auto const head = json(
      {{"alg", '"' + algorithm_ + '"'}, {"typ", "\"at+jwt\""}, {"kid", '"' + id_ + '"'}}, header);
  return sign(key_.get(), head, claims_text(claims));
}

std::string confused_token(std::string const& public_text) {
  auto const key = held(cjose_jwk_create_oct_spec(
      reinterpret_cast<std::uint8_t const*>(public_text.data()), public_text.size(), nullptr));
  return sign(key.get(), R"({"alg":"HS256","typ":"at+jwt","kid":"k1"})", claims_text({}));
}

std::string unsigned_token() {
  return base64url(R"({"alg":"none","typ":"at+jwt","kid":"k1"})") + "." +
         base64url(claims_text({})) + ".";
}

identity::Issuer jwt_issuer() {
  identity::Issuer issuer;
  issuer.name = "agents";
  issuer.issuer = issuer_url;
  issuer.audience = "probant";
  issuer.url = "https://issuer.example/keys";
  issuer.algorithms = {"ES256", "RS256"};
  return issuer;
}

}  // namespace probant::test
