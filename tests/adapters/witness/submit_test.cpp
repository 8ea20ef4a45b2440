#include "adapters/witness/submit.hpp"

#include <catch2/catch.hpp>

#include "engine/log/cosignature.hpp"
#include "tests/adapters/witness/witness_at_work.hpp"

using namespace probant;
using namespace probant::test;

namespace {

OpenedCheckpoint signed_at(Log const& log, std::uint64_t size) {
  return open_checkpoint(sign_checkpoint(log_key(), size, log.tree(size).root()).bytes(),
                         log_key().verifier());
}

struct Scene {
  Disk disk;
  witness::Witness witness{witness_key(), {log_key().verifier()}, disk.ports()};
  witness::Peer peer{witness_key().verifier(), "https://witness.example"};
  int asked = 0;
  std::string url;

  witness::Post post() {
    return [this](std::string const& to, std::string const& body) -> witness::Posted {
      ++asked;
      url = to;
      auto const answer = witness.add_checkpoint(body);
      return {answer.status, answer.content_type, answer.body, {}};
    };
  }
  witness::Cosigned ask(Log const& log, std::uint64_t size, std::uint64_t known = 0) {
    auto tree = log.tree(size);
    return witness::ask(peer, signed_at(log, size), tree, post(), known);
  }
};

}  // namespace

TEST_CASE("cosigning: a new witness signs at once, a known one after saying where it was",
          "[witness]") {
  Scene scene;
  auto const log = numbers(9);
  auto const first = scene.ask(log, 4);
  REQUIRE(first.signature);
  CHECK(first.why.empty());
  CHECK(scene.url == "https://witness.example/add-checkpoint");
  CHECK(cosigned_at(scene.peer.key, signed_at(log, 4).note.text, *first.signature));
  CHECK(scene.asked == 1);
  CHECK(scene.ask(log, 9).signature);
  CHECK(scene.asked == 3);
  CHECK(scene.ask(log, 9, 9).signature);
  CHECK(scene.asked == 4);
}

TEST_CASE("cosigning: a witness that saw more, or another history, is the alarm", "[witness]") {
  Scene scene;
  REQUIRE(scene.ask(numbers(9), 9).signature);
  auto const shorter = scene.ask(numbers(9), 4);
  CHECK_FALSE(shorter.signature);
  CHECK(shorter.why.find("copie ancienne") != std::string::npos);
  auto const fork = scene.ask(numbers(12, "fork"), 12);
  CHECK_FALSE(fork.signature);
  CHECK(fork.why.find("422") != std::string::npos);
}

TEST_CASE("cosigning: an answer counts only when its signature does", "[witness]") {
  auto const log = numbers(5);
  auto const checkpoint = signed_at(log, 5);
  witness::Peer const peer{witness_key().verifier(), "http://w"};
  auto const answered = [&](witness::Posted posted) {
    auto tree = log.tree(5);
    return witness::ask(peer, checkpoint, tree,
                        [&](std::string const&, std::string const&) { return posted; });
  };
  auto const right = cosign(witness_key(), checkpoint.note.text, 1'700'000'000);
  auto const other = SigningKey::from_seed("another", KeyType::cosignature, {3});
  auto const foreign = cosign(*other, checkpoint.note.text, 1'700'000'000).line();
  CHECK(answered({200, "text/plain", foreign + right.line(), {}}).signature == right);
  auto spoiled = right;
  spoiled.bytes.back() ^= 1;
  CHECK_FALSE(answered({200, "text/plain", spoiled.line(), {}}).signature);
  CHECK_FALSE(answered({200, "text/plain", foreign, {}}).signature);
  CHECK_FALSE(answered({200, "text/plain", "", {}}).signature);
  CHECK_FALSE(answered({0, "", "", "ne répond pas"}).signature);
  CHECK_FALSE(answered({409, "text/plain", "3\n", {}}).signature);
  CHECK_FALSE(answered({409, "text/x.tlog.size", "03\n", {}}).signature);
  CHECK_FALSE(answered({409, "text/x.tlog.size", "3\n", {}}).signature);
  auto const why = answered({403, "text/plain", "non\x1b[2J\nplus", {}}).why;
  CHECK(why.find("403") != std::string::npos);
  CHECK(why.find('\x1b') == std::string::npos);
}
