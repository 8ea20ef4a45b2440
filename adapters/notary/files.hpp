// Small files that must be whole or not there: a key, a checkpoint. Every function throws
// StoreError naming the file and the way out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/log/event_store.hpp"

namespace probant::notary {

/// A file that is not the one expected, whatever the machine: wrong input when a caller named it.
class FileTooBig : public StoreError {
 public:
  using StoreError::StoreError;
};

/// Nothing when there is no such file; throws FileTooBig for one of more than `max_bytes`.
std::optional<std::string> read_file(std::filesystem::path const& file, std::size_t max_bytes);

enum class Readers : std::uint8_t { everybody, owner_only };

/// Replaces the file: after a crash at any moment it holds either the old bytes or the new ones,
/// and when this returns the new ones are on the disk.
void write_file(std::filesystem::path const& file, std::string_view bytes,
                Readers readers = Readers::everybody);

/// Copies the files of a folder and below, of at most `max_bytes` each; nothing when there is
/// no such folder. What is already at `to` under another name stays.
void copy_folder(std::filesystem::path const& from, std::filesystem::path const& to,
                 std::size_t max_bytes);

/// Whether anyone but its owner may read the file.
bool readable_by_others(std::filesystem::path const& file);

}  // namespace probant::notary
