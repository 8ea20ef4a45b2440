// Lines of a file or of standard input, as they come: a caller who writes one line and waits gets
// its answer. A line over the limit is skipped whole and reported, never held in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probant::cli {

struct InputLine {
  std::int64_t number = 0;
  std::string text;
  bool too_long = false;  ///< `text` is then empty
};

class LineReader {
 public:
  /// "-" is standard input. Throws std::system_error when the file cannot be read.
  LineReader(std::string const& file, std::size_t max_line_bytes);
  ~LineReader();
  LineReader(LineReader const&) = delete;
  LineReader& operator=(LineReader const&) = delete;

  /// The complete lines that one read brought, at least one; empty at the end of the input.
  std::vector<InputLine> next();
  std::size_t bytes_read() const { return bytes_read_; }
  /// Size of a regular file; 0 when it has none.
  std::size_t total_bytes() const { return total_bytes_; }

 private:
  void take(std::string_view chunk, std::vector<InputLine>& lines);
  void finish_line(std::vector<InputLine>& lines);

  int descriptor_;
  bool owned_;
  std::size_t max_line_bytes_;
  std::size_t bytes_read_ = 0;
  std::size_t total_bytes_ = 0;
  std::int64_t number_ = 0;
  std::string current_;
  bool too_long_ = false;
  std::string buffer_;
};

/// What is said of a line over a limit, of `record` as of what is supposed.
std::string line_too_long(std::size_t max_line_bytes);

}  // namespace probant::cli
