// A letter (w, a, u or c: workforce, activity, usage payments, ceilings), then bytes taken for a
// table of that kind, over a register of one entity. A capital letter: with a map.
#include <optional>

#include "tests/fuzz/importer_checks.hpp"

namespace {

using namespace probant::importer;

constexpr std::string_view finess =
    "finess;etalab;111;2026-05-12\nstructureet;010000024;010780054;CH;;;;;;;;;451;01;AIN;;;;355;;"
    "1102;;26010004500012;;03;;1;;1979-02-13;;;\n";
constexpr std::string_view sae =
    "[table]\nsum_rows = true\n[table.columns]\nsite = 'FI'\nyear = 'AN'\n"
    "salaried = ['A', 'B']\nliberal = 'L'\n[table.rows]\ncolumn = 'R'\nvalues = ['1']\n";
constexpr std::string_view constants = "[table]\nyear = 2024\nsource = 'DGOS'\n";

std::optional<Source> source_of(char letter) {
  switch (letter | 0x20) {
    case 'w':
      return Source::workforce;
    case 'a':
      return Source::activity;
    case 'u':
      return Source::usage_payments;
    case 'c':
      return Source::ceilings;
    default:
      return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return -1;
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const source = source_of(input.front());
  if (!source) return -1;
  bool const mapped = (input.front() & 0x20) == 0;
  auto const map = *source == Source::workforce ? sae : constants;
  FakeRegister store;
  store.import(Source::finess_csv, finess, "[pmsi]\nrule = 'by-status'\n");
  check_import(store, *source, input.substr(1), mapped ? map : std::string_view{});
  return 0;
}
