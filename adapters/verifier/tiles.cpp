#include "adapters/verifier/tiles.hpp"

#include <algorithm>

namespace probant::verifier {
namespace {

constexpr unsigned tile_height = 8;
constexpr std::size_t hash_bytes = 32;

std::string three_digits(std::int64_t n) {
  auto const digits = std::to_string(n);
  return std::string(3 - digits.size(), '0') + digits;
}

Digest perfect_root(std::vector<Digest> hashes) {
  for (auto count = hashes.size(); count > 1; count /= 2) {
    for (std::size_t i = 0; i < count / 2; ++i) {
      hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    }
  }
  return hashes.front();
}

/// Hashes a level has in a tree of `size` leaves: those of its perfect subtrees.
std::int64_t hashes_at(std::int64_t size, unsigned level) {
  return level * tile_height > 62 ? 0 : size >> (level * tile_height);
}

std::int64_t width_of(std::int64_t count, std::int64_t n) {
  return std::min(tile_width, count - n * tile_width);
}

}  // namespace

std::string tile_name(std::string_view kind, std::int64_t n, std::int64_t width) {
  auto number = three_digits(n % 1000);
  for (auto rest = n / 1000; rest > 0; rest /= 1000) {
    number = "x" + three_digits(rest % 1000) + "/" + number;
  }
  auto name = "tile/" + std::string{kind} + "/" + number;
  if (width < tile_width) name += ".p/" + std::to_string(width);
  return name;
}

std::optional<Tiles::Hashes> Tiles::read(unsigned level, std::int64_t n) {
  auto const width = width_of(hashes_at(size_, level), n);
  auto const bytes = static_cast<std::size_t>(width) * hash_bytes;
  auto const text = folder_.read(tile_name(std::to_string(level), n, width), bytes);
  if (!text || text->size() != bytes) return std::nullopt;
  Hashes hashes;
  hashes.reserve(static_cast<std::size_t>(width));
  for (std::size_t at = 0; at < bytes; at += hash_bytes) {
    hashes.push_back(*as_digest(std::string_view{*text}.substr(at, hash_bytes)));
  }
  return hashes;
}

std::optional<Digest> Tiles::leaf(std::int64_t position) {
  if (position < 0 || position >= size_) return std::nullopt;
  if (kept_ != position / tile_width) {
    kept_ = position / tile_width;
    hashes_ = read(0, kept_);
  }
  if (!hashes_) return std::nullopt;
  return (*hashes_)[static_cast<std::size_t>(position % tile_width)];
}

std::map<std::int64_t, Digest> Tiles::check(std::vector<std::int64_t> sizes, Report& report) {
  std::ranges::sort(sizes);
  std::map<std::int64_t, Digest> roots;
  auto below = check_leaves(sizes, report, roots);
  for (unsigned level = 1; below && hashes_at(size_, level) > 0; ++level) {
    below = check_level(level, *below, report);
  }
  return roots;
}

std::optional<Tiles::Hashes> Tiles::check_leaves(std::vector<std::int64_t> const& sizes,
                                                 Report& report,
                                                 std::map<std::int64_t, Digest>& roots) {
  Hashes full;
  GrowingTree tree;
  auto wanted = sizes.begin();
  for (std::int64_t first = 0; first < size_; first += tile_width) {
    auto const hashes = read(0, first / tile_width);
    if (!hashes) {
      auto const width = width_of(size_, first / tile_width);
      report.add({}, tile_name("0", first / tile_width, width), "tuile absente ou tronquée");
      return std::nullopt;
    }
    auto const end = first + static_cast<std::int64_t>(hashes->size());
    auto partial = tree;
    auto at = first;
    for (; wanted != sizes.end() && *wanted < end; ++wanted) {
      for (; at < *wanted; ++at) partial.append(0, (*hashes)[static_cast<std::size_t>(at - first)]);
      roots[*wanted] = partial.root();
    }
    if (hashes->size() == tile_width) {
      full.push_back(perfect_root(*hashes));
      tree.append(tile_height, full.back());
    } else {
      for (auto const& hash : *hashes) tree.append(0, hash);
    }
  }
  for (; wanted != sizes.end() && *wanted == size_; ++wanted) roots[size_] = tree.root();
  return full;
}

std::optional<Tiles::Hashes> Tiles::check_level(unsigned level, Hashes const& expected,
                                                Report& report) {
  Hashes full;
  auto const count = static_cast<std::int64_t>(expected.size());
  for (std::int64_t n = 0; n * tile_width < count; ++n) {
    auto const name = tile_name(std::to_string(level), n, width_of(count, n));
    auto const hashes = read(level, n);
    if (!hashes) {
      report.add({}, name, "tuile absente ou tronquée");
    } else if (!std::ranges::equal(
                   *hashes,
                   std::ranges::subrange(expected.begin() + n * tile_width,
                                         expected.begin() + n * tile_width + width_of(count, n)))) {
      report.add({}, name, "ne découle pas des tuiles du niveau inférieur");
    }
    if (width_of(count, n) == tile_width) {
      auto const first = expected.begin() + n * tile_width;
      full.push_back(perfect_root(Hashes{first, first + tile_width}));
    }
  }
  return full;
}

}  // namespace probant::verifier
