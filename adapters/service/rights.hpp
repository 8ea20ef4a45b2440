// Who was given which token, and from whom it was taken: a JSON object a line, kept for good beside
// the book of tokens. Each line holds the SHA-256 of the one before, so that none is changed or
// taken out unnoticed as long as a later one stands. No line holds a token.
#pragma once

#include "adapters/service/tokens.hpp"

namespace probant::service {

/// Whether the one who writes the line did it, or only found it done.
enum class Noted : std::uint8_t { done, found };

class Rights {
 public:
  explicit Rights(std::string text = {});

  /// Adds a line for every token made and every one revoked that has none; false when each has.
  /// `by` is the account of the machine that this runs as.
  bool note(TokenBook const& book, Noted how, std::string_view by, Instant at);

  std::string const& text() const { return text_; }
  /// The first line, from 1, that is none of ours or does not follow the one before.
  std::optional<std::size_t> broken() const { return broken_; }

 private:
  void read(std::string_view line);
  void add(Token const& token, std::string_view event, Noted how, std::string_view by, Instant at);

  std::string text_;
  std::string last_;  ///< the hash of the last line
  std::size_t lines_ = 0;
  std::optional<std::size_t> broken_;
  std::vector<std::string> known_;  ///< event and token of each line, sorted
};

}  // namespace probant::service
