// Proofs over the Merkle tree (RFC 6962 §2.1.1, §2.1.2), made from tiles, and verified by the
// algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2. Making one is for the holder of the log: asking for
// what is not in the tree breaks a promise, a tile that is missing throws StoreError. Verifying is
// for anyone: any input is answered with yes or no.
#pragma once

#include <map>

#include "engine/log/event_store.hpp"

namespace probant {

/// The first `width` hashes of a tile; fewer or none when the tile is not there.
using TileReader = std::function<std::vector<Sha256>(TileId id, unsigned width)>;

/// The tree of the first `size` leaves, its hashes read from tiles as they are needed. Keeps some
/// tiles for the next question. One thread at a time.
class Tree {
 public:
  Tree(TileReader read, std::uint64_t size) : read_{std::move(read)}, size_{size} {}
  /// `store` must outlive the tree and hold at least `size` events.
  Tree(EventStore const& store, std::uint64_t size);

  std::uint64_t size() const { return size_; }
  Sha256 root();
  /// The root over the leaves [from, to), one of the subtrees proofs consist of: `from` is a
  /// multiple of the least power of two that is not below `to - from`.
  Sha256 range(std::uint64_t from, std::uint64_t to);

 private:
  Sha256 perfect(unsigned height, std::uint64_t index);
  std::vector<Sha256> const& tile(TileId id);

  TileReader read_;
  std::uint64_t size_;
  std::map<TileId, std::vector<Sha256>> tiles_;
  Hasher hasher_;
};

/// That leaf `index` is in the tree: the hashes beside the way up, nearest to the leaf first.
std::vector<Sha256> inclusion_proof(Tree& tree, std::uint64_t index);
/// That the tree of the first `old_size` leaves is the beginning of this one.
std::vector<Sha256> consistency_proof(Tree& tree, std::uint64_t old_size);

bool verify_inclusion(Sha256 const& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<Sha256 const> proof, Sha256 const& root);
/// Of an empty old tree, which anything follows, the root must be that of the empty tree and the
/// proof empty.
bool verify_consistency(std::uint64_t old_size, Sha256 const& old_root, std::uint64_t new_size,
                        Sha256 const& new_root, std::span<Sha256 const> proof);

}  // namespace probant
