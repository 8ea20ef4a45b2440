// The bytes of a file in one piece: tests that look at whole databases do so hundreds of times.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace probant::test {

/// Nothing when there is no such file.
inline std::optional<std::string> file_bytes(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  std::string bytes(std::filesystem::file_size(path), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace probant::test
