// Where a log whose file is damaged first cannot be read.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/log/event_store.hpp"

namespace probant::cli {

/// Nothing when the damage is not in a row of its own.
std::optional<Position> first_unreadable(std::filesystem::path const& store_directory);

}  // namespace probant::cli
