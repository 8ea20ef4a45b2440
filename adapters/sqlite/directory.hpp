// The directory a store lives in: where its files are, and what must be true of it before any of
// them is touched. Everything here throws StoreError with the way out.
#pragma once

#include <filesystem>
#include <system_error>

#include "adapters/sqlite/connection.hpp"

namespace probant::sqlite {

std::filesystem::path log_file(std::filesystem::path const& directory);
std::filesystem::path lock_file(std::filesystem::path const& directory);
/// Says that the directory is being filled (making.hpp).
std::filesystem::path unfinished_file(std::filesystem::path const& directory);
/// The log is for its owner and the owner's group alone; SQLite gives its other files the same.
inline constexpr auto log_permissions = std::filesystem::perms::owner_read |
                                        std::filesystem::perms::owner_write |
                                        std::filesystem::perms::group_read;

void ensure_store_in(std::filesystem::path const& directory);
/// Refuses a log that was closed properly and is not as long as its own header says: SQLite would
/// only notice on reaching what is missing.
void ensure_whole(std::filesystem::path const& directory);
/// Does not exist, is empty, or holds only what an attempt to fill it left behind.
/// False when it cannot be told; `error` then says why.
bool is_vacant(std::filesystem::path const& directory, std::error_code& error);
/// Makes the directory when there is none; refuses one that is not vacant.
void make_empty(std::filesystem::path const& directory);
/// Takes away what an attempt to create a store left behind.
void clear_away(std::filesystem::path const& directory) noexcept;
/// Makes the names of new files durable, which an fsync of the files themselves does not.
void sync_names(std::filesystem::path const& directory);
/// How to open the file for reading: on a medium this process cannot write to, a log that was
/// closed properly is read without the files SQLite would put beside it.
Access reading(std::filesystem::path const& directory);

}  // namespace probant::sqlite
