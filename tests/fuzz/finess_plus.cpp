// Bytes taken for the FINESS+ flow, with a map that cuts out a hospital group.
#include "tests/fuzz/importer_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace probant::importer;
  constexpr std::string_view map = R"(
[[ghu]]
entity = "7A0000015"
of = "010000156"
name = "GHU"
sites = ["010780195"]
[ght]
11102 = "IDF-02"
)";
  FakeRegister store;
  check_import(store, Source::finess_plus, {reinterpret_cast<char const*>(data), size}, map);
  return 0;
}
