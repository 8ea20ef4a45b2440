#include "engine/log/merkle.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <map>
#include <span>
#include <string>

namespace probant {
namespace {

using namespace std::string_literals;

/// RFC 6962 §2.1 word for word, to compare the frontier with.
Sha256 tree_hash(Hasher& hasher, std::span<std::string const> entries) {
  if (entries.empty()) return hasher.sha256("");
  if (entries.size() == 1) return leaf_hash(hasher, entries.front());
  auto const k = std::bit_floor(entries.size() - 1);
  auto const left = tree_hash(hasher, entries.first(k));
  return node_hash(hasher, left, tree_hash(hasher, entries.subspan(k)));
}

Frontier frontier_of(Hasher& hasher, std::span<std::string const> entries) {
  Frontier frontier;
  for (auto const& entry : entries) frontier.append(hasher, leaf_hash(hasher, entry));
  return frontier;
}

std::vector<std::string> numbers(std::size_t count) {
  std::vector<std::string> entries;
  for (std::size_t i = 0; i < count; ++i) entries.push_back(std::to_string(i));
  return entries;
}

}  // namespace

// The reference tree of the Certificate Transparency implementations.
TEST_CASE("merkle: roots of the reference tree, at every size", "[log][merkle]") {
  std::vector<std::string> const entries{
      "",
      "\x00"s,
      "\x10",
      "\x20\x21",
      "\x30\x31",
      "\x40\x41\x42\x43",
      "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  std::vector<std::string> const roots{
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Hasher hasher;
  for (std::size_t size = 0; size < roots.size(); ++size) {
    CHECK(frontier_of(hasher, std::span{entries}.first(size)).root(hasher).text() == roots[size]);
  }
  CHECK(leaf_hash(hasher, "L123456").text() ==
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

TEST_CASE("merkle: roots of larger trees, up to 70,000 leaves", "[log][merkle]") {
  std::map<std::uint64_t, std::string> const roots{
      {255, "32f85bcaa87d7bcd05728f09e9aeba350ba6a2f733830087f0597682848be5cb"},
      {256, "828515d033c19d8c901f37eccb8aed919667703486f8d2fff1cf7040321c5db1"},
      {257, "1eda049a4351d86f76252bd7ec0b7746ad75b7fa0316ad5f541dbda458a312c4"},
      {65536, "f025d06ed804859fd274a1bdacadd6e48ea87634aa91e1edb20143f9498cd02b"},
      {70000, "1a4cdfcb66374a0c0dcbef49acbd4976d13ee864fb3cb241fc943cad04f02f7e"}};
  Hasher hasher;
  Frontier frontier;
  std::size_t compared = 0;
  for (std::uint64_t i = 0; i < 70000; ++i) {
    frontier.append(hasher, leaf_hash(hasher, std::to_string(i)));
    auto const root = roots.find(frontier.size());
    if (root == roots.end()) continue;
    CHECK(frontier.root(hasher).text() == root->second);
    ++compared;
  }
  CHECK(compared == roots.size());
}

TEST_CASE("merkle: the frontier gives the root of the definition", "[log][merkle]") {
  Hasher hasher;
  auto const entries = numbers(130);
  for (std::size_t size = 0; size <= entries.size(); ++size) {
    auto const part = std::span{entries}.first(size);
    CHECK(frontier_of(hasher, part).root(hasher) == tree_hash(hasher, part));
  }
}

TEST_CASE("merkle: a restored frontier goes on as if never put away", "[log][merkle]") {
  Hasher hasher;
  auto frontier = frontier_of(hasher, numbers(77));
  auto restored = Frontier::restore(frontier.size(), frontier.peaks());
  REQUIRE(restored == frontier);
  frontier.append(hasher, leaf_hash(hasher, "next"));
  restored->append(hasher, leaf_hash(hasher, "next"));
  CHECK(*restored == frontier);
}

TEST_CASE("merkle: peaks that do not fit the size are refused", "[log][merkle]") {
  CHECK_FALSE(Frontier::restore(3, std::vector<Sha256>(1)));
  CHECK_FALSE(Frontier::restore(0, std::vector<Sha256>(1)));
  CHECK(Frontier::restore(~std::uint64_t{0}, std::vector<Sha256>(64)));
}

}  // namespace probant
