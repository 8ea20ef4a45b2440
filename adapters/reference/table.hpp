// A CSV file with a header row, read by column name. Separator `;`, or else `,` or tab, as the
// header shows. The map may rename columns, add several up, and keep some rows only. The readers of
// values report what is wrong to the session and then return nothing: the row is refused.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/reference/csv.hpp"
#include "adapters/reference/lines.hpp"
#include "adapters/reference/session.hpp"

namespace probant::importer {

class Table {
 public:
  struct Column {
    std::string_view name;
    bool required = true;
  };

  /// Reads the header. Throws ImportError when a column is missing.
  Table(Session& session, std::vector<Column> columns);

  /// The next row that can be read and that the map keeps; false at the end.
  bool next();
  std::int64_t line() const { return line_.number; }
  bool has(std::string_view column) const { return places_.contains(column); }

  template <class Number>
  std::optional<Number> finess(std::string_view column) {
    auto const text = field(column);
    auto const number = Number::parse(text);
    if (!number) refuse_finess(column, text);
    return number;
  }
  /// Of the column, else the one that the map gives for the whole file.
  std::optional<Year> year();
  std::optional<Count> count(std::string_view column);
  /// The sum of the figures in the column's fields; `declared` false when all are blank: not
  /// declared, which is not zero.
  std::optional<Count> sum(std::string_view column, bool& declared);
  /// From `amount_cents`, or `amount_euros` ("51 000,00"); where both are filled, they must agree.
  std::optional<Money> amount();
  std::optional<Date> date(std::string_view column);
  /// Of the column, else the map's, else the file's name.
  std::optional<Line> source();
  std::string_view field(std::string_view column) const;
  void refuse(std::string_view column, std::string reason);

 private:
  void read_header(std::vector<Column> const& columns);
  void place(Column const& column, Fields const& header);
  void place_row_filter(Fields const& header);
  bool kept_by_map() const;
  void refuse_finess(std::string_view column, std::string_view text);
  std::optional<Count> whole_number(std::string_view column, std::string_view text);

  Session& session_;
  Lines lines_;
  TextLine line_;
  CsvLine csv_;
  char separator_ = ';';
  std::size_t width_ = 0;
  std::map<std::string, std::vector<std::size_t>, std::less<>> places_;
  std::optional<std::size_t> row_filter_;
};

/// Reports a PMSI number that no site of the register has.
void reject_unknown_pmsi(Session& session, std::int64_t line, Pmsi pmsi);

/// "51000", "51 000,5" or "51 000,00 €": whole cents, no more.
std::optional<Money> parse_euros(std::string_view text);

}  // namespace probant::importer
