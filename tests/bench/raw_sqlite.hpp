// The raw loops that the goals are ratios of: SQLite alone, with the same durability, the same row
// size and none of our work.
#pragma once

#include <cstdint>
#include <filesystem>

namespace probant::bench {

/// Single rows of about 300 bytes, one transaction each, WAL and FULL; rows per second.
double raw_single_row_rate(std::filesystem::path const& directory, std::int64_t rows);
/// The same in transactions of `batch` rows, with an ordered integer key.
double raw_batch_rate(std::filesystem::path const& directory, std::int64_t rows,
                      std::int64_t batch);
/// Seconds to step through every event of a store's log.sqlite, touching each column.
double raw_scan_seconds(std::filesystem::path const& store);

}  // namespace probant::bench
