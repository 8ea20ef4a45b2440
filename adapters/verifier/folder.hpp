// An export on disk, read with suspicion: only regular files, never through a link, never more than
// asked for. Names are given by the format, with "/" between their parts.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probant::verifier {

class Folder {
 public:
  /// More files than this are not an export that one machine verifies.
  static constexpr std::size_t max_files = 4'000'000;

  /// Lists the folder. Throws CannotRead when it is no folder or cannot be listed.
  explicit Folder(std::filesystem::path root);

  /// Whether there is such a file; from then on it counts as known.
  bool has(std::string_view name);
  /// All of a file; nothing when it is missing or larger than `max_bytes`. Throws CannotRead.
  std::optional<std::string> read(std::string_view name, std::size_t max_bytes);

  /// Files whose names begin so, sorted.
  std::vector<std::string> names(std::string_view prefix) const;
  /// Files that nobody has asked about.
  std::vector<std::string> unknown() const;
  /// Links, devices and whatever else has no place in an export, in printable form.
  std::vector<std::string> const& oddities() const { return oddities_; }
  /// Folders that hold nothing, each with a "/" at its end.
  std::vector<std::string> const& empty_folders() const { return empty_folders_; }
  std::filesystem::path path(std::string_view name) const { return root_ / name; }

 private:
  void list();

  std::filesystem::path root_;
  std::vector<std::string> files_;  ///< regular ones, sorted
  std::vector<bool> known_;         ///< of each file
  std::vector<std::string> oddities_;
  std::vector<std::string> empty_folders_;
};

/// A name of the log as the name of a file: "a/1" gives "a-1", and what is no letter, digit, `_`,
/// `.`, `-` or `~` of ASCII is written as `%` and two digits.
std::string file_name_of(std::string_view name);

/// The whole of one regular file named by the caller.
std::string read_file(std::filesystem::path const& path, std::size_t max_bytes);

/// A text file, line by line; each line ends with a line feed and is not longer than `max_line`.
class Lines {
 public:
  static constexpr std::size_t max_line = std::size_t{64} << 20U;

  Lines(Folder& folder, std::string_view name);
  /// False at the end, and when the file is missing or broken: then `broken()`.
  bool next(std::string_view& line);
  bool broken() const { return broken_; }
  std::size_t number() const { return number_; }  ///< of the line last read, from 1

 private:
  bool fill();

  std::ifstream file_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
  bool broken_ = false;
};

}  // namespace probant::verifier
