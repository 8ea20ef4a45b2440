// The Merkle tree of RFC 6962 over SHA-256: hashes, roots of growing trees, and the verification of
// inclusion proofs as RFC 9162 §2.1.3.2 gives it. Consistency needs no proof here: with all tiles
// at hand, the root of any earlier size is computed again.
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

/// Whether `path` proves that `leaf` is leaf number `index` of the tree of `size` leaves.
bool proves_inclusion(Digest leaf, std::int64_t index, std::int64_t size, Digest const& root,
                      std::vector<Digest> const& path);

}  // namespace probant::verifier
