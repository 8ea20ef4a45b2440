// The lines of an Input, as UTF-8. Each line is read on its own (events/codec/published_text.hpp).
// A line beyond the limit is skipped without being kept in memory, and said to be unreadable; so is
// one with a NUL byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/reference/input.hpp"

namespace probant::importer {

struct TextLine {
  std::int64_t number = 0;  ///< from 1
  std::string_view text;    ///< without its end; valid until the next line
  std::string_view defect;  ///< why it cannot be read, in French; empty when it can
};

class Lines {
 public:
  static constexpr std::size_t max_line_bytes = 64 * 1024;

  explicit Lines(Input& input) : input_(input) {}
  /// The next line that is not blank; false at the end.
  bool next(TextLine& line);

 private:
  bool next_raw(std::string_view& raw);
  bool gather(std::string_view part);

  Input& input_;
  std::string_view block_;
  std::string kept_;
  std::string decoded_;
  std::int64_t number_ = 0;
  bool too_long_ = false;
};

}  // namespace probant::importer
