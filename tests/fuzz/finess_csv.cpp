// Bytes taken for a FINESS extract, with a map that cuts out a hospital group.
#include "tests/fuzz/importer_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace probant::importer;
  constexpr std::string_view map = R"(
[[ghu]]
entity = "7A0000015"
of = "010780054"
name = "GHU"
sites = ["010000024"]
[pmsi]
rule = "by-status"
[entity_file]
columns = ["nofiness", "rs", "rslongue", "departement", "statutjuridique"]
)";
  FakeRegister store;
  check_import(store, Source::finess_csv, {reinterpret_cast<char const*>(data), size}, map);
  return 0;
}
