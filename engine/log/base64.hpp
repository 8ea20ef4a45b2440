// Base64 as checkpoints, notes and keys use it: the standard alphabet with padding (RFC 4648 §4).
// Decoding takes the canonical form only, so that no two texts stand for the same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/values/sha256.hpp"

namespace probant {

std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
/// Nothing unless it is exactly 32 bytes.
std::optional<Sha256> hash_from_base64(std::string_view text);

}  // namespace probant
