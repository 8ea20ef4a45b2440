// One line of CSV into fields. Quotes may hold separators and doubled quotes; a line never runs on
// into the next one, so a missing quote costs its own line and no more. Some vintages of FINESS
// double their doubled quotes; a run of quotes inside a field reads as one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace probant::importer {

using Fields = std::vector<std::string_view>;

class CsvLine {
 public:
  /// False when quotes are not closed or are followed by text; `fields` is then meaningless.
  bool split(std::string_view line, char separator);
  /// Views into the line or into this object; they hold until the next split.
  Fields const& fields() const { return fields_; }

 private:
  bool split_quoted(std::string_view line, char separator);

  Fields fields_;
  std::string unquoted_;
};

/// Without spaces and tabs on either side.
std::string_view trimmed(std::string_view text);

/// The text in French quotes, for messages; cut short when long, never within a character.
std::string cited(std::string_view text);

}  // namespace probant::importer
