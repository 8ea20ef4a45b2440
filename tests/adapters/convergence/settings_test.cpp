// The [convergence] section: what it takes, and the line that is named when it is wrong.
#include "adapters/convergence/settings.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace probant::test {
namespace {

constexpr auto secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr auto public_key = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

convergence::Settings read(std::string const& text, std::string const& directory = "") {
  settings::Reader const reader{"probant.toml"};
  auto const whole = reader.parse("[convergence]\n" + text);
  return convergence::read_settings(reader, *whole.get("convergence"), directory);
}

std::string fault_in(std::string const& text) {
  try {
    read(text);
  } catch (settings::SettingsError const& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("convergence: keys and statuses are read", "[convergence][settings]") {
  auto const quoted = "\"" + std::string{secret} + "\"";
  auto const settings = read("secrets = [" + quoted + "]\npublic_keys = [\"" + public_key +
                             "\"]\n[convergence.statuses]\nDEPOSE = \"aap.project_filed\"\n"
                             "PREUVES = [\"aap.proofs_deposited\", "
                             "\"mie.declaration_transmitted\"]\n");
  CHECK(settings.secrets.size() == 1);
  CHECK(settings.public_keys.size() == 1);
  auto const known = [&](char const* status, char const* dossier) {
    auto const found = settings.statuses.type_of(status, *DossierId::parse(dossier));
    return std::holds_alternative<EventType>(found);
  };
  CHECK(known("DEPOSE", "aap:x"));
  CHECK(known("PREUVES", "mie:010780054"));
  CHECK_FALSE(known("DOSSIER_DEPOSE", "aap:x"));  // the built-in table is replaced
  auto const builtin = read("secrets = [" + quoted + "]");
  CHECK(builtin.statuses == convergence::StatusTable::builtin());
}

TEST_CASE("convergence: secrets may stand in files, one a line", "[convergence][settings]") {
  TemporaryDirectory const folder;
  std::ofstream{folder.path() / "secrets"} << "# l'ancien\n"
                                           << secret << "\r\n\n"
                                           << secret << "\n";
  auto const read_it = [&] { return read("secret_files = [\"secrets\"]", folder.path().string()); };
  using std::filesystem::perms;
  std::filesystem::permissions(folder.path() / "secrets", perms::owner_all | perms::group_read);
  CHECK_THROWS_WITH(read_it(), Catch::Contains("chmod 600"));
  std::filesystem::permissions(folder.path() / "secrets", perms::owner_read);
  auto const settings = read_it();
  CHECK(settings.secrets.size() == 2);
}

TEST_CASE("convergence: what is wrong is named with its line, a secret never repeated",
          "[convergence][settings]") {
  struct Wrong {
    std::string text;
    std::string said;
  };
  std::string const good = "secrets = [\"" + std::string{secret} + "\"]\n";
  auto const wrong = GENERATE_COPY(
      values<Wrong>({{"", "de 1 à 8 clés"},
                     {"secrets = []", "de 1 à 8 clés"},
                     {"secrets = [\"whsec_court\"]", "ligne 2"},
                     {"secrets = \"x\"", "attend une liste"},
                     {"public_keys = [\"whpk_AAAA\"]", "ligne 2"},
                     {"secret_files = [\"nulle-part\"]", "ne s'ouvre pas"},
                     {good + "tolerance = 3", "ligne 3 : réglage inconnu"},
                     {good + "[convergence.statuses]\nA = \"aap.nothing\"", "ligne 4"},
                     {good + "[convergence.statuses]\nA = \"aap.instalment_paid\"", "proposer"},
                     {good + "[convergence.statuses]\nA = [\"aap.project_filed\", "
                             "\"aap.project_selected\"]",
                      "désigne déjà"},
                     {good + "[convergence.statuses]\nA = 3", "attend un texte"}}));
  INFO(wrong.text);
  auto const said = fault_in(wrong.text);
  CHECK(said.find(wrong.said) != std::string::npos);
  CHECK(said.find("whsec_court") == std::string::npos);
}

}  // namespace probant::test
