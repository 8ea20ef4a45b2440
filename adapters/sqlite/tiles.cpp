#include "adapters/sqlite/tiles.hpp"

#include <limits>

#include "engine/log/merkle.hpp"

namespace probant::sqlite {
namespace {

constexpr unsigned tile_bits = 8;

// Beyond it, positions would not be positions.
bool exists(TileId id) { return tile_width_at(id, std::numeric_limits<Position>::max()) > 0; }

}  // namespace

TileReading::TileReading(Connection const& connection)
    : tile_{connection,
            "select hashes from tile where level = ? and n = ? "
            "and exists (select 1 from leaf where position = ?)"},
      leaves_{connection,
              "select position, envelope from leaf where position >= ? and position < ? "
              "order by position"} {}

std::vector<Sha256> TileReading::read(TileId id, unsigned width) {
  if (!exists(id)) return {};
  auto hashes = stored(id);
  if (hashes.empty() && width < tile_width) {
    auto const first = id.index * tile_width;
    hashes = id.level == 0 ? leaves(first, width) : roots({id.level - 1, first}, width);
  }
  if (hashes.size() < width) return {};
  hashes.resize(width);
  return hashes;
}

// One that was put there before its last leaf is no tile of this tree.
std::vector<Sha256> TileReading::stored(TileId id) {
  if (!exists(id)) return {};
  auto const last = ((id.index + 1) << (tile_bits * (id.level + 1))) - 1;
  auto rows = tile_.query(id.level, id.index, last);
  if (!rows.next()) return {};
  return parse_tile(rows.bytes(0), tile_width).value_or(std::vector<Sha256>{});
}

std::vector<Sha256> TileReading::leaves(std::uint64_t first, unsigned count) {
  std::vector<Sha256> hashes;
  for (auto rows = leaves_.query(first, first + count); rows.next();) {
    if (static_cast<std::uint64_t>(rows.integer(0)) != first + hashes.size()) break;
    hashes.push_back(leaf_hash(hasher_, rows.bytes(1)));
  }
  return hashes;
}

std::vector<Sha256> TileReading::roots(TileId first, unsigned count) {
  std::vector<Sha256> hashes;
  for (; hashes.size() < count; ++first.index) {
    auto const tile = stored(first);
    if (tile.empty()) break;
    hashes.push_back(tile_root(hasher_, tile));
  }
  return hashes;
}

TileWriting::TileWriting(Connection const& connection, std::uint64_t size)
    : reading_{connection},
      insert_{connection, "insert into tile(level, n, hashes) values(?, ?, ?)"},
      index_{size / tile_width},
      pending_{reading_.leaves(size - size % tile_width, size % tile_width)} {}

void TileWriting::add(Sha256 const& leaf) {
  pending_.push_back(leaf);
  if (pending_.size() < tile_width) return;
  store({0, index_}, pending_);
  pending_.clear();
  auto complete = ++index_;
  // Of each level above, a tile is complete with the 256th below it: nothing is kept for them.
  for (unsigned level = 1; complete % tile_width == 0; ++level) {
    auto const below = complete - tile_width;
    complete /= tile_width;
    store({level, complete - 1}, reading_.roots({level - 1, below}, tile_width));
  }
}

void TileWriting::store(TileId id, std::vector<Sha256> const& hashes) {
  if (hashes.size() != tile_width) {
    throw StoreError{"le journal est incohérent : une tuile sous " + TilePath{id}.text() +
                     " manque ; contrôlez-le avec « probant verify »."};
  }
  auto const bytes = tile_bytes(hashes);
  insert_.run(id.level, id.index, Blob{bytes});
}

std::uint64_t full_tiles(std::uint64_t size) {
  std::uint64_t count = 0;
  while ((size /= tile_width) > 0) count += size;
  return count;
}

}  // namespace probant::sqlite
