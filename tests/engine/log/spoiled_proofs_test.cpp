// After the manner of the corpora of transparency-dev/merkle, made here: every valid proof, spoiled
// in each of many ways, is refused.
#include <catch2/catch.hpp>

#include "tests/engine/log/example_tree.hpp"

namespace probant {
namespace {

using test::Hashes;
using test::numbers;

Sha256 flipped(Sha256 hash, std::size_t bit) {
  hash.bytes[bit / 8] = static_cast<std::uint8_t>(hash.bytes[bit / 8] ^ (1U << bit % 8));
  return hash;
}

/// Each bit changed, each hash left out or doubled, neighbours swapped, hashes put before and
/// behind, both ends cut.
std::vector<Hashes> spoiled(Hashes const& proof, Sha256 const& leaf, Sha256 const& root) {
  std::vector<Hashes> all;
  auto const changed = [&](auto const& change) {
    auto copy = proof;
    change(copy);
    all.push_back(std::move(copy));
  };
  for (std::size_t at = 0; at < proof.size(); ++at) {
    auto const place = static_cast<std::ptrdiff_t>(at);
    for (std::size_t bit = 0; bit < 256; ++bit) {
      changed([&](Hashes& hashes) { hashes[at] = flipped(hashes[at], bit); });
    }
    changed([&](Hashes& hashes) { hashes.erase(hashes.begin() + place); });
    changed([&](Hashes& hashes) { hashes.insert(hashes.begin() + place, proof[at]); });
    changed([&](Hashes& hashes) { hashes[at] = Sha256{}; });
    if (at > 0) changed([&](Hashes& hashes) { std::swap(hashes[at], hashes[at - 1]); });
  }
  for (auto const& garbage : {Sha256{}, leaf, root, sha256("")}) {
    changed([&](Hashes& hashes) { hashes.push_back(garbage); });
    changed([&](Hashes& hashes) { hashes.insert(hashes.begin(), garbage); });
  }
  changed([](Hashes& hashes) { hashes.resize(64); });
  changed([](Hashes& hashes) { hashes.resize(65); });
  if (!proof.empty()) changed([](Hashes& hashes) { hashes.clear(); });
  return all;
}

}  // namespace

TEST_CASE("proofs: no spoiled inclusion proof verifies", "[log][proofs]") {
  auto const log = numbers(130);
  std::size_t refused = 0;
  std::size_t believed = 0;
  auto const expect = [&](bool verified) { ++(verified ? believed : refused); };
  for (std::uint64_t const size : {1, 2, 3, 5, 7, 8, 11, 64, 130}) {
    auto tree = log.tree(size);
    auto const root = tree.root();
    for (std::uint64_t const index : {std::uint64_t{0}, size / 3, size / 2, size - 1}) {
      auto const& leaf = log.leaves()[index];
      auto const proof = inclusion_proof(tree, index);
      REQUIRE(verify_inclusion(leaf, index, size, proof, root));
      for (auto const& bad : spoiled(proof, leaf, root)) {
        expect(verify_inclusion(leaf, index, size, bad, root));
      }
      for (std::size_t bit = 0; bit < 256; ++bit) {
        expect(verify_inclusion(flipped(leaf, bit), index, size, proof, root));
        expect(verify_inclusion(leaf, index, size, proof, flipped(root, bit)));
      }
      if (size > 1) expect(verify_inclusion(root, index, size, proof, leaf));
      for (auto const other : {index - 1, index + 1, index ^ 2U, index + size, ~index}) {
        expect(verify_inclusion(leaf, other, size, proof, root));
      }
      for (auto const other : {std::uint64_t{0}, size / 2, size * 2, ~std::uint64_t{0}}) {
        expect(verify_inclusion(leaf, index, other, proof, root));
      }
    }
  }
  CHECK(believed == 0);
  CHECK(refused > 40'000);
}

TEST_CASE("proofs: no spoiled consistency proof verifies", "[log][proofs]") {
  auto const log = numbers(130);
  std::size_t refused = 0;
  std::size_t believed = 0;
  auto const expect = [&](bool verified) { ++(verified ? believed : refused); };
  for (std::uint64_t const size : {2, 3, 5, 7, 8, 11, 64, 130}) {
    auto tree = log.tree(size);
    auto const root = tree.root();
    for (std::uint64_t const old_size : {std::uint64_t{1}, size / 2, 2 * size / 3, size - 1}) {
      auto const old_root = log.tree(old_size).root();
      auto const proof = consistency_proof(tree, old_size);
      INFO(old_size << " to " << size);
      REQUIRE(verify_consistency(old_size, old_root, size, root, proof));
      for (auto const& bad : spoiled(proof, old_root, root)) {
        expect(verify_consistency(old_size, old_root, size, root, bad));
      }
      for (std::size_t bit = 0; bit < 256; ++bit) {
        expect(verify_consistency(old_size, flipped(old_root, bit), size, root, proof));
        expect(verify_consistency(old_size, old_root, size, flipped(root, bit), proof));
      }
      expect(verify_consistency(old_size, root, size, old_root, proof));
      expect(verify_consistency(size, root, old_size, old_root, proof));
      expect(verify_consistency(old_size, root, size, root, proof));
      expect(verify_consistency(old_size, old_root, size, old_root, proof));
      for (auto const other : {std::uint64_t{0}, old_size - 1, old_size + 1, old_size ^ 2U, size}) {
        expect(verify_consistency(other, old_root, size, root, proof));
      }
      for (auto const other : {std::uint64_t{0}, size / 2, size * 2, ~std::uint64_t{0}}) {
        expect(verify_consistency(old_size, old_root, other, root, proof));
      }
    }
  }
  CHECK(believed == 0);
  CHECK(refused > 40'000);
}

TEST_CASE("proofs: what anything follows is the empty tree, and it alone", "[log][proofs]") {
  auto const root = numbers(3).tree().root();
  CHECK(verify_consistency(0, sha256(""), 3, root, {}));
  CHECK(verify_consistency(0, sha256(""), 0, sha256(""), {}));
  CHECK(verify_consistency(3, root, 3, root, {}));
  CHECK_FALSE(verify_consistency(0, root, 3, root, {}));
  CHECK_FALSE(verify_consistency(0, sha256(""), 3, root, Hashes{root}));
  CHECK_FALSE(verify_consistency(0, sha256(""), 0, root, {}));
  CHECK_FALSE(verify_consistency(3, root, 3, sha256(""), {}));
  CHECK_FALSE(verify_consistency(3, root, 3, root, Hashes{root}));
  CHECK_FALSE(verify_consistency(2, root, 3, root, {}));
  CHECK_FALSE(verify_consistency(3, root, 4, root, {}));
  CHECK_FALSE(verify_inclusion(sha256(""), 0, 0, {}, sha256("")));
}

}  // namespace probant
