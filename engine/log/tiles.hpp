// The tree cut into files (C2SP tlog-tiles): tile n of level l holds up to 256 hashes, of which
// number i is the root of the 256^l leaves from (n·256+i)·256^l on. A full tile never changes; of
// each level, the last tile may be partial. Beside them, bundles hold the entries themselves, 256
// at a time, each after its length in two bytes, big-endian.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/merkle.hpp"

namespace probant {

inline constexpr unsigned tile_width = 256;
inline constexpr unsigned max_tile_level = 63;

struct TileId {
  unsigned level = 0;
  std::uint64_t index = 0;
  auto operator<=>(TileId const&) const = default;
};

/// How many hashes this tile has in a tree of `size` leaves: 0 (no such tile) to tile_width.
unsigned tile_width_at(TileId id, std::uint64_t size);

/// Where a tile or a bundle is kept: `tile/<level>/<index>` or `tile/entries/<index>`, with
/// `.p/<width>` behind when it is partial. The index is in groups of three digits, all but the last
/// with an `x` before them: 1234067 is x001/x234/067.
struct TilePath {
  TileId id;
  unsigned width = tile_width;  ///< 1 to tile_width
  bool entries = false;         ///< a bundle; its level is 0

  /// Nothing unless it is such a path to the letter: `text()` of the result is `path`.
  static std::optional<TilePath> parse(std::string_view path);
  std::string text() const;
  bool operator==(TilePath const&) const = default;
};

/// The tiles of a tree, level by level, in order.
std::vector<TilePath> tiles_of(std::uint64_t size);
/// The bundles of a tree, in order.
std::vector<TilePath> bundles_of(std::uint64_t size);

/// The root over the hashes of a full tile.
Sha256 tile_root(Hasher& hasher, std::span<Sha256 const> hashes);

/// A tile's bytes: its hashes, one after the other.
std::string tile_bytes(std::span<Sha256 const> hashes);
/// Nothing unless it is exactly `width` hashes.
std::optional<std::vector<Sha256>> parse_tile(std::string_view bytes, unsigned width);

/// Adds an entry of at most 65,535 bytes to a bundle.
void append_entry(std::string& bundle, std::string_view entry);
/// The entries, as views into `bundle`. Nothing unless there are exactly `width`.
std::optional<std::vector<std::string_view>> parse_bundle(std::string_view bundle, unsigned width);

/// Makes tiles out of leaves as they come; holds the partial ones only.
class TileBuilder {
 public:
  using Full = std::function<void(TileId, std::span<Sha256 const>)>;

  /// Calls `full` for each tile this leaf completes, lowest level first.
  void append(Hasher& hasher, Sha256 const& leaf, Full const& full);
  /// What there is of a tile that is not full; nothing for any other.
  std::span<Sha256 const> partial(TileId id) const;
  /// That of all leaves so far, without hashing again what went into full tiles.
  Frontier frontier(Hasher& hasher) const;

 private:
  struct Level {
    std::uint64_t index = 0;
    std::vector<Sha256> hashes;
  };
  std::vector<Level> levels_;
};

}  // namespace probant
