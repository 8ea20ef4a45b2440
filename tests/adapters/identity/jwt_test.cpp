#include "adapters/identity/jwt.hpp"

#include <catch2/catch.hpp>

#include "tests/adapters/identity/minter.hpp"

using namespace probant;
using namespace probant::test;
using identity::check_jwt;
using identity::Claims;
using identity::JwtFault;
using identity::KeySet;

namespace {

Instant const now = *Instant::parse("2026-11-20T08:00:00Z");

/// What becomes of `token` at an issuer that publishes `minter`'s key.
std::variant<Claims, JwtFault> checked(Minter const& minter, std::string const& token,
                                       identity::Issuer const& issuer = jwt_issuer()) {
  return check_jwt(token, issuer, *KeySet::parse(minter.published()), now);
}

bool is_good(std::variant<Claims, JwtFault> const& result) {
  return std::holds_alternative<Claims>(result);
}

bool is_refused(std::variant<Claims, JwtFault> const& result) {
  return !is_good(result) && std::get<JwtFault>(result) == JwtFault::refused;
}

}  // namespace

TEST_CASE("jwt: an access token signed by the issuer tells who bears it", "[identity]") {
  auto const rsa = GENERATE(false, true);
  Minter const minter{"k1", rsa};
  auto const result = checked(minter, minter.token());
  REQUIRE(is_good(result));
  auto const& claims = std::get<Claims>(result);
  CHECK(claims.subject == "u-1");
  CHECK(claims.says("siret", "13000794900010"));
}

TEST_CASE("jwt: for another audience, of another issuer, of nobody, it is refused", "[identity]") {
  Minter const minter;
  auto const instead = GENERATE(
      Parts{{"aud", "\"autre\""}}, Parts{{"aud", ""}}, Parts{{"aud", "[]"}},
      Parts{{"aud", "{\"probant\":1}"}}, Parts{{"iss", "\"https://issuer.example/realms/agent\""}},
      Parts{{"iss", ""}}, Parts{{"sub", ""}}, Parts{{"sub", "\"\""}}, Parts{{"sub", "12"}});
  CHECK(is_refused(checked(minter, minter.token(instead))));
}

TEST_CASE("jwt: it is good from nbf to exp, a minute more or less", "[identity]") {
  Minter const minter;
  auto const at = [](std::int64_t seconds) { return std::to_string(now.unix_seconds() + seconds); };
  CHECK(is_good(checked(minter, minter.token({{"exp", at(-59)}}))));
  CHECK(is_refused(checked(minter, minter.token({{"exp", at(-60)}}))));
  CHECK(is_refused(checked(minter, minter.token({{"exp", ""}}))));
  CHECK(is_refused(checked(minter, minter.token({{"exp", "\"demain\""}}))));
  CHECK(is_refused(checked(minter, minter.token({{"exp", "1e300"}}))));
  CHECK(is_good(checked(minter, minter.token({{"nbf", at(60)}}))));
  CHECK(is_refused(checked(minter, minter.token({{"nbf", at(61)}}))));
}

TEST_CASE("jwt: a time may have a fraction, which lets nothing last longer nor begin sooner",
          "[identity]") {
  Minter const minter;
  auto const at = [](std::int64_t seconds) { return std::to_string(now.unix_seconds() + seconds); };
  CHECK(is_good(checked(minter, minter.token({{"exp", at(-59) + ".0"}}))));
  CHECK(is_refused(checked(minter, minter.token({{"exp", at(-60) + ".999999999"}}))));
  CHECK(is_good(checked(minter, minter.token({{"nbf", at(59) + ".5"}}))));
  CHECK(is_good(checked(minter, minter.token({{"nbf", at(60) + ".000"}}))));
  CHECK(is_refused(checked(minter, minter.token({{"nbf", at(60) + ".0000000001"}}))));
  auto const read = [](std::string const& json) { return identity::read_claims(json); };
  auto const claims =
      read(R"({"iat": 17.9 ,"deep":{"exp":8.5},"exp":12.99,"\u006ebf":3.01,"auth_time":0.5})");
  REQUIRE(claims);
  CHECK(claims->issued_at == 17);
  CHECK(claims->expires_at == 12);
  CHECK(claims->not_before == 4);
  CHECK(claims->authenticated_at == 0);
  auto const none = GENERATE("-0.5", "1.5e3", "1e3", "1E3", "1.", ".5", "9999999999999999.5",
                             "1.5.5", "\"1.5\"", "[1.5]");
  CAPTURE(none);
  CHECK_FALSE(read(R"({"exp":)" + std::string{none} + "}"));
}

TEST_CASE("jwt: an ID token, or one of no type, is no access token", "[identity]") {
  Minter const minter;
  auto const type = GENERATE("\"JWT\"", "\"id+jwt\"", "");
  CHECK(is_refused(checked(minter, minter.token({}, {{"typ", type}}))));
}

TEST_CASE("jwt: Keycloak's are taken from the clients that are named alone", "[identity]") {
  Minter const minter;
  auto issuer = jwt_issuer();
  issuer.parties = {"portail"};
  auto const bearer = [&](Parts const& claims) {
    return checked(minter, minter.token(claims, {{"typ", "\"JWT\""}}), issuer);
  };
  CHECK(is_good(bearer({{"typ", "\"Bearer\""}, {"azp", "\"portail\""}})));
  CHECK(is_refused(bearer({{"typ", "\"ID\""}, {"azp", "\"portail\""}})));
  CHECK(is_refused(bearer({{"typ", "\"Bearer\""}, {"azp", "\"autre\""}})));
  CHECK(is_refused(bearer({{"typ", "\"Bearer\""}})));
}

TEST_CASE("jwt: a level of assurance that was not reached is refused", "[identity]") {
  Minter const minter;
  auto issuer = jwt_issuer();
  issuer.acr = {"eidas2", "eidas3"};
  CHECK(is_good(checked(minter, minter.token({{"acr", "\"eidas2\""}}), issuer)));
  for (auto const& token : {minter.token({{"acr", "\"eidas1\""}}), minter.token()}) {
    auto const result = checked(minter, token, issuer);
    REQUIRE_FALSE(is_good(result));
    CHECK(std::get<JwtFault>(result) == JwtFault::too_low);
  }
  auto const expired = minter.token({{"exp", "1"}, {"acr", "\"eidas1\""}});
  CHECK(is_refused(checked(minter, expired, issuer)));
}

TEST_CASE("jwt: bound to a key that is not asked for, it is not taken from who bears it",
          "[identity]") {
  Minter const minter;
  auto const bound =
      GENERATE(Parts{{"cnf", R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})"}},
               Parts{{"cnf", R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})"}},
               Parts{{"cnf", "{}"}}, Parts{{"token_type", "\"DPoP\""}});
  auto const result = checked(minter, minter.token(bound));
  REQUIRE_FALSE(is_good(result));
  CHECK(std::get<JwtFault>(result) == JwtFault::bound);
  CHECK(is_good(checked(minter, minter.token({{"token_type", "\"bearer\""}, {"cnf", "null"}}))));
  CHECK(is_refused(checked(minter, Minter{}.token(bound))));
}

TEST_CASE("jwt: one whose claims cannot be read is nobody else's to judge", "[identity]") {
  Minter const minter;
  CHECK(identity::claimed_issuer(minter.token()) == issuer_url);
  CHECK(identity::claimed_issuer(minter.token({{"exp", "\"demain\""}})) == "");
  CHECK_FALSE(identity::claimed_issuer("7c9e6679.opaque.token"));
}

TEST_CASE("jwt: signed by nobody, by another, or with a public key for a secret", "[identity]") {
  Minter const minter;
  Minter const other;
  CHECK(is_refused(checked(minter, unsigned_token())));
  CHECK(is_refused(checked(minter, other.token())));
  CHECK(is_refused(checked(minter, confused_token(minter.public_key()))));
  auto issuer = jwt_issuer();
  issuer.algorithms = {"RS256"};
  CHECK(is_refused(checked(minter, minter.token(), issuer)));
  auto const key_for_others = R"("alg":"ES384",)";
  auto const keys = KeySet::parse("{\"keys\":[" + minter.public_key(key_for_others) + "]}");
  CHECK(is_refused(check_jwt(minter.token(), jwt_issuer(), *keys, now)));
}

TEST_CASE("jwt: any character changed in it is noticed", "[identity]") {
  Minter const minter;
  auto const token = minter.token();
  auto const keys = *KeySet::parse(minter.published());
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'Q' : 'A';
    INFO(i << " of " << token.size());
    // A base64url digit at the end of a part can have bits that mean nothing.
    bool const last = i + 1 == token.size() || token[i + 1] == '.';
    if (!last) CHECK_FALSE(is_good(check_jwt(changed, jwt_issuer(), keys, now)));
    CHECK_FALSE(is_good(check_jwt(token.substr(0, i), jwt_issuer(), keys, now)));
  }
}

TEST_CASE("jwt: extensions that must be understood are not", "[identity]") {
  Minter const minter;
  CHECK(is_refused(checked(minter, minter.token({}, {{"crit", "\"exp\""}}))));
}

TEST_CASE("jwt: a key that is not in the set may be a newer one", "[identity]") {
  Minter const minter;
  Minter const newer{"k2"};
  auto const result = checked(minter, newer.token());
  REQUIRE_FALSE(is_good(result));
  CHECK(std::get<JwtFault>(result) == JwtFault::unknown_key);
  auto const both = *KeySet::parse(minter.published("," + newer.public_key()));
  CHECK(is_good(check_jwt(newer.token(), jwt_issuer(), both, now)));
  CHECK(is_good(checked(minter, minter.token({}, {{"kid", ""}}))));
  CHECK_FALSE(is_good(check_jwt(newer.token({}, {{"kid", ""}}), jwt_issuer(), both, now)));
}

TEST_CASE("jwt: keys that are not for signatures, or are weak, are left out", "[identity]") {
  Minter const minter;
  auto const secret = R"({"kty":"oct","kid":"s","k":"c2VjcmV0c2VjcmV0c2VjcmV0"})";
  auto const encrypting = minter.public_key(R"("use":"enc",)");
  auto const keys =
      KeySet::parse("{\"keys\":[" + std::string{secret} + "," + encrypting + ",{\"kty\":\"x\"}]}");
  REQUIRE(keys);
  CHECK(keys->size() == 0);
  CHECK_FALSE(KeySet::parse("{}"));
  CHECK_FALSE(KeySet::parse("{\"keys\":[1]}"));
  CHECK_FALSE(KeySet::parse("{\"keys\":"));
  CHECK_FALSE(KeySet::parse(std::string(KeySet::max_bytes + 1, ' ')));
}

TEST_CASE("jwt: a claim that is there twice is refused", "[identity]") {
  CHECK_FALSE(identity::read_claims(R"({"sub":"a","sub":"b"})"));
  CHECK_FALSE(identity::read_claims(R"(["sub"])"));
  CHECK_FALSE(identity::read_claims(""));
  CHECK(identity::read_claims(R"({"sub":"a","deep":[[1]]})")->subject == "a");
}

namespace {

constexpr char const* told = R"({"active":true,"sub":"u-1","aud":"probant","siret":"1"})";

identity::Issuer signing_issuer() {
  auto issuer = jwt_issuer();
  issuer.kind = identity::Vouching::introspection;
  issuer.client_id = "sr-probant";
  issuer.keys_url = "https://issuer.example/keys";
  return issuer;
}

/// A good answer about a good token, with what is given instead.
std::string answer_of(Minter const& minter, Parts claims = {}, Parts header = {}) {
  claims.emplace("sub", "");
  claims.emplace("exp", "");
  claims.emplace("aud", "\"sr-probant\"");
  claims.emplace("iat", std::to_string(now.unix_seconds()));
  claims.emplace("token_introspection", told);
  header.emplace("typ", "\"token-introspection+jwt\"");
  return minter.token(claims, header);
}

std::variant<Claims, JwtFault> introspected(Minter const& minter, std::string const& answer) {
  return identity::check_introspection(answer, signing_issuer(), *KeySet::parse(minter.published()),
                                       now);
}

}  // namespace

TEST_CASE("jwt: a signed introspection tells what its issuer says of the token", "[identity]") {
  Minter const minter;
  auto const result = introspected(minter, answer_of(minter));
  REQUIRE(is_good(result));
  CHECK(std::get<Claims>(result).active == true);
  CHECK(std::get<Claims>(result).subject == "u-1");
  auto const inactive =
      introspected(minter, answer_of(minter, {{"token_introspection", R"({"active":false})"}}));
  REQUIRE(is_good(inactive));
  CHECK(std::get<Claims>(inactive).active == false);
}

TEST_CASE("jwt: an introspection for another, of another, old or of another kind is refused",
          "[identity]") {
  Minter const minter;
  auto const at = [](std::int64_t seconds) { return std::to_string(now.unix_seconds() + seconds); };
  auto const instead = GENERATE_COPY(
      Parts{{"aud", "\"autre\""}}, Parts{{"aud", ""}}, Parts{{"aud", "\"probant\""}},
      Parts{{"iss", "\"https://other.example\""}}, Parts{{"iss", ""}}, Parts{{"iat", ""}},
      Parts{{"iat", at(-300)}}, Parts{{"iat", at(61)}}, Parts{{"exp", at(-60)}},
      Parts{{"token_introspection", ""}}, Parts{{"token_introspection", "\"actif\""}},
      Parts{{"token_introspection", "[]"}});
  CHECK(is_refused(introspected(minter, answer_of(minter, instead))));
  for (auto const* type : {"\"at+jwt\"", "\"JWT\"", ""}) {
    CHECK(is_refused(introspected(minter, answer_of(minter, {}, {{"typ", type}}))));
  }
  CHECK(is_refused(introspected(minter, minter.token())));
  CHECK(is_refused(introspected(minter, told)));
}

TEST_CASE("jwt: an introspection that nobody or somebody else signed is refused", "[identity]") {
  Minter const minter;
  Minter const other;
  CHECK(is_refused(introspected(minter, answer_of(other))));
  CHECK(is_refused(introspected(minter, unsigned_token())));
  CHECK(is_refused(introspected(minter, confused_token(minter.public_key()))));
  auto const good = answer_of(minter);
  auto const head = good.substr(0, good.find('.'));
  CHECK(is_refused(introspected(minter, head + "." + good.substr(head.size() + 1, 40) + ".")));
  auto const unknown = introspected(minter, answer_of(Minter{"k9"}));
  CHECK(std::get<JwtFault>(unknown) == JwtFault::unknown_key);
}
