// probant backup: a copy of the store that can be restored, taken while others write to it. Beside
// the log it holds what proves it, and a signed certificate; never the signing key.
#include <chrono>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/key_changes.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/cli/sealed_end.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/making.hpp"
#include "engine/kernel/lawful_erasure.hpp"
#include "engine/log/continuity.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// Before the log, so that no checkpoint copied speaks of events that were not.
void copy_evidence(fs::path const& store, fs::path const& backup) {
  notary::Places const from{store};
  notary::Places const to{backup};
  fs::create_directory(to.directory);
  auto const copy = [](fs::path const& source, fs::path const& target) {
    auto const bytes = notary::read_file(source, max_erasures_bytes);
    if (bytes) notary::write_file(target, *bytes);
  };
  copy(from.settings(), to.settings());
  copy(from.public_keys(), to.public_keys());
  copy(from.checkpoint(), to.checkpoint());
  for (auto const& folder : {&notary::Places::timestamps, &notary::Places::rotations,
                             &notary::Places::cosigned, &notary::Places::lost}) {
    notary::copy_folder((from.*folder)(), (to.*folder)(), max_erasures_bytes);
  }
}

void copy_log(fs::path const& store, fs::path const& backup) {
  Progress progress{"copie"};
  sqlite::copy_database(store, sqlite::log_file(backup),
                        [&](std::size_t done, std::size_t total) { progress.at(done, total); });
  sqlite::sync_names(backup);
}

/// After the log, so that none of the erasures in it is missing from the list.
void copy_erasures(fs::path const& store, fs::path const& backup) {
  auto const list = notary::read_file(notary::Places{store}.erasures(), max_erasures_bytes);
  if (list) notary::write_file(notary::Places{backup}.erasures(), *list);
}

/// Checks the copy as if it came from elsewhere: a backup that cannot be restored is none. What is
/// certified of it is signed: its end, too, must be what the log's key wrote.
BackupCertificate certify_copy(fs::path const& backup, notary::Notary const& notary) {
  auto const copy = SqliteEventStore::open(backup, SqliteEventStore::Mode::read_only);
  ensure_end_sealed(backup.string(), copy->sealed_head(), notary);
  auto check = check_log(*copy);
  judge_erasures(*copy, check);
  if (!check.good()) {
    throw StoreError{"La copie n'est pas intègre (" + check.why +
                     ") : vérifiez le journal avec « probant verify »."};
  }
  auto const evidence = notary::read_evidence(backup);
  auto const own = notary::read_file(notary::Places{backup}.checkpoint(), max_note_bytes);
  if (own) {
    auto const opened = evidence.open(*own);
    auto const why = opened.good() ? conflict_with(*copy, opened.checkpoint) : opened.why;
    if (!why.empty()) throw StoreError{backup.string() + " : " + why};
  }
  auto made = certificate_of(*copy, check, backup, evidence.settings.origin, wall_clock());
  made.evidence = evidence_beside(backup);
  return made;
}

/// What `probant restore` would refuse of a backup that is certified: French.
struct Refused {
  std::vector<std::string> problems;
  bool dispensable = true;  ///< --accept-loss restores it without them
};

/// By what restore itself judges by: a backup is verified only when nothing is.
Refused refused_of(fs::path const& backup) {
  auto const copy = SqliteEventStore::open(backup, SqliteEventStore::Mode::read_only);
  Refused refused;
  refused.problems = copy->check_file();
  auto beside = check_beside(*copy, backup);
  for (auto& one : beside.problems) refused.problems.push_back(std::move(one));
  refused.dispensable = refused.problems.empty();
  for (auto& one : beside.stamps) refused.problems.push_back(std::move(one.words));
  return refused;
}

void tell(Refused const& refused) {
  std::string text =
      "probant : la sauvegarde est faite, mais « probant restore » la refuserait"
      " :";
  for (auto const& one : refused.problems) text += "\n  - " + one;
  text +=
      "\nGardez-la, elle est la copie exacte du magasin, et aussi les précédentes. Remettez dans "
      "le magasin ce qui y manque ou y a changé (d'une sauvegarde antérieure, d'une copie ou d'un "
      "export ; « probant verify » le nomme), puis refaites une sauvegarde.";
  if (refused.dispensable) {
    text += " Si c'est perdu, « probant restore --accept-loss » restaure sans, et le dit.";
  }
  complain(text);
}

std::string in_json(BackupCertificate const& made, Refused const& refused,
                    std::string const& directory, std::int64_t milliseconds) {
  return JsonObject{}
             .text("backup", directory)
             .text("origin", made.origin)
             .number("events", made.events)
             .number("dossiers", made.dossiers)
             .number("erased", made.erased)
             .number("proposals", made.proposals)
             .text("root", made.root.text())
             .text("database_sha256", made.database.text())
             .text("made_at", made.made_at)
             .number("milliseconds", milliseconds)
             .flag("verified", refused.problems.empty())
             .raw("problems", json_texts(refused.problems))
             .json() +
         "\n";
}

}  // namespace

int run_backup(Common const& common, BackupOptions const& options) {
  auto const began = std::chrono::steady_clock::now();
  fs::path const backup = options.directory;
  ensure_vacant(options.directory, "chaque sauvegarde se fait");
  ensure_no_backup(common.store);
  auto const source = open_to_read(common);
  notary::Notary const notary{common.store, *source};
  if (!options.offline) {
    for (auto const& why : ensure_witnessed(common.store, *source)) complain("probant : " + why);
  }
  if (auto const waiting = waiting_rotation(*source, common.store, notary.key());
      !waiting.empty()) {
    complain("probant : attention, " + waiting +
             ". Cette sauvegarde n'aura pas la clé préparée ; refaites-en une ensuite.");
  }
  sqlite::Making making{backup};
  copy_evidence(common.store, backup);
  copy_log(common.store, backup);
  copy_erasures(common.store, backup);
  auto const made = certify_copy(backup, notary);
  notary::write_file(certificate_file(backup), notary.sign_statement(made.text()).bytes());
  auto const refused = refused_of(backup);
  making.done();
  auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - began)
                        .count();
  if (common.format == Format::json) {
    print(in_json(made, refused, options.directory, took));
  } else {
    auto const* const begin =
        refused.problems.empty() ? "Sauvegarde faite et vérifiée dans " : "Copie faite dans ";
    print(begin + options.directory + " en " + std::to_string(took) +
          " ms : " + event_count(made.events) + ", " +
          counted(made.dossiers, "dossier", "dossiers") + ", racine " + made.root.text() +
          ".\nLa clé de signature n'y est pas : gardez-la à part (evidence/signing-key).\n" +
          (fs::exists(common.store + "/service")
               ? "Les jetons et les abonnements non plus, pour leurs secrets : copiez service/ à "
                 "part, service arrêté.\n"
               : "") +
          "Restaurer : probant restore " + options.directory + " --store NOUVEAU --key CLÉ\n");
  }
  if (refused.problems.empty()) return exit_done;
  tell(refused);
  return exit_no;
}

}  // namespace probant::cli
