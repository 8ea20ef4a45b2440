// The adoption of a rulebook, and which one is in force at an instant.
#include "engine/log/digest.hpp"
#include "tests/support/rulebooks.hpp"
#include "tests/support/scenario.hpp"

namespace probant::test {
namespace {

using Programme = Scenario<ProgrammeState>;

constexpr std::string_view dossier_of_rules = "programme:hopen2-2026";
constexpr std::string_view january = "2026-01-02T08:00:00Z";
constexpr std::string_view march = "2026-03-02T08:00:00Z";

programme::RulebookAdopted adoption(std::string_view toml) {
  auto const rules = Rulebook::parse(toml);
  return {rules.name(), rules.version(), sha256(toml), FileContent{std::string{toml}}};
}

/// The built-in rulebook with another head, and with its limit of projects changed.
std::string variant(std::string_view name, std::string_view version,
                    std::string_view projects = "2") {
  auto text = support::builtin_toml_with("aap.projects_per_pmsi", projects);
  auto const set = [&](std::string_view key, std::string_view value) {
    auto const start = text.find(std::string{key} + " = \"");
    auto const end = text.find('\n', start);
    text.replace(start, end - start, std::string{key} + " = \"" + std::string{value} + "\"");
  };
  set("name", name);
  set("version", version);
  return text;
}

TEST_CASE("programme: a rulebook is adopted in the dossier of its name", "[programme]") {
  Programme const programme{dossier_of_rules};
  programme.when(adoption(builtin_rulebook_toml()), january).accepted();
  programme.when_in("programme:other", adoption(builtin_rulebook_toml()), january)
      .refused_with({"invalid_field"})
      .citing("programme.rulebook")
      .saying("programme:hopen2-2026");
}

TEST_CASE("programme: the digest, name and version are those of the content", "[programme]") {
  Programme const programme{dossier_of_rules};
  auto wrong = adoption(builtin_rulebook_toml());
  wrong.sha256 = sha256("autre");
  programme.when(wrong, january).refused_with({"invalid_field"}).saying("empreinte");
  wrong = adoption(builtin_rulebook_toml());
  wrong.version = "99";
  programme.when(wrong, january).refused_with({"invalid_field"}).saying("se nomme");
  wrong = adoption(builtin_rulebook_toml());
  wrong.content = "pas du TOML";
  wrong.sha256 = sha256("pas du TOML");
  programme.when(wrong, january).refused_with({"invalid_field"}).saying("ne se lit pas");
}

TEST_CASE("programme: a version has one content", "[programme]") {
  Programme programme{dossier_of_rules};
  programme.record(adoption(variant("hopen2-2026", "2")), january);
  programme.when(adoption(variant("hopen2-2026", "2")), march).accepted();
  programme.when(adoption(variant("hopen2-2026", "2", "3")), march)
      .refused_with({"invalid_field"})
      .saying("autre contenu");
  programme.when(adoption(variant("hopen2-2026", "3", "3")), march).accepted();
}

TEST_CASE("programme: each act is judged by the rulebook in force at its instant", "[programme]") {
  Programme programme{dossier_of_rules};
  programme.record(adoption(builtin_rulebook_toml()), january);
  programme.record(adoption(variant("hopen2-2026", "2", "3")), march);
  auto const limit = [&](std::string_view at) {
    return programme.view(at).rules().integer("aap.projects_per_pmsi");
  };
  CHECK(limit("2025-12-01T00:00:00Z") == 2);
  CHECK(limit("2026-03-02T07:59:59Z") == 2);
  CHECK(limit(march) == 3);
}

TEST_CASE("programme: a rulebook of another name brings its own dossier", "[programme]") {
  Programme programme{"programme:essai"};
  programme.given_in(dossier_of_rules, adoption(builtin_rulebook_toml()), january);
  programme.when(date_set("aap.proofs", "2027-07-31"), march).refused_with({"unknown_dossier"});
  programme.record(adoption(variant("essai", "1")), march);
  programme.when(date_set("aap.proofs", "2027-07-31"), march).accepted();
  programme.when_in(dossier_of_rules, date_set("aap.proofs", "2027-07-31"), march).accepted();
}

TEST_CASE("programme: a dossier folded anew keeps what the others hold", "[programme]") {
  Programme programme{dossier_of_rules};
  programme.record(adoption(builtin_rulebook_toml()), january);
  programme.record(date_set("aap.proofs", "2027-07-31"), january);
  programme.record_in("programme:essai", adoption(variant("essai", "1", "3")), march);
  auto world = programme.world();
  world.replace(*world.find(dossier("programme:essai")));
  CHECK(world.programme().rulebooks.size() == 2);
  CHECK(world.programme().moves.at("aap.proofs").size() == 1);
  CHECK(world.rules_at(instant(january)).id() == "hopen2-2026/1");
  CHECK(world.rules_at(instant(march)).id() == "essai/1");
}

}  // namespace
}  // namespace probant::test
