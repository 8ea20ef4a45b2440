#include "adapters/table/xlsx.hpp"

#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace probant {
namespace {

constexpr double wide = 40;
constexpr double narrow = 16;
constexpr std::int64_t day_seconds = 86'400;

/// A file that goes with it.
class Temporary {
 public:
  Temporary() {
    path_ = (std::filesystem::temp_directory_path() / "probant-XXXXXX").string();
    auto const descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) throw std::runtime_error{"Pas de place pour un fichier temporaire."};
    ::close(descriptor);
  }
  ~Temporary() { ::unlink(path_.c_str()); }
  Temporary(Temporary const&) = delete;
  Temporary& operator=(Temporary const&) = delete;

  std::string const& path() const { return path_; }

 private:
  std::string path_;
};

struct Formats {
  lxw_format* head;
  lxw_format* day;
  lxw_format* instant;
  lxw_format* euros;
};

Formats formats_of(lxw_workbook* book) {
  Formats formats{workbook_add_format(book), workbook_add_format(book), workbook_add_format(book),
                  workbook_add_format(book)};
  format_set_bold(formats.head);
  format_set_num_format(formats.day, "dd/mm/yyyy");
  format_set_num_format(formats.instant, "dd/mm/yyyy hh:mm:ss");
  format_set_num_format(formats.euros, "#,##0.00 \"€\"");
  return formats;
}

/// A workbook counts days from 1899-12-30.
double serial(std::int64_t unix_seconds) {
  constexpr double epoch_day = 25'569;
  return epoch_day + static_cast<double>(unix_seconds) / static_cast<double>(day_seconds);
}

struct Writer {
  lxw_worksheet* sheet;
  Formats const& formats;
  lxw_row_t row;
  lxw_col_t column;

  void operator()(std::monostate) const {}
  void operator()(std::string const& text) const {
    worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
  }
  void operator()(std::int64_t number) const {
    worksheet_write_number(sheet, row, column, static_cast<double>(number), nullptr);
  }
  /// The file holds 16 digits in decimal, so that every amount below 10^14 cents is exact.
  void operator()(Money amount) const {
    constexpr double cents = 100;
    worksheet_write_number(sheet, row, column, static_cast<double>(amount.cents()) / cents,
                           formats.euros);
  }
  void operator()(Date date) const {
    auto const days = Date{1970, 1, 1}.days_until(date);
    worksheet_write_number(sheet, row, column, serial(days * day_seconds), formats.day);
  }
  void operator()(Instant instant) const {
    worksheet_write_number(sheet, row, column, serial(instant.unix_seconds()), formats.instant);
  }
};

void fill(lxw_worksheet* page, Sheet const& sheet, Formats const& formats) {
  lxw_col_t column = 0;
  for (auto const& one : sheet.columns) {
    worksheet_write_string(page, 0, column++, one.label.c_str(), formats.head);
  }
  auto const last = static_cast<lxw_col_t>(column - 1);
  worksheet_set_column(page, 0, last, narrow, nullptr);
  for (lxw_col_t i = 0; i < column; ++i) {
    auto const& name = sheet.columns[i].name;
    if (name == "label" || name == "source") worksheet_set_column(page, i, i, wide, nullptr);
  }
  lxw_row_t row = 0;
  for (auto const& cells : sheet.rows) {
    ++row;
    lxw_col_t at = 0;
    for (auto const& cell : cells) std::visit(Writer{page, formats, row, at++}, cell);
  }
  worksheet_freeze_panes(page, 1, 1);
  worksheet_autofilter(page, 0, 0, row, last);
}

}  // namespace

std::string to_xlsx(Sheet const& sheet) {
  Temporary const file;
  auto* book = workbook_new(file.path().c_str());
  if (!book) throw std::runtime_error{"Le classeur ne peut être écrit."};
  lxw_doc_properties properties{};
  properties.created = 1;  // or it would be now
  workbook_set_properties(book, &properties);
  auto const formats = formats_of(book);
  auto* page = workbook_add_worksheet(book, sheet.title.c_str());
  if (page) fill(page, sheet, formats);
  auto const done = workbook_close(book);
  if (!page || done != LXW_NO_ERROR) {
    throw std::runtime_error{"Le classeur ne peut être écrit : " + std::string{lxw_strerror(done)}};
  }
  std::ifstream in{file.path(), std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace probant
