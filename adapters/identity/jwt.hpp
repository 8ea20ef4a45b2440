// An access token that is a signed JWT, checked as RFC 9068 §4 and RFC 8725 ask: signed by one of
// the issuer's keys with an algorithm that was agreed, for us, now, and meant as an access token.
// Whatever the token itself says of keys (`jku`, `x5u`, `jwk`) is not looked at. Signatures are
// cjose's. Any thread, each object on one at a time.
#pragma once

#include <memory>
#include <variant>

#include "adapters/identity/settings.hpp"
#include "events/values/instant.hpp"

struct _cjose_jwk_int;

namespace probant::identity {

/// The public keys of an issuer (RFC 7517 §5). Keys that are not for signatures, symmetric ones and
/// RSA keys below 2048 bits are left out.
class KeySet {
 public:
  static constexpr std::size_t max_bytes = 64 * 1024;
  static constexpr std::size_t max_keys = 32;

  /// Nothing when it is no set of keys.
  static std::optional<KeySet> parse(std::string_view jwks);

  struct Key {
    std::string id;         ///< empty: it has none
    std::string algorithm;  ///< empty: any that suits the key
    std::shared_ptr<_cjose_jwk_int> key;
  };
  /// The key of that name, or the only one for a token that names none; nothing when there is none.
  Key const* find(std::string_view id) const;
  std::size_t size() const { return keys_.size(); }

 private:
  std::vector<Key> keys_;
};

/// The name of the issuer a JWT claims to be of, empty when it names none that can be read; nothing
/// when `token` is no JWT at all. Not checked in any way: good for choosing whose keys to check it
/// by.
std::optional<std::string> claimed_issuer(std::string_view token);

enum class JwtFault : std::uint8_t {
  unknown_key,  ///< perhaps a newer key: the set is worth reading again
  refused,
  bound,    ///< good, but whoever shows it must show a key too, which is not asked for here
  too_low,  ///< good, but its bearer was not made sure of as the settings want it
};

/// `typ` must be `at+jwt`, so that an ID token is not taken for an access token. Keycloak (Pro
/// Santé Connect) says `JWT`: taken from the issuer's `parties` alone, whose tokens have the claim
/// `typ` = `Bearer`.
std::variant<Claims, JwtFault> check_jwt(std::string_view token, Issuer const& issuer,
                                         KeySet const& keys, Instant now);

/// The answer to an introspection as a signed JWT (RFC 9701): by one of the issuer's keys with an
/// agreed algorithm, of the type `token-introspection+jwt`, from it and for our `client_id`,
/// made within the last five minutes. What it says of the token is not checked yet.
std::variant<Claims, JwtFault> check_introspection(std::string_view answer, Issuer const& issuer,
                                                   KeySet const& keys, Instant now);

/// What is common to tokens checked either way: issuer, audience, times (60 s of leeway). An
/// introspection may leave the issuer out, who was asked, and name one of the `parties` for the
/// audience.
bool is_for_us(Claims const& claims, Issuer const& issuer, Instant now);

/// Why a token that is for us is not enough all the same: bound to a key (RFC 8705, RFC 9449), or
/// its `acr` too low.
std::optional<JwtFault> shortfall(Claims const& claims, Issuer const& issuer);

}  // namespace probant::identity
