#include "engine/log/merkle.hpp"

#include <bit>
#include <utility>

namespace probant {
namespace {

using namespace std::string_view_literals;
constexpr auto leaf_tag = "\x00"sv;
constexpr auto node_tag = "\x01"sv;

}  // namespace

Sha256 leaf_hash(Hasher& hasher, std::string_view entry) {
  return hasher.sha256({leaf_tag, entry});
}

Sha256 node_hash(Hasher& hasher, Sha256 const& left, Sha256 const& right) {
  return hasher.sha256({node_tag, as_text(left), as_text(right)});
}

std::optional<Frontier> Frontier::restore(std::uint64_t size, std::vector<Sha256> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
  Frontier frontier;
  frontier.size_ = size;
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

void Frontier::append(Hasher& hasher, Sha256 leaf) {
  // Like adding one in binary: every trailing 1 of the size is a peak to merge with.
  for (auto carry = size_; (carry & 1U) != 0; carry >>= 1U) {
    leaf = node_hash(hasher, peaks_.back(), leaf);
    peaks_.pop_back();
  }
  peaks_.push_back(leaf);
  ++size_;
}

Sha256 Frontier::root(Hasher& hasher) const {
  if (peaks_.empty()) return hasher.sha256(""sv);
  Sha256 root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) {
    root = node_hash(hasher, *peak, root);
  }
  return root;
}

}  // namespace probant
