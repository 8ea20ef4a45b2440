// The bytes of a file (or of a text, for tests), block by block, with their SHA-256 and progress.
// Reading failures throw ImportError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/reference/importer.hpp"

namespace probant::importer {

class Digest;

class Input {
 public:
  static constexpr std::size_t block_bytes = 256 * 1024;

  explicit Input(std::filesystem::path const& file);
  Input(std::string name, std::string_view text);
  ~Input();
  Input(Input&&) noexcept;

  /// The next block, valid until the next call; empty at the end.
  std::string_view read();
  /// Starts again from the first byte. Only regular files and texts can.
  void rewind();
  /// Of the bytes read since the start; call once, at the end.
  Sha256 sha256();

  std::string const& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t done() const { return done_; }
  /// Called after each block.
  void on_block(std::function<void()> notify) { notify_ = std::move(notify); }

 private:
  std::string_view next_of_file();

  std::string name_;
  std::ifstream file_;
  std::string buffer_;
  std::string_view text_;
  std::uint64_t size_ = 0;
  std::uint64_t done_ = 0;
  std::unique_ptr<Digest> digest_;
  std::function<void()> notify_;
};

/// A whole small file, such as a map; ImportError beyond `max_bytes`.
std::string read_small_file(std::filesystem::path const& file, std::size_t max_bytes);

}  // namespace probant::importer
