// The Merkle tree of RFC 6962 over SHA-256: hashes, roots of growing trees, and the verification of
// inclusion proofs and consistency proofs as RFC 9162 gives it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/verifier/bytes.hpp"

namespace probant::verifier {

/// SHA-256(0x00 || entry).
Digest leaf_hash(std::string_view entry);
/// SHA-256(0x01 || left || right).
Digest node_hash(Digest const& left, Digest const& right);

/// A tree that grows by perfect subtrees, none higher than the one before it.
class GrowingTree {
 public:
  /// Appends a perfect subtree of 2^height leaves.
  void append(unsigned height, Digest root);
  /// Of an empty tree, SHA-256 of no bytes.
  Digest root() const;

 private:
  struct Peak {
    unsigned height;
    Digest root;
  };
  std::vector<Peak> peaks_;
};

/// A tree as far as `size` leaves.
struct TreeState {
  std::int64_t size = 0;
  Digest root{};
};

/// Whether `path` proves that the tree of `later` goes on from that of `earlier` (RFC 9162
/// §2.1.4.2). An empty tree is the beginning of all, and nothing need be said of it.
bool proves_consistency(TreeState const& earlier, TreeState const& later,
                        std::vector<Digest> const& path);

/// Whether `path` proves that `leaf` is leaf number `index` of the tree of `size` leaves.
bool proves_inclusion(Digest leaf, std::int64_t index, std::int64_t size, Digest const& root,
                      std::vector<Digest> const& path);

}  // namespace probant::verifier
