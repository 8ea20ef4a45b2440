// A tree for tests: leaves, and the tiles over them as a log keeps them.
#pragma once

#include <map>
#include <string>

#include "engine/log/merkle.hpp"
#include "engine/log/proofs.hpp"

namespace probant::test {

using Hashes = std::vector<Sha256>;

/// Leaves, and the tiles over them as a log keeps them.
class Log {
 public:
  void add(std::string_view entry) {
    leaves_.push_back(leaf_hash(hasher_, entry));
    builder_.append(hasher_, leaves_.back(), [&](TileId id, std::span<Sha256 const> hashes) {
      full_[id] = {hashes.begin(), hashes.end()};
    });
  }
  Hashes tile(TileId id, unsigned width) const {
    auto const full = full_.find(id);
    auto const hashes = full == full_.end() ? builder_.partial(id) : std::span{full->second};
    if (hashes.size() < width) return {};
    return {hashes.begin(), hashes.begin() + width};
  }
  Tree tree(std::uint64_t size) const {
    return {[this](TileId id, unsigned width) { return tile(id, width); }, size};
  }
  Tree tree() const { return tree(leaves_.size()); }
  std::span<Sha256 const> leaves() const { return leaves_; }

 private:
  Hasher hasher_;
  TileBuilder builder_;
  Hashes leaves_;
  std::map<TileId, Hashes> full_;
};

/// Entries "0", "1", … in decimal.
inline Log numbers(std::size_t count) {
  Log log;
  for (std::size_t i = 0; i < count; ++i) log.add(std::to_string(i));
  return log;
}

}  // namespace probant::test
