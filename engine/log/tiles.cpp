#include "engine/log/tiles.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/kernel/ensure.hpp"

namespace probant {
namespace {

constexpr unsigned bits_per_level = 8;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t length_bytes = 2;
constexpr std::size_t max_entry_bytes = 65'535;
constexpr std::size_t max_path_bytes = 64;
constexpr std::uint64_t max_index = std::numeric_limits<std::int64_t>::max();

std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  auto const bits = level * bits_per_level;
  return bits < std::numeric_limits<std::uint64_t>::digits ? size >> bits : 0;
}

std::string index_text(std::uint64_t index) {
  auto text = std::to_string(1'000 + index % 1'000).substr(1);
  while ((index /= 1'000) > 0) {
    text = 'x' + std::to_string(1'000 + index % 1'000).substr(1) + '/' + text;
  }
  return text;
}

/// What stands before the next `/`, taken off `path` with it.
std::string_view take_part(std::string_view& path) {
  auto const end = std::min(path.find('/'), path.size());
  auto const part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

std::optional<unsigned> small_number(std::string_view digits) {
  unsigned number = 0;
  auto const end = digits.data() + digits.size();
  auto const [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

/// Everything but the exact spelling, which the caller compares.
std::optional<TilePath> read_path(std::string_view path) {
  TilePath read;
  if (take_part(path) != "tile") return std::nullopt;
  auto const level = take_part(path);
  read.entries = level == "entries";
  if (!read.entries) {
    auto const number = small_number(level);
    if (!number || *number > max_tile_level) return std::nullopt;
    read.id.level = *number;
  }
  for (bool more = true; more;) {
    auto part = take_part(path);
    more = part.starts_with('x');
    if (more) part.remove_prefix(1);
    bool const partial = part.ends_with(".p");
    if (partial) part.remove_suffix(2);
    auto const group = small_number(part);
    if (part.size() != 3 || !group || (more && partial)) return std::nullopt;
    if (read.id.index > (max_index - *group) / 1'000) return std::nullopt;
    read.id.index = read.id.index * 1'000 + *group;
    if (!partial) continue;
    auto const width = small_number(take_part(path));
    if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
    read.width = *width;
  }
  return read;
}

std::vector<TilePath> tiles_at(unsigned level, std::uint64_t size, bool entries) {
  std::vector<TilePath> tiles;
  for (TileId id{level, 0}; auto const width = tile_width_at(id, size); ++id.index) {
    tiles.push_back({id, width, entries});
  }
  return tiles;
}

}  // namespace

unsigned tile_width_at(TileId id, std::uint64_t size) {
  auto const hashes = hashes_at(id.level, size);
  if (id.index > hashes / tile_width) return 0;
  auto const rest = hashes - id.index * tile_width;
  return rest < tile_width ? static_cast<unsigned>(rest) : tile_width;
}

std::optional<TilePath> TilePath::parse(std::string_view path) {
  if (path.size() > max_path_bytes) return std::nullopt;
  auto const read = read_path(path);
  if (!read || read->text() != path) return std::nullopt;
  return read;
}

std::string TilePath::text() const {
  auto path = "tile/" + (entries ? "entries" : std::to_string(id.level)) + '/';
  path += index_text(id.index);
  if (width != tile_width) path += ".p/" + std::to_string(width);
  return path;
}

std::vector<TilePath> tiles_of(std::uint64_t size) {
  std::vector<TilePath> all;
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    auto const tiles = tiles_at(level, size, false);
    all.insert(all.end(), tiles.begin(), tiles.end());
  }
  return all;
}

std::vector<TilePath> bundles_of(std::uint64_t size) { return tiles_at(0, size, true); }

Sha256 tile_root(Hasher& hasher, std::span<Sha256 const> hashes) {
  ensure(hashes.size() == tile_width, "the root of a tile is that of a full one");
  Frontier frontier;
  for (auto const& hash : hashes) frontier.append(hasher, hash);
  return frontier.root(hasher);
}

std::string tile_bytes(std::span<Sha256 const> hashes) {
  std::string bytes;
  for (auto const& hash : hashes) bytes += as_text(hash);
  return bytes;
}

std::optional<std::vector<Sha256>> parse_tile(std::string_view bytes, unsigned width) {
  if (bytes.size() != width * hash_bytes) return std::nullopt;
  std::vector<Sha256> hashes(width);
  for (auto& hash : hashes) {
    std::ranges::copy(bytes.substr(0, hash_bytes), hash.bytes.begin());
    bytes.remove_prefix(hash_bytes);
  }
  return hashes;
}

void append_entry(std::string& bundle, std::string_view entry) {
  ensure(entry.size() <= max_entry_bytes, "an entry fits its length of two bytes");
  bundle += static_cast<char>(entry.size() >> 8U);
  bundle += static_cast<char>(entry.size() & 0xFFU);
  bundle += entry;
}

std::optional<std::vector<std::string_view>> parse_bundle(std::string_view bundle, unsigned width) {
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (bundle.size() < length_bytes || entries.size() == width) return std::nullopt;
    std::size_t const size = static_cast<unsigned>(static_cast<unsigned char>(bundle[0])) << 8U |
                             static_cast<unsigned char>(bundle[1]);
    bundle.remove_prefix(length_bytes);
    if (bundle.size() < size) return std::nullopt;
    entries.push_back(bundle.substr(0, size));
    bundle.remove_prefix(size);
  }
  if (entries.size() != width) return std::nullopt;
  return entries;
}

void TileBuilder::append(Hasher& hasher, Sha256 const& leaf, Full const& full) {
  auto hash = leaf;
  for (unsigned number = 0;; ++number) {
    if (number == levels_.size()) levels_.emplace_back();
    auto& level = levels_[number];
    level.hashes.push_back(hash);
    if (level.hashes.size() < tile_width) return;
    hash = tile_root(hasher, level.hashes);
    full({number, level.index}, level.hashes);
    ++level.index;
    level.hashes.clear();
  }
}

std::span<Sha256 const> TileBuilder::partial(TileId id) const {
  if (id.level >= levels_.size() || levels_[id.level].index != id.index) return {};
  return levels_[id.level].hashes;
}

Frontier TileBuilder::frontier(Hasher& hasher) const {
  // The partial tiles are the digits of the size in base 256, so their peaks are the tree's.
  std::uint64_t size = 0;
  std::vector<Sha256> peaks;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    Frontier digit;
    for (auto const& hash : level->hashes) digit.append(hasher, hash);
    size = (size << bits_per_level) + digit.size();
    peaks.insert(peaks.end(), digit.peaks().begin(), digit.peaks().end());
  }
  auto frontier = Frontier::restore(size, std::move(peaks));
  ensure(frontier.has_value(), "there is a peak for each bit of the size");
  return *std::move(frontier);
}

}  // namespace probant
