#include "engine/log/tiles.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "tests/engine/log/tessera_log.hpp"
#include "tests/support/mutations.hpp"

namespace probant {
namespace {

using namespace std::string_literals;

std::vector<std::string> texts_of(std::vector<TilePath> const& paths) {
  std::vector<std::string> texts;
  for (auto const& path : paths) texts.push_back(path.text());
  return texts;
}

std::string entries_of(std::size_t count) {
  std::string bundle;
  for (std::size_t i = 0; i < count; ++i) append_entry(bundle, test::tessera::entries[i]);
  return bundle;
}

}  // namespace

TEST_CASE("tiles: a tree of 70,000 leaves has the tiles of the specification", "[log][tiles]") {
  auto const paths = texts_of(tiles_of(70'000));
  CHECK(paths.size() == 273 + 1 + 1 + 1 + 1);
  CHECK(paths.front() == "tile/0/000");
  CHECK(paths[272] == "tile/0/272");
  CHECK(paths[273] == "tile/0/273.p/112");
  CHECK(paths[274] == "tile/1/000");
  CHECK(paths[275] == "tile/1/001.p/17");
  CHECK(paths[276] == "tile/2/000.p/1");
  CHECK(texts_of(tiles_of(256)) == std::vector{"tile/0/000"s, "tile/1/000.p/1"s});
  CHECK(texts_of(tiles_of(1)) == std::vector{"tile/0/000.p/1"s});
  CHECK(tiles_of(0).empty());
  CHECK(bundles_of(0).empty());
  CHECK(texts_of(bundles_of(512)) == std::vector{"tile/entries/000"s, "tile/entries/001"s});
  CHECK(texts_of(bundles_of(257)) == std::vector{"tile/entries/000"s, "tile/entries/001.p/1"s});
}

TEST_CASE("tiles: widths follow from the size of the tree", "[log][tiles]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random{seed};
  for (int round = 0; round < 2'000; ++round) {
    std::uint64_t const size = random() >> random() % 64;
    INFO(size);
    auto const hashes = size >> 8U;
    TileId const last{1, hashes / 256};
    CHECK(tile_width_at(last, size) == hashes % 256);
    if (last.index > 0) CHECK(tile_width_at({1, last.index - 1}, size) == 256);
    CHECK(tile_width_at({1, last.index + 1}, size) == 0);
    CHECK(tile_width_at({8, 0}, size) == 0);
    CHECK(tile_width_at({63, ~std::uint64_t{0}}, size) == 0);
  }
  CHECK(tile_width_at({7, 0}, ~std::uint64_t{0}) == 255);
}

TEST_CASE("tiles: what builds tiles knows the frontier of the whole tree", "[log][tiles]") {
  Hasher hasher;
  TileBuilder builder;
  Frontier frontier;
  CHECK(builder.frontier(hasher) == frontier);
  std::size_t wrong = 0;
  for (std::uint64_t i = 0; i < 66'000; ++i) {
    auto const leaf = leaf_hash(hasher, std::to_string(i));
    frontier.append(hasher, leaf);
    builder.append(hasher, leaf, [](auto, auto) {});
    bool const compares = i % 97 == 0 || i < 600 || i > 65'530;
    if (compares && builder.frontier(hasher) != frontier) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("tiles: paths are written in groups of three digits", "[log][tiles]") {
  CHECK(TilePath{{0, 1'234'067}}.text() == "tile/0/x001/x234/067");
  CHECK(TilePath{{63, 999}}.text() == "tile/63/999");
  CHECK(TilePath{{2, 1'000}, 17}.text() == "tile/2/x001/000.p/17");
  CHECK(TilePath{{0, 0}, 255, true}.text() == "tile/entries/000.p/255");
  CHECK(TilePath{{0, 9'223'372'036'854'775'807U}}.text() ==
        "tile/0/x009/x223/x372/x036/x854/x775/807");
}

TEST_CASE("tiles: paths are read to the letter", "[log][tiles]") {
  for (TilePath const& path :
       {TilePath{{0, 0}}, TilePath{{5, 67}, 1}, TilePath{{63, 1'234'067}, 255},
        TilePath{{0, 1'000'000}, 256, true}, TilePath{{0, 9'223'372'036'854'775'807U}, 9, true}}) {
    CHECK(TilePath::parse(path.text()) == path);
  }
  for (auto const* bad : {"",
                          "tile",
                          "tile/",
                          "tile/0",
                          "tile/0/",
                          "/tile/0/000",
                          "tile/0/000/",
                          "tile/0/0",
                          "tile/0/0000",
                          "tile/00/000",
                          "tile/64/000",
                          "tile/-1/000",
                          "tile/+1/000",
                          "tile/a/000",
                          "tile//000",
                          "tile/0/x000/001",
                          "tile/0/x001",
                          "tile/0/x001/x002",
                          "tile/0/x001/2",
                          "tile/0/001/002",
                          "tile/0/X001/002",
                          "tile/0/x001//002",
                          "tile/0/000.p",
                          "tile/0/000.p/",
                          "tile/0/000.p/0",
                          "tile/0/000.p/00",
                          "tile/0/000.p/01",
                          "tile/0/000.p/256",
                          "tile/0/000.p/-1",
                          "tile/0/000.p/1/",
                          "tile/0/000.p/1/2",
                          "tile/0/x001.p/000",
                          "tile/0/000.q/1",
                          "tile/0/000 ",
                          " tile/0/000",
                          "tile/0/../000",
                          "../tile/0/000",
                          "tile/0/%30",
                          "tile/entries/0",
                          "tile/entry/000",
                          "tiles/0/000",
                          "tile/0/x009/x223/x372/x036/x854/x775/808",
                          "tile/0/x001/x009/x223/x372/x036/x854/x775/807"}) {
    INFO(bad);
    CHECK_FALSE(TilePath::parse(bad));
  }
  CHECK_FALSE(TilePath::parse("tile/0/000\0"s));
}

TEST_CASE("tiles: a spoiled path is refused or that of another tile", "[log][tiles]") {
  for (auto const& path :
       {"tile/0/x001/x234/067.p/112"s, "tile/entries/x001/005"s, "tile/7/000"s}) {
    auto const parsed = TilePath::parse(path);
    REQUIRE(parsed);
    for (auto const& spoiled : test::mutations_of(path)) {
      INFO(spoiled);
      auto const other = TilePath::parse(spoiled);
      CHECK((!other || (other != parsed && other->text() == spoiled)));
    }
  }
}

TEST_CASE("tiles: bytes are exactly the hashes", "[log][tiles]") {
  std::vector<Sha256> const hashes{sha256("a"), sha256("b")};
  auto const bytes = tile_bytes(hashes);
  CHECK(bytes.size() == 64);
  CHECK(parse_tile(bytes, 2) == hashes);
  CHECK_FALSE(parse_tile(bytes, 1));
  CHECK_FALSE(parse_tile(bytes, 3));
  CHECK_FALSE(parse_tile(bytes + "x", 2));
  CHECK_FALSE(parse_tile(bytes.substr(1), 2));
}

TEST_CASE("tiles: the bundle of the example log", "[log][tiles]") {
  CHECK(entries_of(5) ==
        "\x00\x03one\x00\x03two\x00\x05three\x00\x04"s
        "four\x00\x04"s
        "five"s);
  auto const bundle = entries_of(5);
  auto const entries = parse_bundle(bundle, 5);
  REQUIRE(entries);
  CHECK(std::ranges::equal(*entries, std::span{test::tessera::entries}.first(5)));
}

TEST_CASE("tiles: a bundle holds as many entries as said and nothing else", "[log][tiles]") {
  auto const bundle = entries_of(3);
  CHECK_FALSE(parse_bundle(bundle, 2));
  CHECK_FALSE(parse_bundle(bundle, 4));
  CHECK_FALSE(parse_bundle(bundle + '\0', 3));
  CHECK_FALSE(parse_bundle(bundle + "\xff\xff", 4));
  for (std::size_t size = 0; size < bundle.size(); ++size) {
    CHECK_FALSE(parse_bundle(bundle.substr(0, size), 3));
  }
  std::string longest;
  append_entry(longest, std::string(65'535, 'x'));
  append_entry(longest, "");
  CHECK(parse_bundle(longest, 2)->front().size() == 65'535);
  CHECK_THROWS_AS(append_entry(longest, std::string(65'536, 'x')), std::logic_error);
  CHECK_THROWS_AS(append_entry(longest, std::string(1 << 20, 'x')), std::logic_error);
}

}  // namespace probant
