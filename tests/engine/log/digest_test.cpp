#include "engine/log/digest.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace probant {

TEST_CASE("digest: SHA-256 of FIPS 180-4's examples", "[log][digest]") {
  Hasher hasher;
  CHECK(hasher.sha256("").text() ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hasher.sha256("abc").text() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").text() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hasher.sha256(std::string(1'000'000, 'a')).text() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("digest: parts are hashed as one text, and one call leaves nothing to the next",
          "[log][digest]") {
  Hasher hasher;
  CHECK(hasher.sha256({"a", "", "bc"}) == hasher.sha256("abc"));
  CHECK(hasher.sha256("abc") == sha256("abc"));
}

// RFC 4231, test cases 1, 2, 3 and 6 (a key longer than a block).
TEST_CASE("digest: HMAC-SHA-256 of RFC 4231's examples", "[log][digest]") {
  CHECK(hmac_sha256(std::string(20, '\x0b'), "Hi There").text() ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?").text() ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd')).text() ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hmac_sha256(std::string(131, '\xaa'),
                    "Test Using Larger Than Block-Size Key - Hash Key First")
            .text() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace probant
