// The seal of a head: by the signing key's, over every part of it. The values are those that
// openssl gives (kdf HKDF, dgst -mac HMAC), not this program.
#include "engine/log/seal.hpp"

#include <catch2/catch.hpp>

#include "engine/log/digest.hpp"

namespace probant {
namespace {

SigningKey key_of(std::uint8_t first, std::string const& origin = "probant.invalid/test") {
  Bytes32 seed{};
  for (auto& byte : seed) byte = first++;
  return std::move(*SigningKey::from_seed(origin, KeyType::ed25519, seed));
}

Head const head{3, {}, sha256("abc")};

std::string hex(Bytes32 const& bytes) { return Sha256{bytes}.text(); }

}  // namespace

TEST_CASE("seal: a key for another use is derived as RFC 5869 says", "[log][seal]") {
  CHECK(hex(key_of(0).derived("probant seal v1")) ==
        "0b672e84e2d76fcf26f26b5b10091c91cf064bc7a6bba45c929c84287a0deacd");
  CHECK(key_of(0).derived("probant seal v1") != key_of(0).derived("probant seal v2"));
}

TEST_CASE("seal: the text says which log, how long, and its root", "[log][seal]") {
  CHECK(seal_text("probant.invalid/test", head) ==
        "probant seal v1\nprobant.invalid/test\n3\n"
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\n");
  CHECK(hex(SealKey{key_of(0)}.seal(head)) ==
        "dd3096902d7dfc0de003ac2f3ff02c3bf8a635ac405776790d05ca65214dd516");
}

TEST_CASE("seal: of any other head, log or key it does not hold", "[log][seal]") {
  SealKey const key{key_of(0)};
  auto const seal = key.seal(head);
  CHECK(key.holds(head, seal));
  CHECK_FALSE(key.holds(head, std::nullopt));
  CHECK_FALSE(key.holds({4, {}, head.root}, seal));
  CHECK_FALSE(key.holds({3, {}, sha256("abd")}, seal));
  CHECK_FALSE(SealKey{key_of(1)}.holds(head, seal));
  CHECK_FALSE(SealKey{key_of(0, "probant.invalid/other")}.holds(head, seal));
  for (std::size_t at = 0; at < seal.size(); ++at) {
    auto changed = seal;
    changed[at] ^= 1;
    CHECK_FALSE(key.holds(head, changed));
  }
  std::vector const keys{SealKey{key_of(1)}, key};
  CHECK(holds(keys, head, seal));
  CHECK_FALSE(holds(std::span{keys}.first(1), head, seal));
}

}  // namespace probant
