#include "engine/log/proofs.hpp"

#include <algorithm>
#include <bit>

#include "engine/kernel/ensure.hpp"
#include "engine/log/merkle.hpp"

namespace probant {
namespace {

constexpr unsigned tile_height = 8;
// 8 MiB: enough for a run of proofs side by side, whatever the size of the log.
constexpr std::size_t max_kept_tiles = 1'024;

bool is_odd(std::uint64_t number) { return (number & 1U) != 0; }

/// RFC 6962's k: the largest power of two below `size`.
std::uint64_t left_size(std::uint64_t size) { return std::bit_floor(size - 1); }

}  // namespace

Tree::Tree(EventStore const& store, std::uint64_t size)
    : Tree{[&store](TileId id, unsigned width) { return store.tile(id, width); }, size} {}

Sha256 Tree::root() { return size_ == 0 ? hasher_.sha256("") : range(0, size_); }

Sha256 Tree::range(std::uint64_t from, std::uint64_t to) {
  ensure(from < to && to <= size_, "a range has leaves of the tree");
  auto const size = to - from;
  ensure(from % std::bit_ceil(size) == 0, "a range begins where a subtree does");
  if (std::has_single_bit(size)) {
    auto const height = static_cast<unsigned>(std::countr_zero(size));
    return perfect(height, from >> height);
  }
  auto const middle = from + left_size(size);
  auto const left = range(from, middle);
  return node_hash(hasher_, left, range(middle, to));
}

Sha256 Tree::perfect(unsigned height, std::uint64_t index) {
  auto const above = height % tile_height;
  auto const first = index << above;
  auto const& hashes = tile({height / tile_height, first / tile_width});
  auto const begin = hashes.begin() + static_cast<std::ptrdiff_t>(first % tile_width);
  Frontier frontier;
  std::for_each(begin, begin + (std::ptrdiff_t{1} << above),
                [&](Sha256 const& hash) { frontier.append(hasher_, hash); });
  return frontier.root(hasher_);
}

std::vector<Sha256> const& Tree::tile(TileId id) {
  if (auto const kept = tiles_.find(id); kept != tiles_.end()) return kept->second;
  auto const width = tile_width_at(id, size_);
  auto hashes = read_(id, width);
  if (hashes.size() != width) {
    throw StoreError{"l'arbre est incomplet : " + TilePath{id, width}.text() +
                     " manque ; contrôlez le journal avec « probant verify »."};
  }
  if (tiles_.size() == max_kept_tiles) tiles_.clear();
  return tiles_.emplace(id, std::move(hashes)).first->second;
}

std::vector<Sha256> inclusion_proof(Tree& tree, std::uint64_t index) {
  ensure(index < tree.size(), "what is proved to be in the tree is in it");
  std::vector<Sha256> proof;
  std::uint64_t from = 0;
  auto to = tree.size();
  while (to - from > 1) {
    auto const middle = from + left_size(to - from);
    if (index < middle) {
      proof.push_back(tree.range(middle, to));
      to = middle;
    } else {
      proof.push_back(tree.range(from, middle));
      from = middle;
    }
  }
  std::ranges::reverse(proof);
  return proof;
}

std::vector<Sha256> consistency_proof(Tree& tree, std::uint64_t old_size) {
  ensure(old_size <= tree.size(), "the old tree is not larger than the new one");
  std::vector<Sha256> proof;
  if (old_size == 0 || old_size == tree.size()) return proof;
  std::uint64_t from = 0;
  auto to = tree.size();
  while (old_size != to) {
    auto const middle = from + left_size(to - from);
    if (old_size <= middle) {
      proof.push_back(tree.range(middle, to));
      to = middle;
    } else {
      proof.push_back(tree.range(from, middle));
      from = middle;
    }
  }
  // From the very first leaf on, what is left is the old tree itself: its root is known.
  if (from > 0) proof.push_back(tree.range(from, to));
  std::ranges::reverse(proof);
  return proof;
}

bool verify_inclusion(Sha256 const& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<Sha256 const> proof, Sha256 const& root) {
  if (index >= size) return false;
  Hasher hasher;
  auto hash = leaf;
  auto node = index;
  auto last = size - 1;
  for (auto const& beside : proof) {
    if (last == 0) return false;
    if (is_odd(node) || node == last) {
      hash = node_hash(hasher, beside, hash);
      for (; !is_odd(node) && node != 0; node >>= 1U) last >>= 1U;
    } else {
      hash = node_hash(hasher, hash, beside);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, Sha256 const& old_root, std::uint64_t new_size,
                        Sha256 const& new_root, std::span<Sha256 const> proof) {
  if (old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  if (old_size == 0) return proof.empty() && old_root == sha256("");
  bool const old_is_perfect = std::has_single_bit(old_size);
  if (!old_is_perfect && proof.empty()) return false;
  auto const first = old_is_perfect ? old_root : proof.front();
  if (!old_is_perfect) proof = proof.subspan(1);
  auto const shift = static_cast<unsigned>(std::countr_one(old_size - 1));
  auto node = (old_size - 1) >> shift;
  auto last = (new_size - 1) >> shift;
  Hasher hasher;
  auto old_hash = first;
  auto new_hash = first;
  for (auto const& beside : proof) {
    if (last == 0) return false;
    if (is_odd(node) || node == last) {
      old_hash = node_hash(hasher, beside, old_hash);
      new_hash = node_hash(hasher, beside, new_hash);
      for (; !is_odd(node) && node != 0; node >>= 1U) last >>= 1U;
    } else {
      new_hash = node_hash(hasher, new_hash, beside);
    }
    node >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace probant
