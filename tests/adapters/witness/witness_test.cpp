#include "adapters/witness/witness.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "adapters/witness/submit.hpp"
#include "engine/log/cosignature.hpp"
#include "tests/adapters/witness/witness_at_work.hpp"
#include "tests/engine/log/tessera_log.hpp"
#include "tests/support/mutations.hpp"

using namespace probant;
using namespace probant::test;
using witness::AddCheckpoint;
using witness::Witness;

namespace {

constexpr std::int64_t vector_second = 1'679'315'147;

Log tessera_log() {
  Log log;
  for (auto const entry : tessera::entries) log.add(entry);
  return log;
}

}  // namespace

TEST_CASE("witness: the reference log is cosigned as in the reference", "[witness]") {
  Disk disk;
  Witness witness{witness_key(), {tessera::verifier()}, disk.ports(vector_second)};
  CHECK(witness.add_checkpoint("old 0\n\n" + tessera::checkpoint_5()).status == 200);
  auto const log = tessera_log();
  auto tree = log.tree(15);
  AddCheckpoint request{5, consistency_proof(tree, 5), {}, {}};
  request.note = *SignedNote::parse(tessera::checkpoint_15());
  auto const bytes = request.bytes();
  CHECK(bytes.starts_with("old 5\nzMKa4OAqd7D0V4wawXST15z0JiEEkprIBPkfxOesWvA=\n"));
  auto const answer = witness.add_checkpoint(bytes);
  CHECK(answer.status == 200);
  auto const line =
      "— witness.example/w1 "
      "63YswgAAAABkGFDL4K5yyNZQgOZFII39od4xuO7SSfdaPNP4QdOQU/z7quroZqtStjKU8fqJ0Mg6x5wiCE0TUVR12NEq"
      "xxQkjQlkBw==\n";
  CHECK(answer.body == line);
  auto const monitored =
      witness.checkpoint("6994c64086cc171ca46c749d036fd313bac575a8b2b2a2b9874ef097775714d5");
  CHECK(monitored == tessera::checkpoint_15() + line);
  CHECK_FALSE(witness.checkpoint(witness::origin_hash("another")));
}

TEST_CASE("witness: each refusal has its status and changes nothing", "[witness]") {
  Disk disk;
  Witness witness{witness_key(), {log_key().verifier()}, disk.ports()};
  auto const log = numbers(9);
  auto const other = SigningKey::from_seed("example.org/other", KeyType::ed25519, {7});
  auto const impostor = SigningKey::from_seed("example.org/log", KeyType::ed25519, {8});
  REQUIRE(witness.add_checkpoint(request(log, 0, 4).bytes()).status == 200);
  auto const kept = disk.files;
  auto const status = [&](AddCheckpoint const& what) {
    return witness.add_checkpoint(what.bytes()).status;
  };

  CHECK(witness.add_checkpoint("").status == 400);
  CHECK(witness.add_checkpoint("old 4\n" + request(log, 4, 9).note.bytes()).status == 400);
  auto too_old = request(log, 4, 9);
  too_old.old_size = 10;
  CHECK(status(too_old) == 400);
  CHECK(status(request(log, 0, 9, *other)) == 404);
  CHECK(status(request(log, 4, 9, *impostor)) == 403);
  auto spoiled = request(log, 4, 9);
  spoiled.note.signatures.front().bytes.back() ^= 1;
  CHECK(status(spoiled) == 403);
  for (std::uint64_t const old : {0U, 3U, 5U}) {
    auto const answer = witness.add_checkpoint(request(log, old, 9).bytes());
    CHECK(answer.status == 409);
    CHECK(answer.content_type == "text/x.tlog.size");
    CHECK(answer.body == "4\n");
  }
  auto unproved = request(log, 4, 9);
  unproved.proof.pop_back();
  CHECK(status(unproved) == 422);
  auto const fork = numbers(9, "fork");
  CHECK(status(request(fork, 4, 9)) == 422);
  CHECK(status(request(fork, 4, 4)) == 422);
  auto needless = request(log, 4, 4);
  needless.proof.push_back(sha256("x"));
  CHECK(status(needless) == 422);
  CHECK(disk.files == kept);

  CHECK(status(request(log, 4, 4)) == 200);
  CHECK(status(request(log, 4, 9)) == 200);
  CHECK(status(request(log, 4, 9)) == 409);
}

TEST_CASE("witness: an empty log has one root", "[witness]") {
  Disk disk;
  Witness witness{witness_key(), {log_key().verifier()}, disk.ports()};
  auto const log = numbers(3);
  CHECK(witness.add_checkpoint(request(log, 0, 0).bytes()).status == 200);
  auto wrong = request(log, 0, 0);
  wrong.note = sign_checkpoint(log_key(), 0, sha256("x"));
  CHECK(witness.add_checkpoint(wrong.bytes()).status == 422);
  CHECK(witness.add_checkpoint(request(log, 0, 3).bytes()).status == 200);
}

TEST_CASE("witness: a request is taken to the letter", "[witness]") {
  auto const good = request(numbers(3), 1, 3).bytes();
  REQUIRE(AddCheckpoint::parse(good)->bytes() == good);
  for (auto const& spoiled : mutations_of(good)) {
    auto const read = AddCheckpoint::parse(spoiled);
    INFO(spoiled);
    CHECK((!read || read->bytes() == spoiled));
  }
  auto long_proof = request(numbers(3), 1, 3);
  long_proof.proof.assign(63, sha256("x"));
  CHECK(AddCheckpoint::parse(long_proof.bytes()));
  long_proof.proof.assign(64, sha256("x"));
  CHECK_FALSE(AddCheckpoint::parse(long_proof.bytes()));
  CHECK_FALSE(AddCheckpoint::parse(good + std::string(witness::max_request_bytes, 'x')));
}

TEST_CASE("witness: a crash before the answer forgets nothing that was signed", "[witness]") {
  auto const log = numbers(9);
  Disk disk;
  {
    Witness witness{witness_key(), {log_key().verifier()}, disk.ports()};
    REQUIRE(witness.add_checkpoint(request(log, 0, 4).bytes()).status == 200);
    disk.fails = GENERATE(Disk::Failure::before_writing, Disk::Failure::after_writing);
    CHECK(witness.add_checkpoint(request(log, 4, 6).bytes()).status == 500);
    // Whether the disk has it is not known: nothing more is signed by this process.
    disk.fails = Disk::Failure::none;
    CHECK(witness.add_checkpoint(request(log, 4, 4).bytes()).status == 500);
    CHECK(witness.add_checkpoint(request(log, 6, 9).bytes()).status == 500);
  }
  bool const written = disk.writes == 2;
  Witness again{witness_key(), {log_key().verifier()}, disk.ports()};
  CHECK(again.add_checkpoint(request(log, 0, 9).bytes()).body == (written ? "6\n" : "4\n"));
  CHECK(again.add_checkpoint(request(numbers(9, "fork"), written ? 6 : 4, 9).bytes()).status ==
        422);
  CHECK(again.add_checkpoint(request(log, written ? 6 : 4, 9).bytes()).status == 200);
}

TEST_CASE("witness: what it kept must bear its own signature", "[witness]") {
  Disk disk;
  {
    Witness witness{witness_key(), {log_key().verifier()}, disk.ports()};
    REQUIRE(witness.add_checkpoint(request(numbers(4), 0, 4).bytes()).status == 200);
  }
  auto const start = [&](SigningKey key) {
    Witness const witness{std::move(key), {log_key().verifier()}, disk.ports()};
  };
  CHECK_NOTHROW(start(witness_key()));
  CHECK_THROWS_AS(start(*SigningKey::from_seed("w", KeyType::cosignature, {1})), StoreError);
  auto& file = disk.files.begin()->second;
  auto const whole = file;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    file = whole;
    file[at] = static_cast<char>(file[at] ^ 1);
    // The log's signature is not what the witness relies on, so a flip there may go unnoticed.
    if (at > whole.find("\n\n") && at < whole.rfind("\n— ") + 1) continue;
    CAPTURE(at);
    CHECK_THROWS_AS(start(witness_key()), StoreError);
  }
}

TEST_CASE("witness: a log that changed its key goes on", "[witness]") {
  Disk disk;
  auto const log = numbers(9);
  auto const next_key = *SigningKey::from_seed("example.org/log", KeyType::ed25519, {9});
  {
    Witness before{witness_key(), {log_key().verifier()}, disk.ports()};
    REQUIRE(before.add_checkpoint(request(log, 0, 4).bytes()).status == 200);
    CHECK(before.add_checkpoint(request(log, 4, 5, next_key).bytes()).status == 403);
    auto both = request(log, 4, 5);
    both.note.signatures.push_back(sign_note(next_key, both.note.text));
    CHECK(before.add_checkpoint(both.bytes()).status == 200);
  }
  Witness after{witness_key(), {log_key().verifier(), next_key.verifier()}, disk.ports()};
  CHECK(after.add_checkpoint(request(log, 5, 9, next_key).bytes()).status == 200);
  CHECK(after.checkpoint(witness::origin_hash("example.org/log"))->find("\n9\n") !=
        std::string::npos);
}

TEST_CASE("witness: a key that hands over is followed, and heard no more", "[witness]") {
  Disk disk;
  auto const log = numbers(9);
  auto const next_key = *SigningKey::from_seed("example.org/log", KeyType::ed25519, {9});
  auto both = request(log, 4, 5);
  both.note = sign_checkpoint(log_key(), 5, Checkpoint::parse(both.note.text)->root,
                              key_rotation_line(next_key.verifier()));
  {
    Witness before{witness_key(), {log_key().verifier()}, disk.ports()};
    REQUIRE(before.add_checkpoint(request(log, 0, 4).bytes()).status == 200);
    // What only the old key says of a new one is believed by nobody.
    auto alone = before.add_checkpoint(both.bytes());
    CHECK(alone.status == 200);
    CHECK(before.add_checkpoint(request(log, 5, 6, next_key).bytes()).status == 403);
  }
  disk.files.clear();
  both.note.signatures.push_back(sign_note(next_key, both.note.text));
  {
    Witness before{witness_key(), {log_key().verifier()}, disk.ports()};
    REQUIRE(before.add_checkpoint(request(log, 0, 4).bytes()).status == 200);
    REQUIRE(before.add_checkpoint(both.bytes()).status == 200);
    CHECK(before.add_checkpoint(request(log, 5, 6).bytes()).status == 403);
  }
  Witness after{witness_key(), {log_key().verifier()}, disk.ports()};
  CHECK(after.add_checkpoint(request(log, 5, 7).bytes()).status == 403);
  CHECK(after.add_checkpoint(request(log, 5, 7, next_key).bytes()).status == 200);

  auto& kept = disk.files.at(witness::origin_hash("example.org/log") + ".key-0");
  kept[kept.size() - 9] = static_cast<char>(kept[kept.size() - 9] ^ 1);
  CHECK_THROWS_AS((Witness{witness_key(), {log_key().verifier()}, disk.ports()}), StoreError);
}

TEST_CASE("witness: of racing clients one extends, none makes a second history", "[witness]") {
  Disk disk;
  Witness witness{witness_key(), {log_key().verifier()}, disk.ports()};
  constexpr int rounds = 30;
  std::vector<std::string> signed_texts;
  std::mutex mutex;
  auto const client = [&](std::string const& name) {
    auto const log = numbers(rounds, name);
    for (std::uint64_t size = 1; size < rounds; ++size) {
      auto const what = request(log, size - 1, size);
      if (witness.add_checkpoint(what.bytes()).status != 200) continue;
      std::lock_guard const lock{mutex};
      signed_texts.push_back(what.note.text);
    }
  };
  std::thread one{client, "one"};
  std::thread two{client, "two"};
  one.join();
  two.join();
  REQUIRE(signed_texts.size() == rounds - 1);
  auto const winner = numbers(rounds, "one");
  bool const one_won = winner.tree(1).root() == Checkpoint::parse(signed_texts.front())->root;
  auto const history = numbers(rounds, one_won ? "one" : "two");
  for (auto const& text : signed_texts) {
    auto const checkpoint = Checkpoint::parse(text);
    CHECK(history.tree(checkpoint->size).root() == checkpoint->root);
  }
}

TEST_CASE("witness: whatever two forks try, only one history is signed", "[witness]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random{seed};
  constexpr std::uint64_t most = 24;
  std::array const histories{numbers(most), numbers(most, "fork")};
  Disk disk;
  std::optional<std::size_t> history;
  std::uint64_t reached = 0;
  std::optional<Witness> witness;
  witness.emplace(witness_key(), std::vector{log_key().verifier()}, disk.ports());
  for (int step = 0; step < 400; ++step) {
    if (random() % 20 == 0) {
      witness.emplace(witness_key(), std::vector{log_key().verifier()}, disk.ports());
    }
    auto const which = random() % 2;
    auto const size = random() % (most + 1);
    auto const old = random() % 3 == 0 ? random() % (most + 1) : reached;
    auto const what = request(histories.at(which), std::min(old, size), size);
    disk.fails = random() % 10 == 0 ? Disk::Failure::after_writing : Disk::Failure::none;
    auto const answer = witness->add_checkpoint(what.bytes());
    disk.fails = Disk::Failure::none;
    if (answer.status == 409) reached = std::stoul(answer.body);
    if (answer.status != 200) continue;
    CHECK(size >= reached);
    reached = size;
    if (size == 0) continue;
    if (!history) history = which;
    CHECK(*history == which);
  }
}
