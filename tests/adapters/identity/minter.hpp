// An issuer's side of tokens, for tests: keys, the set in which it publishes them, and tokens
// signed by them, right and wrong ones. For the vocabulary of these tests alone.
#pragma once

#include <cjose/cjose.h>

#include <map>
#include <memory>
#include <string>

#include "adapters/identity/jwt.hpp"

namespace probant::test {

inline constexpr char const* issuer_url = "https://issuer.example/realms/agents";

/// Texts of a JWT's header or claims; a value is JSON.
using Parts = std::map<std::string, std::string>;

class Minter {
 public:
  explicit Minter(std::string id = "k1", bool rsa = false);

  /// `{"keys":[…]}` with the public half.
  std::string published(std::string const& more = "") const;
  std::string public_key(std::string const& members = "") const;

  /// A good access token of `u-1` for `probant`, an hour from `now`, with what is given instead; an
  /// empty value leaves a part out.
  std::string token(Parts const& claims = {}, Parts const& header = {}) const;

 private:
  std::shared_ptr<cjose_jwk_t> key_;
  std::string id_;
  std::string algorithm_;
};

/// `claims` signed with the text of a public key as if it were a shared secret (RFC 8725 §2.1).
std::string confused_token(std::string const& public_text);
/// The same with `alg` none and no signature.
std::string unsigned_token();

identity::Issuer jwt_issuer();

}  // namespace probant::test
