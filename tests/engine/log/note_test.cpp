#include "engine/log/note.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "engine/log/base64.hpp"
#include "tests/support/mutations.hpp"

namespace probant {
namespace {

using namespace std::string_literals;

// The example of the C2SP signed-note specification.
constexpr std::string_view c2sp_vkey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
auto const c2sp_note =
    "This is an example message.\n\n\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
    "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"s;
// The example of Go's golang.org/x/mod/sumdb/note.
constexpr std::string_view go_skey =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view go_vkey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
auto const go_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"s;
auto const go_note =
    go_text +
    "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n";

SigningKey key_named(std::string name, std::uint8_t seed = 1) {
  Bytes32 bytes{};
  bytes.fill(seed);
  return *SigningKey::from_seed(std::move(name), KeyType::ed25519, bytes);
}

/// Whether the note is believed under the one key.
bool believed(std::string const& note, VerifierKey const& key) {
  auto const parsed = SignedNote::parse(note);
  return parsed && check_signatures(*parsed, std::array{key}).good();
}

}  // namespace

TEST_CASE("base64: the canonical form, and no other, is read", "[log][note]") {
  for (auto const& bytes : {""s, "f"s, "fo"s, "foo"s, "\xff\x00\xfe?"s}) {
    CHECK(from_base64(to_base64(bytes)) == bytes);
  }
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(from_base64("Zm8=") == "fo");
  for (auto const* bad :
       {"Zm8", "Zm9=", "Zm8 ", " Zm8=", "Zm8=\n", "Zm8==", "Z===", "====", "Zm8-", "Zm=8",
        "Zg=="
        "Zg=="}) {
    CHECK_FALSE(from_base64(bad));
  }
  CHECK(hash_from_base64("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
  CHECK_FALSE(hash_from_base64("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA=="));
}

TEST_CASE("key: public and private keys of others are read and written", "[log][note]") {
  auto const c2sp = VerifierKey::parse(c2sp_vkey);
  REQUIRE(c2sp);
  CHECK(c2sp->name() == "example.com/foo");
  CHECK(c2sp->id() == 0x530d903a);
  CHECK(c2sp->text() == c2sp_vkey);
  auto const go = SigningKey::parse(go_skey);
  REQUIRE(go);
  CHECK(go->text() == go_skey);
  CHECK(go->verifier() == VerifierKey::parse(go_vkey));
  CHECK(go->verifier().text() == go_vkey);
}

TEST_CASE("key: no other text is that key", "[log][note]") {
  auto const c2sp = *VerifierKey::parse(c2sp_vkey);
  for (auto const& text : test::mutations_of(std::string{c2sp_vkey})) {
    CHECK_FALSE(VerifierKey::parse(text));
  }
  for (auto const& text : test::mutations_of(std::string{go_skey})) {
    CHECK_FALSE(SigningKey::parse(text));
  }
  auto const ecdsa = "\x02" + std::string{reinterpret_cast<char const*>(c2sp.bytes().data()), 32};
  CHECK_FALSE(VerifierKey::parse("example.com/foo+530d903a+" + to_base64(ecdsa)));
  CHECK_FALSE(
      VerifierKey::parse("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv"
                         "3U2k"));
}

TEST_CASE("key: a name has no spaces, no plus and an end", "[log][note]") {
  for (auto const& good : {"a"s, "example.org/journal"s, "h\u00f4pital.example/\u00e9t\u00e9"s,
                           std::string(max_key_name_bytes, 'n')}) {
    CHECK(is_key_name(good));
  }
  for (auto const& bad :
       {""s, "a b"s, "a+b"s, "a\tb"s, "a\nb"s, "a\u00a0b"s, "a\u2003"s, "\u3000"s, "a\u0085"s,
        "a\x00"s, "\xff"s, std::string(max_key_name_bytes + 1, 'n')}) {
    CHECK_FALSE(is_key_name(bad));
    CHECK_FALSE(SigningKey::from_seed(bad, KeyType::ed25519, {}));
  }
}

TEST_CASE("note: examples of others verify and are signed again byte for byte", "[log][note]") {
  CHECK(believed(c2sp_note, *VerifierKey::parse(c2sp_vkey)));
  CHECK(believed(go_note, *VerifierKey::parse(go_vkey)));
  SignedNote const again{go_text, {sign_note(*SigningKey::parse(go_skey), go_text)}};
  CHECK(again.bytes() == go_note);
  CHECK(SignedNote::parse(go_note)->bytes() == go_note);
}

TEST_CASE("note: nothing spoiled is believed", "[log][note]") {
  auto const key = *VerifierKey::parse(c2sp_vkey);
  std::size_t count = 0;
  for (auto const& note : test::mutations_of(c2sp_note)) {
    ++count;
    INFO(note);
    CHECK_FALSE(believed(note, key));
    auto const parsed = SignedNote::parse(note);
    CHECK((!parsed || parsed->bytes() == note));
  }
  CHECK(count > 1'000);
}

TEST_CASE("note: what is no note to the letter is refused", "[log][note]") {
  auto const signature = sign_note(key_named("k"), "t\n").line();
  REQUIRE(SignedNote::parse("t\n\n" + signature));
  for (auto const& bad : {""s,
                          "\n"s,
                          "\n\n"s,
                          "t\n"s,
                          "t\n\n"s,
                          signature,
                          "\n" + signature,
                          "t\n" + signature,
                          "t\r\n\r\n" + signature,
                          "t\n\n" + signature + "\n",
                          "t\n\n" + signature + "rest",
                          "t\n\n" + signature.substr(0, signature.size() - 1),
                          "t\tu\n\n" + signature,
                          "t\xff\n\n" + signature,
                          "t\x00\n\n"s + signature,
                          "t\n\n\u2014 k \n"s,
                          "t\n\n\u2014 k AAAAAA==\n"s,
                          "t\n\n\u2014  AAAAAAA=\n"s,
                          "t\n\n- k AAAAAAA=\n"s,
                          "t\n\n\u2014 k AAAAAAA= \n"s,
                          "t\n\n\u2014 k  AAAAAAA=\n"s}) {
    INFO(bad);
    CHECK_FALSE(SignedNote::parse(bad));
  }
  CHECK(SignedNote::parse("t\n\n\u2014 k AAAAAAA=\n"));
}

TEST_CASE("note: the last empty line parts text and signatures", "[log][note]") {
  auto const text = "Premier paragraphe.\n\nSecond, \u00e9tonnant.\n"s;
  auto const key = key_named("example.org/journal");
  SignedNote const note{text, {sign_note(key, text)}};
  auto const parsed = SignedNote::parse(note.bytes());
  REQUIRE(parsed);
  CHECK(parsed->text == text);
  CHECK(believed(note.bytes(), key.verifier()));
}

TEST_CASE("note: unknown signatures are passed over, wrong ones are not", "[log][note]") {
  auto const text = "t\n"s;
  auto const mine = key_named("mine", 1);
  auto const other = key_named("other", 2);
  auto const same_name = key_named("mine", 3);
  std::array const keys{mine.verifier()};
  auto const checked = [&](std::vector<NoteSignature> signatures) {
    return check_signatures({text, std::move(signatures)}, keys);
  };
  auto const good = sign_note(mine, text);
  auto wrong = good;
  wrong.bytes[5] = static_cast<char>(wrong.bytes[5] ^ 1);
  auto renamed = sign_note(other, text);
  renamed.name = "mine";

  CHECK(checked({good}).signers == std::vector{mine.verifier()});
  CHECK(checked({sign_note(other, text), sign_note(same_name, text), renamed, good}).good());
  CHECK(checked({good, good}).signers.size() == 1);
  CHECK_FALSE(checked({sign_note(other, text)}).good());
  CHECK_FALSE(checked({renamed}).good());
  CHECK_FALSE(checked({good, wrong}).good());
  CHECK_FALSE(checked({wrong, good}).good());
  CHECK(checked({good, wrong}).signers.empty());
  CHECK_FALSE(check_signatures({"u\n", {good}}, keys).good());
}

TEST_CASE("note: sixteen signatures are read, a flood is not", "[log][note]") {
  auto const text = "t\n"s;
  SignedNote note{text, {}};
  std::vector<VerifierKey> keys;
  for (std::size_t i = 0; i < max_note_signatures; ++i) {
    auto const key = key_named("k" + std::to_string(i), static_cast<std::uint8_t>(i));
    note.signatures.push_back(sign_note(key, text));
    keys.push_back(key.verifier());
    if (i + 1 == 16) CHECK(SignedNote::parse(note.bytes()) == note);
  }
  auto const parsed = SignedNote::parse(note.bytes());
  REQUIRE(parsed);
  CHECK(check_signatures(*parsed, keys).signers.size() == max_note_signatures);
  note.signatures.push_back(note.signatures.front());
  CHECK_FALSE(SignedNote::parse(note.bytes()));
  SignedNote const huge{std::string(max_note_bytes, 'x') + '\n', {note.signatures.front()}};
  CHECK_FALSE(SignedNote::parse(huge.bytes()));
}

}  // namespace probant
