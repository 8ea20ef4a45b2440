#include "engine/log/proof_file.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "engine/log/cosignature.hpp"
#include "tests/engine/log/example_tree.hpp"
#include "tests/engine/log/tessera_log.hpp"
#include "tests/support/mutations.hpp"

namespace probant {
namespace {

using namespace std::string_literals;
namespace tessera = test::tessera;

auto const file_of_4 =
    "c2sp.org/tlog-proof@v1\n"
    "index 4\n"
    "yiM+eia4w1wsk/Ukx7kF56IQVkDW3MWUaUz/VtJu+yU=\n"
    "nk9gCR+floFqznAPtqjjcnnV64dge2jQB95D5t164Hg=\n"
    "zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=\n"
    "5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks=\n"
    "\n" +
    tessera::checkpoint_15();

test::Log tessera_log() {
  test::Log log;
  for (auto const entry : tessera::entries) log.add(entry);
  return log;
}

/// Whether the file is believed to prove that entry 4, "five", is in the example log.
bool believed(std::string const& file, std::string_view entry = "five") {
  auto const proof = ProofFile::parse(file);
  return proof && check_proof_file(*proof, entry, tessera::verifier()).good();
}

std::string replaced(std::string text, std::string_view was, std::string_view becomes) {
  auto const at = text.find(was);
  REQUIRE(at != std::string::npos);
  return text.replace(at, was.size(), becomes);
}

}  // namespace

TEST_CASE("proof file: that of the example log is made and verifies", "[log][proof_file]") {
  auto const log = tessera_log();
  auto tree = log.tree();
  auto const note = SignedNote::parse(tessera::checkpoint_15());
  REQUIRE(note);
  auto const made = make_proof_file(tree, 4, *note);
  CHECK(made.bytes() == file_of_4);
  CHECK(ProofFile::parse(file_of_4) == made);
  auto const opened = check_proof_file(made, "five", tessera::verifier());
  REQUIRE(opened.good());
  CHECK(opened.checkpoint.size == 15);
  CHECK(opened.signers == std::vector{tessera::verifier()});
  CHECK_THROWS_AS(make_proof_file(tree, 15, *note), std::logic_error);
  auto smaller = log.tree(14);
  CHECK_THROWS_AS(make_proof_file(smaller, 4, *note), std::logic_error);
}

TEST_CASE("proof file: every event of a log gets one", "[log][proof_file]") {
  auto const log = test::numbers(300);
  auto const key = tessera::signer();
  for (std::uint64_t const size : {1, 2, 255, 256, 257, 300}) {
    auto tree = log.tree(size);
    auto const note = sign_checkpoint(key, size, tree.root());
    for (std::uint64_t index = 0; index < size; index += 1 + size / 7) {
      auto const file = make_proof_file(tree, index, note).bytes();
      CHECK(believed(file, std::to_string(index)));
      CHECK_FALSE(believed(file, std::to_string(index + 1)));
    }
  }
}

TEST_CASE("proof file: nothing spoiled proves anything", "[log][proof_file]") {
  REQUIRE(believed(file_of_4));
  CHECK_FALSE(believed(file_of_4, "six"));
  CHECK_FALSE(believed(file_of_4, ""));
  for (auto const& file : test::mutations_of(file_of_4)) {
    INFO(file);
    CHECK_FALSE(believed(file));
  }
}

TEST_CASE("proof file: what does not hold is said", "[log][proof_file]") {
  auto const why = [](std::string const& file, std::string_view entry) {
    return check_proof_file(ProofFile::parse(file).value(), entry, tessera::verifier()).why;
  };
  using Catch::Contains;
  CHECK(why(file_of_4, "five").empty());
  CHECK_THAT(why(file_of_4, "six"), Contains("n'est pas celle de l'événement 4"));
  CHECK_THAT(why(replaced(file_of_4, "index 4", "index 5"), "five"), Contains("l'événement 5"));
  CHECK_THAT(why(replaced(file_of_4, "index 4", "index 15"), "five"), Contains("que 15"));
  CHECK_THAT(why(replaced(file_of_4, "\n15\n", "\n16\n"), "five"), Contains("signature"));
}

TEST_CASE("proof file: extra data is carried, not believed", "[log][proof_file]") {
  auto const with = replaced(file_of_4, "index", "extra w6l0w6k=\nindex");
  auto const proof = ProofFile::parse(with);
  REQUIRE(proof);
  CHECK(proof->extra == "\u00e9t\u00e9");
  CHECK(proof->bytes() == with);
  CHECK(believed(with));
  auto const empty = replaced(file_of_4, "index", "extra \nindex");
  CHECK(ProofFile::parse(empty).value().bytes() == empty);
  CHECK_FALSE(ProofFile::parse(replaced(file_of_4, "index", "extra w6l0w6k\nindex")));
  CHECK_FALSE(ProofFile::parse(replaced(file_of_4, "index", "extra\nindex")));
  CHECK_FALSE(ProofFile::parse(replaced(with, "index", "extra w6l0w6k=\nindex")));
  ProofFile huge = *proof;
  huge.extra = std::string(max_proof_extra_bytes, 'x');
  CHECK(ProofFile::parse(huge.bytes()) == huge);
  huge.extra->push_back('x');
  CHECK_FALSE(ProofFile::parse(huge.bytes()));
}

TEST_CASE("proof file: what is none to the letter is refused", "[log][proof_file]") {
  CHECK_FALSE(ProofFile::parse(""));
  for (auto const& [was, becomes] : std::initializer_list<std::pair<char const*, char const*>>{
           {"@v1", "@v2"},
           {"c2sp", "C2SP"},
           {"index 4", "index 04"},
           {"index 4", "index"},
           {"index 4", "index -1"},
           {"index 4", "index  4"},
           {"index 4", "index 4 "},
           {"index 4", "index 4\r"},
           {"index 4", "index 9223372036854775808"},
           {"index 4\n", ""},
           {"yiM+eia4", "yiM-eia4"},
           {"yiM+eia4", "AAAAyiM+eia4"},
           {"e0Ks=\n\n", "e0Ks=\n"},
           {"e0Ks=\n\n", "e0Ks=\n\n\n"},
           {"\n15\n", "\nquinze\n"},
           {"\u2014 ", "- "}}) {
    INFO(was << " becomes " << becomes);
    CHECK_FALSE(ProofFile::parse(replaced(file_of_4, was, becomes)));
  }
  auto long_path = *ProofFile::parse(file_of_4);
  long_path.path.resize(63);
  CHECK(ProofFile::parse(long_path.bytes()) == long_path);
  long_path.path.resize(64);
  CHECK_FALSE(ProofFile::parse(long_path.bytes()));
}

}  // namespace probant
