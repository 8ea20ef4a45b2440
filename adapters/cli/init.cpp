// probant init: a new store, with the built-in rulebook adopted as its first event.
#include <array>
#include <filesystem>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/making.hpp"
#include "engine/log/digest.hpp"

namespace probant::cli {
namespace {

Proposal adopt_builtin_rulebook() {
  auto const rules = builtin_rulebook();
  programme::RulebookAdopted adopted;
  adopted.name = rules->name();
  adopted.version = rules->version();
  adopted.content = FileContent{std::string{builtin_rulebook_toml()}};
  adopted.sha256 = sha256(builtin_rulebook_toml());
  Proposal proposal;
  proposal.id = "init:" + rules->id();
  proposal.dossier = {DossierKind::programme, rules->name()};
  proposal.actor = {"probant-init", Role::operator_, ""};
  proposal.event = Event{std::move(adopted), {}};
  return proposal;
}

/// Simulated acts begin before the first real one, so the rules must be there before them.
constexpr auto simulation_start = "2026-01-01T00:00:00Z";

void adopt_rules(SqliteEventStore& store) {
  auto proposal = adopt_builtin_rulebook();
  if (store.simulation()) proposal.occurred_at = Instant::parse(simulation_start);
  auto const clock = store.simulation() ? ClockMode::proposals : ClockMode::wall;
  Engine engine{store, ports(store.simulation()), clock};
  auto const outcomes = engine.record(std::array{std::move(proposal)});
  if (outcomes.front().kind != OutcomeKind::recorded) {
    throw StoreError("Le jeu de règles intégré n'a pas pu être adopté : " +
                     to_json(outcomes.front()));
  }
}

/// Nobody else's, and no address anyone could reach (RFC 2606).
std::string unique_origin() {
  auto const digits = Sha256{random_bytes()}.text();
  return "probant.invalid/" + digits.substr(0, 16);
}

std::unique_ptr<WritingSession> furnish(std::string const& directory, bool simulation,
                                        std::string origin,
                                        std::unique_ptr<SqliteEventStore> store) {
  if (origin.empty()) origin = simulation ? "probant.invalid/simulation" : unique_origin();
  // The same simulation gives the same bytes, signatures included; its key is nobody's secret.
  auto const seed = simulation ? simulation_seed() : random_bytes();
  notary::create_evidence(directory, origin, seed);
  auto session = std::make_unique<WritingSession>(directory, std::move(store));
  adopt_rules(session->store());
  session->notary().sign();
  return session;
}

}  // namespace

void ensure_vacant(std::string const& directory, std::string_view made_there) {
  std::error_code error;
  if (sqlite::is_vacant(directory, error) || error) return;  // creating says what is wrong
  throw UsageError(directory + " : ce répertoire n'est pas vide ; " + std::string{made_there} +
                   " dans un répertoire vide ou qui n'existe pas encore.");
}

std::unique_ptr<WritingSession> new_store(std::string const& directory, bool simulation,
                                          std::string origin) {
  using Mode = SqliteEventStore::Mode;
  ensure_vacant(directory, "un journal se crée (--store)");
  sqlite::Making making{directory};
  auto store =
      SqliteEventStore::open(directory, simulation ? Mode::create_simulation : Mode::create);
  auto session = furnish(directory, simulation, std::move(origin), std::move(store));
  making.done();
  return session;
}

int run_init(Common const& common, InitOptions const& options) {
  auto const& origin = options.origin;
  if (!origin.empty() && (!is_key_name(origin) || origin.size() > max_key_name_bytes)) {
    throw UsageError("--origin « " + origin +
                     " » : une adresse sans espace ni « + » est attendue, par exemple "
                     "probant.example.org/journal.");
  }
  if (auto const scheme = origin.find("://"); scheme != std::string::npos) {
    throw UsageError("--origin « " + origin +
                     " » : l'origine d'un journal est une adresse sans « https:// » (C2SP "
                     "tlog-checkpoint) ; donnez « " +
                     origin.substr(scheme + 3) + " ».");
  }
  auto const session = new_store(common.store, options.simulation, options.origin);
  auto const key = session->notary().key().text();
  if (common.format == Format::json) {
    print("{\"store\":\"created\",\"simulation\":" +
          std::string{options.simulation ? "true" : "false"} + ",\"rulebook\":\"" +
          builtin_rulebook()->id() + "\",\"key\":\"" + key + "\"}\n");
  } else {
    print("Magasin créé dans " + common.store +
          (options.simulation ? " (simulation : rien de ce qu'il contient n'est réel)" : "") +
          ".\nJeu de règles adopté : " + builtin_rulebook()->id() +
          ".\nClé publique, à confier à qui vérifiera le journal : " + key +
          "\nEnsuite : probant record --store " + common.store + " propositions.jsonl\n");
  }
  return exit_done;
}

}  // namespace probant::cli
