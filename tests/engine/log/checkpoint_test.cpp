#include "engine/log/checkpoint.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "engine/log/base64.hpp"
#include "engine/log/cosignature.hpp"
#include "engine/log/merkle.hpp"
#include "tests/engine/log/tessera_log.hpp"
#include "tests/support/mutations.hpp"

namespace probant {
namespace {

using namespace std::string_literals;
namespace tessera = test::tessera;

/// The witness of the reference vector: the key of RFC 8032, test 1.
SigningKey witness() {
  auto const seed =
      Sha256::parse("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  return *SigningKey::from_seed("witness.example/w1", KeyType::cosignature, seed->bytes);
}
constexpr std::int64_t cosigned_second = 1'679'315'147;
auto const cosignature_line =
    "\u2014 witness.example/w1 "
    "63YswgAAAABkGFDL4K5yyNZQgOZFII39od4xuO7SSfdaPNP4QdOQU/z7quroZqtStjKU8"
    "fqJ0Mg6x5wiCE0TUVR12NEqxxQkjQlkBw==\n"s;

bool opens(std::string const& note, std::vector<VerifierKey> const& witnesses = {}) {
  return open_checkpoint(note, tessera::verifier(), witnesses).good();
}

}  // namespace

TEST_CASE("checkpoint: those of the example log are signed again byte for byte",
          "[log][checkpoint]") {
  Hasher hasher;
  Frontier frontier;
  auto const key = tessera::signer();
  CHECK(key.verifier().text() == tessera::vkey);
  auto const signed_now = [&] {
    return sign_checkpoint(key, frontier.size(), frontier.root(hasher)).bytes();
  };
  CHECK(signed_now() == tessera::checkpoint_0());
  for (auto const entry : tessera::entries) {
    frontier.append(hasher, leaf_hash(hasher, entry));
    if (frontier.size() == 5) CHECK(signed_now() == tessera::checkpoint_5());
    if (frontier.size() == 8) CHECK(to_base64(as_text(frontier.root(hasher))) == tessera::root_8);
  }
  CHECK(signed_now() == tessera::checkpoint_15());
}

TEST_CASE("checkpoint: what was signed is what is read", "[log][checkpoint]") {
  auto const opened = open_checkpoint(tessera::checkpoint_15(), tessera::verifier());
  REQUIRE(opened.good());
  CHECK(opened.checkpoint.origin == tessera::origin);
  CHECK(opened.checkpoint.size == 15);
  CHECK(opened.checkpoint.root == hash_from_base64(tessera::root_15));
  CHECK(opened.signers == std::vector{tessera::verifier()});
  CHECK(opened.note.bytes() == tessera::checkpoint_15());
}

TEST_CASE("checkpoint: nothing spoiled is believed", "[log][checkpoint]") {
  for (auto const& note : test::mutations_of(tessera::checkpoint_5())) {
    INFO(note);
    CHECK_FALSE(opens(note));
  }
}

TEST_CASE("checkpoint: its text is taken to the letter", "[log][checkpoint]") {
  auto const root = std::string{tessera::root_5} + '\n';
  CHECK(Checkpoint::parse("o\n5\n" + root));
  CHECK(Checkpoint::parse("o\n0\n" + root));
  CHECK(Checkpoint::parse("o\n9223372036854775807\n" + root));
  auto const extended = Checkpoint::parse("o\n5\n" + root + "plus\nencore\n");
  REQUIRE(extended);
  CHECK(extended->extensions == "plus\nencore\n");
  CHECK(extended->text() == "o\n5\n" + root + "plus\nencore\n");
  for (auto const& bad :
       {""s, "o\n"s, "o\n5\n"s, "\n5\n" + root, "o\n05\n" + root, "o\n+5\n" + root,
        "o\n-5\n" + root, "o\n 5\n" + root, "o\n5 \n" + root, "o\n\n" + root,
        "o\n9223372036854775808\n" + root, "o\n99999999999999999999\n" + root, "o\n5\n\n"s,
        "o\n5\n" + root.substr(4), "o\n5\n" + root + "\n", "o\n5\n" + root + "a\n\nb\n",
        "o\n5\n" + root + "no end", "o\n5x\n" + root, "o\n0x5\n" + root}) {
    INFO(bad);
    CHECK_FALSE(Checkpoint::parse(bad));
  }
}

TEST_CASE("checkpoint: a key does not sign for another log", "[log][checkpoint]") {
  auto const key = tessera::signer();
  SignedNote note{Checkpoint{"example.com/another", 5, {}}.text(), {}};
  note.signatures.push_back(sign_note(key, note.text));
  auto const opened = open_checkpoint(note.bytes(), key.verifier());
  CHECK_FALSE(opened.good());
  CHECK(opened.why.find("autre journal") != std::string::npos);
  auto const other = SigningKey::from_seed("o", KeyType::ed25519, {});
  CHECK_FALSE(open_checkpoint(tessera::checkpoint_5(), other->verifier()).good());
}

TEST_CASE("cosignature: the reference vector is made again", "[log][checkpoint]") {
  auto const text = SignedNote::parse(tessera::checkpoint_15())->text;
  auto const key = witness();
  CHECK(key.verifier().text() ==
        "witness.example/w1+eb762cc2+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
  CHECK(VerifierKey::parse(key.verifier().text()) == key.verifier());
  auto const signature = cosign(key, text, cosigned_second);
  CHECK(signature.line() == cosignature_line);
  CHECK(cosigned_at(key.verifier(), text, signature) == cosigned_second);
  CHECK_FALSE(cosigned_at(key.verifier(), text + "x\n", signature));
  CHECK_FALSE(cosigned_at(tessera::verifier(), text, signature));
}

TEST_CASE("cosignature: counts for a checkpoint only beside the log's own signature",
          "[log][checkpoint]") {
  auto const key = witness().verifier();
  auto const both = tessera::checkpoint_15() + cosignature_line;
  CHECK(opens(both));
  auto const opened = open_checkpoint(both, tessera::verifier(), std::array{key});
  REQUIRE(opened.good());
  CHECK(opened.signers == std::vector{tessera::verifier(), key});
  auto const text = SignedNote::parse(both)->text;
  auto const alone = text + '\n' + cosignature_line;
  CHECK_FALSE(opens(alone, {key}));
}

TEST_CASE("cosignature: nothing spoiled counts", "[log][checkpoint]") {
  auto const key = witness().verifier();
  auto spoiled = test::mutations_of(cosignature_line);
  spoiled.erase(cosignature_line + cosignature_line);  // twice the same is no lie
  for (auto const& line : spoiled) {
    INFO(line);
    auto const note = tessera::checkpoint_15() + line;
    auto const opened = open_checkpoint(note, tessera::verifier(), std::array{key});
    // Under another name or id it is nobody's, and passed over.
    CHECK((!opened.good() || opened.signers == std::vector{tessera::verifier()}));
  }
}

TEST_CASE("cosignature: a log's key and a witness's are not each other", "[log][checkpoint]") {
  auto const key = witness();
  auto const as_log = SigningKey::from_seed("witness.example/w1", KeyType::ed25519, Bytes32{});
  CHECK(as_log->verifier().id() != key.verifier().id());
  CHECK_THROWS_AS(cosign(*as_log, "t\n", 0), std::logic_error);
  CHECK_THROWS_AS(sign_note(key, "t\n"), std::logic_error);
  CHECK_THROWS_AS(cosign(key, "t\n", -1), std::logic_error);
}

}  // namespace probant
