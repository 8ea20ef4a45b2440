// The Merkle tree of RFC 6962 §2.1 over SHA-256, as far as appending needs it: leaf and node
// hashes, and the frontier, at most 63 hashes that stand for the whole tree built so far.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/log/digest.hpp"

namespace probant {

/// SHA-256(0x00 || entry).
Sha256 leaf_hash(Hasher& hasher, std::string_view entry);
/// SHA-256(0x01 || left || right).
Sha256 node_hash(Hasher& hasher, Sha256 const& left, Sha256 const& right);

/// The roots of the perfect subtrees that a tree of `size` leaves consists of, largest first: one
/// for each bit set in `size`.
class Frontier {
 public:
  Frontier() = default;
  /// Nothing when the number of peaks does not fit the size.
  static std::optional<Frontier> restore(std::uint64_t size, std::vector<Sha256> peaks);

  void append(Hasher& hasher, Sha256 leaf);
  /// The root of RFC 6962; of an empty tree, SHA-256 of no bytes.
  Sha256 root(Hasher& hasher) const;

  std::uint64_t size() const { return size_; }
  std::vector<Sha256> const& peaks() const { return peaks_; }
  bool operator==(Frontier const&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Sha256> peaks_;
};

}  // namespace probant
