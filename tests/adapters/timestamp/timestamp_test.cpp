#include "adapters/timestamp/timestamp.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "engine/log/digest.hpp"

using namespace probant;

namespace {

// Made with `openssl ts` from a query of 59 bytes; its keys no longer exist.
std::string const folder = PROBANT_TEST_DATA "/data/timestamp/";

std::string read(std::string const& name) {
  std::ifstream file{folder + name, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("timestamp: a request without nonce is the 59 bytes of the reference", "[timestamp]") {
  std::string const data = "example.org/journal\n15\n";
  auto const digest = sha256(data);
  auto const request = timestamp::request_for(data, {});
  std::string const head{
      "\x30\x39\x02\x01\x01\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"
      "\x04\x20",
      24};
  CHECK(request.size() == 59);
  CHECK(request == head + std::string{as_text(digest)} + "\x01\x01\xff");
}

TEST_CASE("timestamp: a nonce stands in the request as a whole number", "[timestamp]") {
  auto const small = timestamp::request_for("x", std::string{"\x01\x02\x03\x04\x05\x06\x07\x08"});
  CHECK(small.size() == 69);
  CHECK(small.find("\x02\x08\x01\x02\x03\x04\x05\x06\x07\x08") != std::string::npos);
  // The first bit is not a sign.
  auto const large = timestamp::request_for("x", std::string(8, '\xff'));
  CHECK(large.find(std::string{"\x02\x09\x00\xff", 4}) != std::string::npos);
}

TEST_CASE("timestamp: what is no token is refused in words", "[timestamp]") {
  std::string const rejection{"\x30\x05\x30\x03\x02\x01\x02", 7};  // status: rejection
  for (auto const& answer :
       {std::string{}, std::string{"hello"}, rejection,
        std::string(timestamp::max_answer_bytes + 1, '0'), timestamp::request_for("x", {})}) {
    auto const verdict = timestamp::check_answer(answer, "x", "none.pem");
    CHECK_FALSE(verdict.good());
    CHECK(verdict.authority.empty());
  }
}

TEST_CASE("timestamp: a token is good for its bytes and its authority alone", "[timestamp]") {
  auto const token = read("answer.tsr");
  auto const checkpoint = read("checkpoint");
  auto const verdict = timestamp::check_answer(token, checkpoint, folder + "ca.pem");
  INFO(verdict.why);
  REQUIRE(verdict.good());
  CHECK(verdict.generated_at == "2026-11-22T01:19:00Z");
  CHECK(verdict.authority == "CN=Horodatage d'essai");
  CHECK_FALSE(timestamp::check_answer(token, checkpoint + "x", folder + "ca.pem").good());
  CHECK_FALSE(timestamp::check_answer(token, checkpoint, folder + "checkpoint").good());
  CHECK_FALSE(timestamp::check_answer(token, checkpoint, folder + "ca.pem", "12345678").good());
}

// OpenSSL does not look at all of it: not at whether it was granted "with changes", and not at the
// name of the signature's algorithm, which the certificate decides. What is kept is therefore also
// compared with the hash in the journal.
TEST_CASE("timestamp: a byte changed leaves no token, or one that says the same", "[timestamp]") {
  auto const token = read("answer.tsr");
  auto const checkpoint = read("checkpoint");
  auto const whole = timestamp::check_answer(token, checkpoint, folder + "ca.pem");
  std::size_t unnoticed = 0;
  for (std::size_t at = 0; at < token.size(); ++at) {
    auto spoiled = token;
    spoiled[at] = static_cast<char>(spoiled[at] ^ 1);
    auto const verdict = timestamp::check_answer(spoiled, checkpoint, folder + "ca.pem");
    CAPTURE(at);
    if (verdict.good()) ++unnoticed;
    CHECK((!verdict.good() ||
           (verdict.generated_at == whole.generated_at && verdict.authority == whole.authority)));
    CHECK_FALSE(timestamp::check_answer(token.substr(0, at), checkpoint, folder + "ca.pem").good());
  }
  CHECK(unnoticed < 16);
  CHECK_FALSE(timestamp::check_answer(token + '\0', checkpoint, folder + "ca.pem").good());
}
