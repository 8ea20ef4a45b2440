// What a disk holds once the power is gone: for each file the bytes that were synced, and in order
// what was done to it since. Files are real ones, which stand for what the running system sees;
// after a crash they are written anew with what survives. Nothing here is thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace probant::test {

/// Which unsynced changes a crash spares.
enum class Survival : std::uint8_t { nothing, everything, some };

/// One file. A change whose sync failed or was lost may survive or not, whatever is synced later.
class DurableFile {
 public:
  explicit DurableFile(std::optional<std::string> synced) : synced_{std::move(synced)} {}

  void write(std::uint64_t offset, std::string bytes);
  void truncate(std::uint64_t size);
  void remove();
  void sync();
  /// The disk was asked to sync, and did not.
  void lose_sync();
  /// Another file was synced: file systems keep the order of what they do to names.
  void settle_removal();
  /// Of the last write only some sectors survive, whatever becomes of those before it.
  void tear_last() { torn_ = true; }

  /// Nothing when the file is gone.
  std::optional<std::string> after_crash(Survival survival, std::mt19937_64& random) const;

 private:
  enum class Kind : std::uint8_t { write, truncate, remove };
  enum class State : std::uint8_t { pending, synced, lost };
  struct Change {
    Kind kind;
    std::uint64_t at;
    std::string bytes;
    State state = State::pending;
  };
  static void apply(Change const& change, std::optional<std::string>& image);

  std::optional<std::string> synced_;
  std::vector<Change> changes_;
  bool torn_ = false;
};

}  // namespace probant::test
