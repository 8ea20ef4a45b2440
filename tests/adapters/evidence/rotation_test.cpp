#include "tests/adapters/evidence/exported.hpp"

namespace probant::test {
namespace {

/// A journal whose key 1 handed over to key 2 when it had two events, and its export.
struct Rotated {
  Rotated() { play_small(desk); }

  SignedNote handover(SigningKey const& from, SigningKey const& next) const {
    auto note =
        sign_checkpoint(from, 2, Tree{desk.store, 2}.root(), key_rotation_line(next.verifier()));
    note.signatures.push_back(sign_note(next, note.text));
    return note;
  }
  void write(SigningKey const& signer, std::vector<SignedNote> const& handovers) {
    auto evidence = signed_now(desk.store, signer);
    evidence.keys = {second.verifier(), first.verifier()};
    for (auto const& note : handovers) evidence.rotations.push_back({"2", note.bytes()});
    fs::remove_all(to);
    write_export(desk.store, evidence, {}, to, no_progress);
  }

  Desk desk;
  SigningKey first = test_key(1);
  SigningKey second = test_key(2);
  TemporaryDirectory place;
  fs::path to = place.path() / "export";
};

}  // namespace

TEST_CASE("rotation: who pinned the old key goes on to the new one", "[evidence][rotation]") {
  Rotated log;
  log.write(log.second, {log.handover(log.first, log.second)});
  auto const by_old = verified(log.to, log.first);
  CHECK(by_old.verified());
  CHECK(by_old.key_pinned);
  CHECK(by_old.notices.front().find("rotations/2.checkpoint") != std::string::npos);
  CHECK(verified(log.to, log.second).verified());
  CHECK(verified(log.to, log.second).notices.size() < by_old.notices.size());
  CHECK_FALSE(verified(log.to, test_key(3)).verified());
}

TEST_CASE("rotation: without the checkpoint of both keys, the old one vouches for nothing",
          "[evidence][rotation]") {
  Rotated log;
  log.write(log.second, {});
  CHECK_FALSE(verified(log.to, log.first).verified());
  CHECK(verified(log.to, log.second).verified());
}

TEST_CASE("rotation: a key that was given up signs nothing new", "[evidence][rotation]") {
  Rotated log;
  log.write(log.first, {log.handover(log.first, log.second)});
  CHECK_FALSE(verified(log.to, log.first).verified());
  CHECK_FALSE(verified(log.to, log.second).verified());
}

TEST_CASE("rotation: what both keys have not signed is no handover", "[evidence][rotation]") {
  Rotated log;
  auto note = log.handover(log.first, log.second);
  SECTION("signed by the old key alone") { note.signatures.pop_back(); }
  SECTION("signed by the new key alone") { note.signatures.erase(note.signatures.begin()); }
  SECTION("naming nobody") {
    note = sign_checkpoint(log.first, 2, Tree{log.desk.store, 2}.root());
    note.signatures.push_back(sign_note(log.second, note.text));
  }
  SECTION("of another history") {
    note = sign_checkpoint(log.first, 2, sha256("autre"), key_rotation_line(log.second.verifier()));
    note.signatures.push_back(sign_note(log.second, note.text));
  }
  log.write(log.second, {note});
  CHECK_FALSE(verified(log.to, log.first).verified());
}

}  // namespace probant::test
