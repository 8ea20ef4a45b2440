// probant verify: recomputes the log from its stored bytes, compares it with what was signed of it,
// and names the first bad position.
#include <algorithm>
#include <future>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/signed_check.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/unreadable.hpp"
#include "adapters/cli/verdict.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/making.hpp"
#include "adapters/sqlite/reader.hpp"
#include "adapters/sqlite/schema.hpp"
#include "adapters/timestamp/timestamp.hpp"
#include "engine/kernel/lawful_erasure.hpp"
#include "events/codec/decoder.hpp"
#include "projections/ahead.hpp"

namespace probant::cli {
namespace {

/// A backup is also compared with its certificate.
void check_certificate(Verdict& verdict, SqliteEventStore const& store,
                       std::string const& directory, notary::Evidence const& evidence) {
  auto const file = certificate_file(directory);
  if (!std::filesystem::exists(file)) return;
  auto const certified = read_certificate(file, evidence);
  auto const found = certificate_of(store, verdict.log, directory, certified.origin, wall_clock());
  for (auto& difference : differences(certified, found)) {
    verdict.problems.push_back(std::move(difference));
  }
  for (auto& missing : missing_beside(certified, directory)) {
    verdict.problems.push_back(std::move(missing));
  }
}

/// What the root alone does not tell: the envelopes are those that were signed, to the last. Empty
/// where they are not, or nothing speaks against the head.
std::string head_altered(LogCheck const& log, notary::Evidence const& evidence) {
  if (log.good() || log.first_bad || !evidence.checkpoint) return {};
  auto const& last = evidence.checkpoint->checkpoint;
  if (last.size != static_cast<std::uint64_t>(log.checked) || last.root != log.root) return {};
  std::string peaks;
  for (auto const& peak : log.peaks) peaks += peak.text();
  return "les événements et leurs enveloppes sont ceux que le dernier point de contrôle signé "
         "atteste, jusqu'au dernier ; l'état de tête (head.peaks) n'en a pas la racine : c'est lui "
         "seul qui a été modifié, hors de probant. Il se calcule des enveloppes : probant arrêté, "
         "remettez-le avec sqlite3 log.sqlite \"update head set peaks = x'" +
         peaks + "'\", ou restaurez une sauvegarde avec « probant restore »";
}

/// What was not ordered lawfully is a finding of its own, and belongs in no list.
std::vector<ErasedPayload> due_in_lists(EventStore const& store, LogCheck const& log,
                                        std::vector<ErasedPayload> ordered) {
  if (log.good()) return ordered;
  std::erase_if(ordered, [&store](ErasedPayload const& one) {
    return !why_unlawful(store, one.ordered_by).empty();
  });
  return ordered;
}

/// Compares the log with what lies beside it and outside.
void check_beside(Verdict& verdict, SqliteEventStore const& store, Common const& common,
                  VerifyOptions const& options) {
  auto const& evidence = verdict.evidence;
  auto const add = [&verdict](std::vector<std::string> problems) {
    for (auto& problem : problems) verdict.problems.push_back(std::move(problem));
  };
  verdict.lineage = lineage_of(store, evidence);
  add(verdict.lineage.problems);
  auto const unlike = kind_conflict(store, evidence);
  if (!unlike.empty()) verdict.problems.push_back(unlike);
  verdict.altered = verdict.altered || !unlike.empty();
  verdict.keys = check_keys(store, common.store, evidence);
  add(verdict.keys.problems);
  for (auto const& notice : verdict.keys.notices) verdict.notices.push_back(notice);
  check_signed(verdict, store, common.store, options);
  if (auto const own = notary::Places{common.store}.checkpoint(); !std::filesystem::exists(own)) {
    verdict.problems.push_back(own.string() +
                               " : le dernier point de contrôle n'est plus là ; remettez-le d'une "
                               "copie ou d'une sauvegarde");
  }
  // A log that is whole orders as many as it lacks: none need be looked for.
  bool const erases = !verdict.log.good() || verdict.log.erased > 0;
  auto const next = store.head().next;
  auto const ordered = erases ? erasures_of(store) : std::vector<ErasedPayload>{};
  auto const due = due_in_lists(store, verdict.log, ordered);
  add(notary::check_erasures(common.store, evidence, ordered, due,
                             erases ? next : verdict.log.checked));
  // What lies there is of later than a backup, or of the log before until that is put aside.
  bool const others = std::filesystem::exists(certificate_file(common.store)) ||
                      std::filesystem::exists(notary::Places{common.store}.to_take_over());
  if (!others) add(notary::check_copied_erasures(evidence, due));
  auto const ca_file =
      options.tsa_ca.empty() ? ca_file_of(evidence.settings, common.store) : options.tsa_ca;
  verdict.timestamps = check_timestamps(store, common.store, evidence, ca_file);
  for (auto const& one : verdict.timestamps.broken) verdict.problems.push_back(one.words);
  add(verdict.timestamps.problems);
  for (auto const& one : verdict.timestamps.later) verdict.notices.push_back(one);
  for (auto const& one : verdict.timestamps.lost) verdict.notices.push_back(one);
  for (auto const& copy : evidence.settings.copies) {
    if (std::filesystem::is_regular_file(copy / "checkpoint")) continue;
    verdict.notices.push_back("copie " + copy.string() +
                              " : pas de point de contrôle à cet endroit, rien n'a pu en être "
                              "comparé (evidence.toml, copies)");
  }
}

void check_projections(Verdict& verdict, SqliteEventStore const& store,
                       std::string const& directory) {
  auto world = check_world(store, verdict.evidence, directory);
  verdict.projections = std::move(world.state);
  if (auto notice = notice_of(verdict.projections); !notice.empty()) {
    verdict.notices.push_back(std::move(notice));
  }
  verdict.altered = verdict.altered || world.cut;
  if (world.cut && !verdict.log.first_bad) verdict.log.first_bad = store.head().next;
  if (!world.problem.empty()) verdict.problems.push_back(std::move(world.problem));
}

std::vector<sqlite::Fault> faults_of_file(std::filesystem::path const& directory) {
  sqlite::Reader reader{sqlite::log_file(directory), sqlite::reading(directory)};
  return reader.check_file();
}

std::optional<Position> first_position(std::vector<sqlite::Fault> const& faults) {
  std::optional<Position> first;
  for (auto const& fault : faults) {
    if (fault.position && (!first || *fault.position < *first)) first = fault.position;
  }
  return first;
}

Verdict verdict_on(Common const& common, VerifyOptions const& options) {
  auto const store = open_to_read(common);
  Verdict verdict;
  verdict.simulation = store->simulation();
  // One thread for what SQLite compares within its file, beside those that hash.
  auto in_file = std::async(std::launch::async, [&common] { return faults_of_file(common.store); });
  {
    Progress progress{"vérification"};
    verdict.log = check_log(*store, [&progress](Position done, Position total) {
      progress.at(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
    });
  }
  judge_erasures(*store, verdict.log);
  if (!verdict.log.good()) verdict.problems.push_back(verdict.log.why);
  auto const faults = in_file.get();
  for (auto const& fault : faults) verdict.problems.push_back(fault.words);
  auto const file_is_bad_at = first_position(faults);
  if (!verdict.log.first_bad) verdict.log.first_bad = file_is_bad_at;
  for (auto& problem : store->check_schema()) verdict.problems.push_back(std::move(problem));
  verdict.altered = !verdict.problems.empty();
  try {
    verdict.evidence = notary::read_evidence(common.store);
    auto head = head_altered(verdict.log, verdict.evidence);
    if (!head.empty()) verdict.problems.front() = std::move(head);
    check_beside(verdict, *store, common, options);
    if (verdict.log.good()) {
      check_projections(verdict, *store, common.store);
      check_certificate(verdict, *store, common.store, verdict.evidence);
      auto ahead = ahead_words(store->head().recorded_at, wall_clock());
      if (!ahead.empty()) verdict.notices.push_back(std::move(ahead));
    }
  } catch (StoreError const& error) {
    verdict.problems.emplace_back(error.what());
  } catch (CodecError const&) {
    // What is altered is known and named: what rests on it cannot be read.
    if (verdict.log.good()) throw;
  }
  return verdict;
}

/// A slip in the settings says nothing about the log, nor do settings that are not there.
void ensure_settings(std::string const& directory) {
  auto const file = notary::Places{directory}.settings();
  auto const text = notary::read_file(file, notary::max_settings_bytes);
  if (!text) {
    throw StoreError{file.string() +
                     " manque : sans les réglages de preuve, rien de ce qui a été signé ne peut "
                     "être comparé avec le journal. Remettez ce fichier depuis une sauvegarde, ou "
                     "une ligne : origin = \"…\", le nom par lequel commence evidence/log.vkey."};
  }
  auto const settings = notary::parse_settings(*text, file.string());
  auto const ca_file = ca_file_of(settings, directory);
  if (ca_file.empty() || timestamp::has_certificates(ca_file)) return;
  throw StoreError{file.string() + " : « ca_file », " + ca_file +
                   " : ce fichier n'existe pas, ou ne contient pas de certificat (PEM)."};
}

/// Nor do the certificates of another authority.
void ensure_authority(Verdict const& verdict, VerifyOptions const& options) {
  auto const& untrusted = verdict.timestamps.untrusted;
  if (untrusted.empty()) return;
  auto const why = untrusted.front() +
                   ". Donnez ceux de l'autorité, plusieurs à la suite s'il y "
                   "en a eu plusieurs.";
  if (!options.tsa_ca.empty()) throw UsageError("--tsa-ca " + options.tsa_ca + " : " + why);
  throw StoreError{"evidence.toml, ca_file : " + why};
}

/// Where a table is not there, nothing can be asked of the file but that.
std::vector<std::string> missing_parts(std::filesystem::path const& directory) {
  std::vector<std::string> problems;
  try {
    sqlite::Connection connection{sqlite::log_file(directory), sqlite::reading(directory)};
    sqlite::recognise(connection, directory.string());
    problems = sqlite::check_schema(connection);
  } catch (StoreError const&) {
    // What could not be read is told as it was met.
  }
  for (auto& problem : problems) {
    problem +=
        " ; conservez le journal tel quel et restaurez une sauvegarde avec « probant "
        "restore »";
  }
  return problems;
}

/// A file that SQLite cannot read any more is an answer about the journal, not about the machine.
Verdict verdict_or_damage(Common const& common, VerifyOptions const& options) {
  try {
    return verdict_on(common, options);
  } catch (sqlite::SqliteError const& error) {
    if (!error.tells_of_damage()) throw;
    Verdict verdict;
    verdict.altered = true;
    verdict.log.first_bad = error.position();
    if (!verdict.log.first_bad) verdict.log.first_bad = first_unreadable(common.store);
    verdict.problems = missing_parts(common.store);
    if (verdict.problems.empty()) verdict.problems.emplace_back(error.what());
    return verdict;
  }
}

}  // namespace

int run_verify(Common const& common, VerifyOptions const& options) {
  ensure_certificates(options.tsa_ca);
  sqlite::ensure_finished(common.store);
  ensure_settings(common.store);
  auto verdict = verdict_or_damage(common, options);
  if (verdict.good()) ensure_authority(verdict, options);
  for (auto const& one : verdict.timestamps.untrusted) verdict.notices.push_back(one);
  print(common.format == Format::json ? in_json(verdict) : in_words(verdict));
  return verdict.good() ? exit_done : exit_no;
}

}  // namespace probant::cli
