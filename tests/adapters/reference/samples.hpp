// Reference files for tests: the published samples, and lines made for one case.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/adapters/reference/fake_register.hpp"

namespace probant::importer {

inline std::filesystem::path data_file(char const* name) {
  return std::filesystem::path{PROBANT_TEST_DATA} / "data/reference" / name;
}
inline std::string data_text(char const* name) {
  std::ifstream file(data_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// A line of the establishments file with these fields; the rest as a public hospital has them.
inline std::string site_line(std::string const& site, std::string const& entity,
                             std::string const& name, std::string const& department = "01") {
  return "structureet;" + site + ";" + entity + ";" + name + ";;;;;;;;;451;" + department +
         ";AIN;01440 VIRIAT;;;355;Centre Hospitalier (C.H.);1102;Centres Hospitaliers;"
         "26010004500012;8610Z;03;ARS;1;Etablissement public de santé;1979-02-13;1979-02-13;"
         "2020-02-04;\n";
}
inline std::string const comment = "finess;etalab;111;2026-05-12\n";

}  // namespace probant::importer
