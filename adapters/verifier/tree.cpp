#include "adapters/verifier/tree.hpp"

namespace probant::verifier {

using namespace std::string_view_literals;

Digest leaf_hash(std::string_view entry) { return sha256({"\x00"sv, entry}); }

Digest node_hash(Digest const& left, Digest const& right) {
  return sha256({"\x01"sv, as_text(left), as_text(right)});
}

void GrowingTree::append(unsigned height, Digest root) {
  while (!peaks_.empty() && peaks_.back().height == height) {
    root = node_hash(peaks_.back().root, root);
    peaks_.pop_back();
    ++height;
  }
  peaks_.push_back({height, root});
}

Digest GrowingTree::root() const {
  if (peaks_.empty()) return sha256(""sv);
  auto root = peaks_.back().root;
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) {
    root = node_hash(peak->root, root);
  }
  return root;
}

bool proves_inclusion(Digest leaf, std::int64_t index, std::int64_t size, Digest const& root,
                      std::vector<Digest> const& path) {
  if (index < 0 || index >= size) return false;
  auto node = static_cast<std::uint64_t>(index);
  auto last = static_cast<std::uint64_t>(size) - 1;
  for (auto const& sibling : path) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      leaf = node_hash(sibling, leaf);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      leaf = node_hash(leaf, sibling);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && leaf == root;
}

bool proves_consistency(TreeState const& earlier, TreeState const& later,
                        std::vector<Digest> const& path) {
  if (earlier.size < 0 || earlier.size > later.size) return false;
  if (earlier.size == 0) return path.empty() && earlier.root == sha256(""sv);
  if (earlier.size == later.size) return path.empty() && earlier.root == later.root;
  auto const first = static_cast<std::uint64_t>(earlier.size);
  bool const perfect = (first & (first - 1)) == 0;
  auto node = first - 1;
  auto last = static_cast<std::uint64_t>(later.size) - 1;
  while ((node & 1U) != 0) {
    node >>= 1U;
    last >>= 1U;
  }
  std::size_t next = 0;
  if (!perfect && path.empty()) return false;
  auto old_root = perfect ? earlier.root : path[next++];
  auto new_root = old_root;
  for (; next < path.size(); ++next) {
    if (last == 0) return false;
    if ((node & 1U) != 0 || node == last) {
      old_root = node_hash(path[next], old_root);
      new_root = node_hash(path[next], new_root);
      while ((node & 1U) == 0 && node != 0) {
        node >>= 1U;
        last >>= 1U;
      }
    } else {
      new_root = node_hash(new_root, path[next]);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_root == earlier.root && new_root == later.root;
}

}  // namespace probant::verifier
