// probant simulate: a whole national programme on real establishments, into a store of its own.
#include <array>
#include <fstream>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/questions.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/simulation/simulation.hpp"
#include "adapters/simulation/summary.hpp"
#include "adapters/sqlite/directory.hpp"
#include "engine/rules/counted.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t max_list_bytes = std::size_t{64} << 20U;
constexpr std::size_t violations_shown = 20;

std::string read_file(std::string const& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) cannot_open(path);
  std::string bytes;
  std::array<char, 65'536> chunk{};
  while (file.read(chunk.data(), chunk.size()) || file.gcount() > 0) {
    bytes.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
    if (bytes.size() > max_list_bytes) {
      throw UsageError("--establishments : « " + path + " » dépasse 64 Mio.");
    }
  }
  if (!file.eof()) throw UsageError("--establishments : « " + path + " » ne se lit pas.");
  return bytes;
}

simulation::Establishments establishments_of(std::string const& path) {
  try {
    return simulation::read_establishments(read_file(path));
  } catch (simulation::EstablishmentsError const& error) {
    throw UsageError(path + " : " + error.what());
  }
}

/// A new store, or a simulation store that holds nothing but its rules.
std::unique_ptr<WritingSession> store_to_play_in(std::string const& directory) {
  std::error_code error;
  if (sqlite::is_vacant(directory, error) || error) return new_store(directory, true, {});
  ensure_no_backup(directory);
  auto store = SqliteEventStore::open(directory, SqliteEventStore::Mode::read_write);
  if (!store->simulation()) {
    throw UsageError("« " + directory +
                     " » est un vrai magasin : une simulation se joue dans un magasin à elle, par "
                     "exemple --store ./simulation.");
  }
  auto const events = store->head().next;
  if (events > 1) {
    throw UsageError("« " + directory + " » contient déjà " + std::to_string(events) +
                     " événements : simulez dans un dossier vide, par exemple --store "
                     "./simulation.");
  }
  return std::make_unique<WritingSession>(directory, std::move(store));
}

std::string kinds_label(DossierKind kind) {
  switch (kind) {
    case DossierKind::register_:
      return "référentiel";
    case DossierKind::programme:
      return "règles et calendrier";
    case DossierKind::hospiconnect:
      return "candidatures HospiConnect";
    case DossierKind::aap:
      return "projets HOP'EN 2";
    case DossierKind::mie:
      return "financements MIE";
    case DossierKind::recovery:
      return "recouvrements";
    case DossierKind::refusals:
      return "refus";
    case DossierKind::journal:
      return "journal";
    case DossierKind::convergence:
      return "Convergence";
  }
  return "";
}

std::string dossiers_text(simulation::Summary const& summary) {
  Table table{{{"DOSSIERS", "PHASE", "NOMBRE"}}, {2}, {}};
  for (auto const& [kind, phases] : summary.dossiers) {
    bool const detailed = kind != DossierKind::register_ && kind != DossierKind::programme &&
                          kind != DossierKind::refusals && kind != DossierKind::journal &&
                          kind != DossierKind::convergence;
    std::int64_t total = 0;
    for (auto const& [name, phase] : phases) total += phase.dossiers;
    table.rows.push_back({kinds_label(kind), "", std::to_string(total)});
    if (!detailed) continue;
    for (auto const& [name, phase] : phases) {
      table.rows.push_back({"", phase.label, std::to_string(phase.dossiers)});
    }
  }
  return to_text(table);
}

std::string refusals_text(simulation::Tally const& tally) {
  Table table{{{"REFUS PAR MOTIF", "NOMBRE"}}, {1}, {}};
  for (auto const& [code, count] : tally.refusals) {
    table.rows.push_back({std::string{name_of(code)}, std::to_string(count)});
  }
  return to_text(table);
}

std::string money_text(std::vector<ExposureGroup> const& groups) {
  constexpr std::array shown{Figure::ceiling_net_cents, Figure::entitlement_cents,
                             Figure::ordered_cents,     Figure::paid_cents,
                             Figure::undue_cents,       Figure::recovered_cents,
                             Figure::outstanding_cents};
  if (groups.empty()) return "Aucun montant.\n";
  Table table;
  std::vector<std::string> head{"MONTANTS"};
  for (auto const& group : groups) head.push_back(group.heading);
  table.rows.push_back(head);
  for (std::size_t column = 1; column < head.size(); ++column) table.right.push_back(column);
  for (auto const figure : shown) {
    std::vector<std::string> row{std::string{label_of(figure)}};
    for (auto const& group : groups) {
      row.push_back(amount_text(group.amounts[static_cast<std::size_t>(figure)], figure));
    }
    table.rows.push_back(std::move(row));
  }
  return to_text(table);
}

std::string verdict_text(std::vector<simulation::Violation> const& violations) {
  if (violations.empty()) {
    return coloured(Colour::green, "Invariants vérifiés") +
           " : paiements, explications, rejeu et échéances.\n";
  }
  std::string text = coloured(Colour::red, counted(std::ssize(violations), "invariant violé",
                                                   "invariants violés")) +
                     "\n";
  for (std::size_t i = 0; i < std::min(violations.size(), violations_shown); ++i) {
    auto const& one = violations[i];
    text += "  " + one.promise + " : " + one.where + " : " + one.what + "\n";
  }
  return text;
}

std::string in_words(simulation::Summary const& summary,
                     std::vector<simulation::Violation> const& violations) {
  return counted(summary.tally.recorded, "événement enregistré", "événements enregistrés") + ", " +
         counted(summary.tally.refused, "proposition refusée", "propositions refusées") + ", " +
         counted(summary.tally.duplicates, "doublon", "doublons") + "\n\n" +
         dossiers_text(summary) + "\n" + refusals_text(summary.tally) + "\n" +
         money_text(summary.money) + "\n" + verdict_text(violations);
}

}  // namespace

int run_simulate(Common const& common, SimulateOptions const& options) {
  auto const establishments = establishments_of(options.establishments);
  auto const until = options.until.value_or(wall_clock());
  if (until < simulation::beginning()) {
    throw UsageError("--until : la simulation commence le " +
                     to_french(paris_day(simulation::beginning())) +
                     " ; donnez une date qui n'est pas antérieure.");
  }
  auto const session = store_to_play_in(common.store);
  auto& store = session->store();
  Engine engine{store, ports(true), ClockMode::proposals};
  auto const start = simulation::beginning().unix_seconds();
  auto const total = std::max(until.unix_seconds() - start, std::int64_t{1});
  simulation::Tally tally;
  {
    Progress progress{"simulation"};
    tally = simulation::simulate(
        engine, establishments, {options.seed, until, static_cast<int>(options.scale)},
        [&](Instant reached) {
          auto const done = reached.unix_seconds() - start;
          progress.at(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
        });
  }
  auto const summary = simulation::summarise(engine.world(), until, tally);
  auto const violations = simulation::check(store, engine.world(), until);
  print(common.format == Format::json ? simulation::to_json(summary, violations) + "\n"
                                      : in_words(summary, violations));
  return violations.empty() ? exit_done : exit_no;
}

}  // namespace probant::cli
