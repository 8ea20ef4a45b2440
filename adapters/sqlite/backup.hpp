// Copies a log while another process writes to it: SQLite's online backup over a reading
// connection, which takes one state of the database and never the store's lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace probant::sqlite {

/// Pages copied, and how many there are.
using Copied = std::function<void(std::size_t done, std::size_t total)>;

/// Writes `to`, which must not exist; it is one file, closed and on the disk when this returns.
/// Throws StoreError.
void copy_database(std::filesystem::path const& store_directory, std::filesystem::path const& to,
                   Copied const& copied);

/// How many proposals were answered. Throws StoreError.
std::int64_t count_proposals(std::filesystem::path const& store_directory);

}  // namespace probant::sqlite
