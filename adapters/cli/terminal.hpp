// What a person sees: colours on a terminal (never elsewhere, and never under NO_COLOR), columns
// that stay aligned with accents in them, and a progress line on standard error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace probant::cli {

enum class Colour : unsigned char { plain, bold, dim, red, green, yellow, blue };

/// `text` in a colour when standard output is a terminal; unchanged otherwise.
std::string coloured(Colour colour, std::string_view text);

/// Columns a UTF-8 text takes on screen; one per code point, none for combining marks.
std::size_t width(std::string_view text);

/// Rows of cells as aligned text; the first row is the heading. `right` lists the columns whose
/// cells are figures. `colours` holds one colour per row, or is empty.
struct Table {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> right;
  std::vector<Colour> colours;
};
std::string to_text(Table const& table);

/// A line on standard error that is rewritten in place; silent when it is not a terminal.
class Progress {
 public:
  explicit Progress(std::string label);
  ~Progress();
  /// `total` zero: unknown. Redrawn at most every 65,536 steps of `done`.
  void at(std::size_t done, std::size_t total);

 private:
  std::string label_;
  bool shown_ = false;
  std::size_t drawn_at_ = 0;
};

/// Takes the places of standard input, output and error that the caller left closed, so that no
/// file of the store can be opened there and be read or written as if it were one of them. Reading
/// from such a place, and writing to it, fails; messages are lost. False when output was closed.
bool hold_standard_descriptors();

/// Writes to standard output, all of it; throws std::system_error when it cannot.
void print(std::string_view text);
/// A message for the person, on standard error, with a line feed; lost when nobody can read it.
void complain(std::string_view text);
/// Unless a person reads standard error, what is complained from now on is a line of JSON for
/// whoever collects logs: `{"at","event":"notice","message"}`.
void complain_to_collectors();

}  // namespace probant::cli
