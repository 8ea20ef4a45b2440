#include <catch2/catch.hpp>

#include "adapters/reference/csv.hpp"
#include "adapters/reference/lines.hpp"
#include "tests/adapters/reference/samples.hpp"

using namespace probant;
using namespace probant::importer;

namespace {

std::vector<std::string> split(std::string_view line) {
  CsvLine csv;
  if (!csv.split(line, ';')) return {"<refused>"};
  return {csv.fields().begin(), csv.fields().end()};
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("csv: fields, quotes and separators", "[import]") {
  CHECK(split("a;b;c") == Texts{"a", "b", "c"});
  CHECK(split("a;;") == Texts{"a", "", ""});
  CHECK(split("") == Texts{""});
  CHECK(split("\"a;b\";c") == Texts{"a;b", "c"});
  CHECK(split("\"a\";") == Texts{"a", ""});
  CHECK(split("\"\";x") == Texts{"", "x"});
  CHECK(split("\"say \"\"yes\"\"\";x") == Texts{"say \"yes\"", "x"});
  CHECK(split("5\" pipe;x") == Texts{"5\" pipe", "x"});
  CHECK(split("\"open;x") == Texts{"<refused>"});
  CHECK(split("\"a\"b;x") == Texts{"<refused>"});
}

TEST_CASE("lines: blocks may cut a line anywhere", "[import]") {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "ligne " + std::to_string(i) + "\r\n";
  text += "\n  \nfin sans retour";
  Input input("essai", text);
  Lines lines(input);
  TextLine line;
  for (int i = 0; i < 40'000; ++i) {
    if (!lines.next(line) || line.text != "ligne " + std::to_string(i)) FAIL("line " << i);
  }
  REQUIRE(lines.next(line));
  CHECK(line.text == "fin sans retour");
  CHECK(line.number == 40'003);
  CHECK_FALSE(lines.next(line));
}

TEST_CASE("import: digest, progress and ids come from the file", "[import]") {
  FakeRegister store;
  Request request;
  request.file = data_file("finess-etalab-cs1100502.csv");
  request.actor = {"op-1", Role::operator_, ""};
  request.run = "812";
  auto const report = run(request, store, store);

  // sha256sum finess-etalab-cs1100502.csv
  CHECK(report.sha256.text() == "a3c1f065f7d6273818961379231cec6afc75cb72a539f70968254843d9c13db8");
  CHECK(report.file_name == "finess-etalab-cs1100502.csv");
  CHECK(store.last_progress.first == store.last_progress.second);
  CHECK(store.last_progress.first == 2 * std::filesystem::file_size(request.file));
  CHECK(store.proposals.front().id == "import:a3c1f065f7d6:812:1");
  CHECK(store.proposals.front().dossier.text() == "register:010780054");
  CHECK(store.proposals.front().actor == request.actor);
  CHECK(store.proposals.back().dossier.text() == "register:imports");
  REQUIRE(store.imports.size() == 1);
  CHECK(store.imports[0].read == Count{9});
  CHECK(store.imports[0].recorded == Count{8});
  CHECK(store.imports[0].source.value == "finess-csv");
}

TEST_CASE("import: what is refused after all is not counted as recorded", "[import]") {
  struct Refusing : FakeRegister {
    std::int64_t settle() override { return 3; }
  } store;
  auto const report = store.import(Source::finess_csv, data_text("finess-etalab-cs1100502.csv"));
  CHECK(report.recorded == 5);
  CHECK(report.rejected == 3);
  CHECK(store.imports.at(0).recorded == Count{5});
}

TEST_CASE("import: a file that cannot be read is the environment's fault", "[import]") {
  FakeRegister store;
  for (auto const& file : {std::filesystem::path{"/nulle/part.csv"}, std::filesystem::path{"/"}}) {
    Request request;
    request.file = file;
    try {
      run(request, store, store);
      FAIL("no error");
    } catch (ImportError const& error) {
      CHECK(error.environment());
    }
  }
}
