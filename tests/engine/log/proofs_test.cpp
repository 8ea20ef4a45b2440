#include "engine/log/proofs.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <random>

#include "engine/log/base64.hpp"
#include "engine/log/merkle.hpp"
#include "tests/engine/log/example_tree.hpp"
#include "tests/engine/log/tessera_log.hpp"

namespace probant {
namespace {

using namespace std::string_literals;
namespace tessera = test::tessera;
using test::Hashes;
using test::Log;
using test::numbers;

/// RFC 6962 §2.1 word for word, over leaf hashes.
Sha256 tree_hash(std::span<Sha256 const> leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return leaves.front();
  auto const k = std::bit_floor(leaves.size() - 1);
  static Hasher hasher;
  auto const left = tree_hash(leaves.first(k));
  return node_hash(hasher, left, tree_hash(leaves.subspan(k)));
}

/// RFC 6962 §2.1.1, PATH(m, D[n]).
Hashes path(std::size_t m, std::span<Sha256 const> leaves) {
  if (leaves.size() == 1) return {};
  auto const k = std::bit_floor(leaves.size() - 1);
  bool const on_left = m < k;
  auto hashes = on_left ? path(m, leaves.first(k)) : path(m - k, leaves.subspan(k));
  hashes.push_back(tree_hash(on_left ? leaves.subspan(k) : leaves.first(k)));
  return hashes;
}

/// RFC 6962 §2.1.2, SUBPROOF(m, D[n], b).
Hashes subproof(std::size_t m, std::span<Sha256 const> leaves, bool known) {
  if (m == leaves.size()) return known ? Hashes{} : Hashes{tree_hash(leaves)};
  auto const k = std::bit_floor(leaves.size() - 1);
  bool const on_left = m <= k;
  auto hashes =
      on_left ? subproof(m, leaves.first(k), known) : subproof(m - k, leaves.subspan(k), false);
  hashes.push_back(tree_hash(on_left ? leaves.subspan(k) : leaves.first(k)));
  return hashes;
}

Log reference_log() {
  Log log;
  for (auto const& entry : {""s, "\x00"s, "\x10"s, "\x20\x21"s, "\x30\x31"s, "\x40\x41\x42\x43"s,
                            "\x50\x51\x52\x53\x54\x55\x56\x57"s,
                            "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"s}) {
    log.add(entry);
  }
  return log;
}

Log tessera_log() {
  Log log;
  for (auto const entry : tessera::entries) log.add(entry);
  return log;
}

Hashes of(std::initializer_list<std::string_view> base64) {
  Hashes hashes;
  for (auto const text : base64) hashes.push_back(hash_from_base64(text).value());
  return hashes;
}

std::vector<std::string> beginnings(Hashes const& hashes) {
  std::vector<std::string> texts;
  for (auto const& hash : hashes) texts.push_back(hash.text().substr(0, 8));
  return texts;
}

std::string digest_of(Hashes const& hashes) { return sha256(tile_bytes(hashes)).text(); }

constexpr auto root_256 = "828515d033c19d8c901f37eccb8aed919667703486f8d2fff1cf7040321c5db1";
constexpr auto root_70000 = "1a4cdfcb66374a0c0dcbef49acbd4976d13ee864fb3cb241fc943cad04f02f7e";

}  // namespace

TEST_CASE("proofs: those of the reference tree", "[log][proofs]") {
  auto const log = reference_log();
  auto tree = log.tree();
  CHECK(beginnings(inclusion_proof(tree, 0)) == std::vector{"96a296d2"s, "5f083f0a"s, "6b47aaf2"s});
  CHECK(beginnings(consistency_proof(tree, 6)) ==
        std::vector{"0ebc5d34"s, "ca854ea1"s, "d37ee418"s});
}

TEST_CASE("proofs: those of the example log", "[log][proofs]") {
  auto const log = tessera_log();
  auto tree = log.tree();
  auto const root = of({tessera::root_15}).front();
  auto const old_root = of({tessera::root_5}).front();
  CHECK(tree.root() == root);
  CHECK(log.tree(0).root() == of({tessera::root_0}).front());
  auto const of_4 = of({"yiM+eia4w1wsk/Ukx7kF56IQVkDW3MWUaUz/VtJu+yU=",
                        "nk9gCR+floFqznAPtqjjcnnV64dge2jQB95D5t164Hg=",
                        "zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=",
                        "5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks="});
  CHECK(inclusion_proof(tree, 4) == of_4);
  CHECK(inclusion_proof(tree, 14) ==
        of({"GiUtVP0XhIaZ/fl7ReMLgw+9YUtjFAt8kaTdfOe2u/I=",
            "3cFRCtyHVxAUTugFyRgo30efbl+BVxdTQDIGg5H61SA=", tessera::root_8}));
  CHECK(consistency_proof(tree, 8) == of({"5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks="}));
  auto of_5 = of_4;
  of_5.insert(of_5.begin(), of({"zMKa4OAqd7D0V4wawXST15z0JiEEkprIBPkfxOesWvA="}).front());
  CHECK(consistency_proof(tree, 5) == of_5);
  CHECK(verify_inclusion(log.leaves()[4], 4, 15, of_4, root));
  CHECK(verify_consistency(5, old_root, 15, root, of_5));
}

TEST_CASE("proofs: those of a tree of 70,000 leaves", "[log][proofs]") {
  auto const log = numbers(70'000);
  auto tree = log.tree();
  auto const root = *Sha256::parse(root_70000);
  CHECK(tree.root() == root);
  CHECK(log.tree(256).root().text() == root_256);
  auto const inclusion = inclusion_proof(tree, 12'345);
  CHECK(inclusion.size() == 17);
  CHECK(digest_of(inclusion) == "15e3537b4677d40e7f98553df49a1f00747bdfcd478b0592c64864516e6b1f91");
  CHECK(verify_inclusion(log.leaves()[12'345], 12'345, 70'000, inclusion, root));
  auto const consistency = consistency_proof(tree, 256);
  CHECK(consistency.size() == 9);
  CHECK(digest_of(consistency) ==
        "7ba523d54a784f421a1d5af22742ebafb01bedf4c5b4375b6eef8a49090e9116");
  CHECK(verify_consistency(256, *Sha256::parse(root_256), 70'000, root, consistency));

  CHECK(digest_of(log.tile({0, 0}, 256)) ==
        "b9704a8bfbee2c61185ceb38904a49f3f703c81e194b5b2ccdc254c2bdaaa62b");
  CHECK(digest_of(log.tile({0, 273}, 112)) ==
        "4d21244557c976993a9a89bf928a46b5a876585228df279878239fd84489e5a5");
  CHECK(digest_of(log.tile({1, 0}, 256)) ==
        "ea7b038bc73489c89c31a27ac355aaca65a4ed73f0dd7484e68deb29d30f10a2");
  CHECK(digest_of(log.tile({1, 1}, 17)) ==
        "adfaca2731630fe7944a4b98a0f98ef3e98685eafda09e6f81070218fb759ce4");
  CHECK(log.tile({2, 0}, 1).front().text() ==
        "f025d06ed804859fd274a1bdacadd6e48ea87634aa91e1edb20143f9498cd02b");
}

TEST_CASE("proofs: every leaf of every tree up to 130, by the definition", "[log][proofs]") {
  auto const log = numbers(130);
  std::size_t wrong = 0;
  for (std::size_t size = 1; size <= log.leaves().size(); ++size) {
    auto const leaves = log.leaves().first(size);
    auto tree = log.tree(size);
    auto const root = tree_hash(leaves);
    wrong += tree.root() != root ? 1 : 0;
    for (std::size_t index = 0; index < size; ++index) {
      auto const proof = inclusion_proof(tree, index);
      wrong += proof != path(index, leaves) ? 1 : 0;
      wrong += !verify_inclusion(leaves[index], index, size, proof, root) ? 1 : 0;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("proofs: every tree up to 130 continues every smaller one", "[log][proofs]") {
  auto const log = numbers(130);
  std::vector<Sha256> roots;
  for (std::size_t size = 0; size <= log.leaves().size(); ++size) {
    roots.push_back(tree_hash(log.leaves().first(size)));
  }
  std::size_t wrong = 0;
  for (std::size_t size = 0; size < roots.size(); ++size) {
    auto tree = log.tree(size);
    for (std::size_t old_size = 0; old_size <= size; ++old_size) {
      auto const proof = consistency_proof(tree, old_size);
      if (old_size > 0) {
        wrong += proof != subproof(old_size, log.leaves().first(size), true) ? 1 : 0;
      }
      wrong += !verify_consistency(old_size, roots[old_size], size, roots[size], proof) ? 1 : 0;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("proofs: of larger trees, by the definition", "[log][proofs]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random{seed};
  auto const log = numbers(3'000);
  for (int round = 0; round < 60; ++round) {
    std::size_t const size = 1 + random() % log.leaves().size();
    std::size_t const index = random() % size;
    std::size_t const old_size = 1 + random() % size;
    INFO("size " << size << ", index " << index << ", old size " << old_size);
    auto const leaves = log.leaves().first(size);
    auto tree = log.tree(size);
    auto const root = tree_hash(leaves);
    CHECK(tree.root() == root);
    auto const inclusion = inclusion_proof(tree, index);
    CHECK(inclusion == path(index, leaves));
    CHECK(verify_inclusion(leaves[index], index, size, inclusion, root));
    auto const consistency = consistency_proof(tree, old_size);
    CHECK(consistency == subproof(old_size, leaves, true));
    CHECK(verify_consistency(old_size, tree_hash(leaves.first(old_size)), size, root, consistency));
  }
}

TEST_CASE("proofs: a missing tile is told, a leaf that is not there is a broken promise",
          "[log][proofs]") {
  auto const log = numbers(300);
  Tree without{[&](TileId id, unsigned width) { return log.tile(id, width == 44 ? 43 : width); },
               300};
  CHECK_THROWS_WITH(without.root(), Catch::Contains("tile/0/001.p/44 manque"));
  auto tree = log.tree();
  CHECK_THROWS_AS(inclusion_proof(tree, 300), std::logic_error);
  CHECK_THROWS_AS(consistency_proof(tree, 301), std::logic_error);
  CHECK_THROWS_AS(tree.range(1, 3), std::logic_error);
  CHECK_THROWS_AS(tree.range(5, 5), std::logic_error);
}

}  // namespace probant
