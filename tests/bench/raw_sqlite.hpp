// The raw loops that the goals are ratios of: SQLite alone, with the same durability, the same row
// size and none of our work.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

namespace probant::bench {

/// A table of rows of about 300 bytes with an ordered integer key, WAL and FULL.
class RawLog {
 public:
  /// Makes the file anew.
  explicit RawLog(std::filesystem::path const& directory);
  RawLog(RawLog&&) noexcept;
  ~RawLog();

  /// Appends rows in transactions of `batch`; the seconds that took.
  double append(std::int64_t rows, std::int64_t batch);

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

/// Seconds to step through every event of a store's log.sqlite, touching each column.
double raw_scan_seconds(std::filesystem::path const& store);

}  // namespace probant::bench
