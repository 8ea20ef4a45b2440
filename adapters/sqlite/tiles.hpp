// The table `tile`: the full tiles of the tree, written in the transaction of the append that
// completes them. Partial ones are computed, from leaves or from the tiles below.
#pragma once

#include "adapters/sqlite/connection.hpp"

namespace probant::sqlite {

/// Reads tiles as committed. One thread at a time.
class TileReading {
 public:
  explicit TileReading(Connection const& connection);

  /// See EventStore::tile.
  std::vector<Sha256> read(TileId id, unsigned width);
  /// The full tile as stored; empty when it is missing, not a tile, or not full yet in this tree.
  std::vector<Sha256> stored(TileId id);
  /// Leaf hashes of at most `count` positions from `first` on.
  std::vector<Sha256> leaves(std::uint64_t first, unsigned count);
  /// Roots of at most `count` full tiles of one level; it ends where one is missing.
  std::vector<Sha256> roots(TileId first, unsigned count);

 private:
  Statement tile_;
  Statement leaves_;
  Hasher hasher_;
};

/// Writes them. Belongs to the writer, and like it is not used again after an exception.
class TileWriting {
 public:
  /// `size`: number of leaves there are.
  TileWriting(Connection const& connection, std::uint64_t size);

  void add(Sha256 const& leaf);

 private:
  void store(TileId id, std::vector<Sha256> const& hashes);

  TileReading reading_;
  Statement insert_;
  std::uint64_t index_;
  std::vector<Sha256> pending_;  ///< of the last tile of level 0
};

/// How many full tiles a tree has.
std::uint64_t full_tiles(std::uint64_t size);

}  // namespace probant::sqlite
