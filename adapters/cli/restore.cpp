// probant restore: a backup into an empty place, after everything about it has been verified. What
// was erased since is erased again. A backup that is older than what is known of the log from
// outside is refused unless the loss is accepted; the log then goes on under another name and key,
// for a log never signs two histories.
#include <algorithm>
#include <chrono>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/directory.hpp"
#include "engine/log/continuity.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_named(std::vector<std::string> const& given,
                                  notary::Settings const& settings, std::string_view name) {
  std::vector<fs::path> files;
  for (auto const& file : given) {
    if (!fs::exists(file)) throw UsageError(file + " : ce fichier n'existe pas.");
    files.emplace_back(file);
  }
  for (auto const& copy : settings.copies) {
    if (fs::exists(copy / name)) files.push_back(copy / name);
  }
  return files;
}

/// The newest state of the log that anyone outside it has a proof of.
Known known_of(Backup const& backup, RestoreOptions const& options) {
  auto const& evidence = backup.evidence;
  Known known;
  known.checkpoint = evidence.checkpoint;
  for (auto const& file : files_named(options.checkpoints, evidence.settings, "checkpoint")) {
    auto const note = notary::read_file(file, max_note_bytes).value_or("");
    auto opened = evidence.open(note);
    if (!opened.good()) throw StoreError{file.string() + " : " + opened.why};
    known.all.push_back(opened.checkpoint);
    bool const newer =
        !known.checkpoint || opened.checkpoint.size > known.checkpoint->checkpoint.size;
    if (newer) known.checkpoint = std::move(opened);
  }
  known.erasures = notary::read_erasures(notary::Places{backup.directory}.erasures());
  for (auto const& file : files_named(options.erasures, evidence.settings, "erasures")) {
    known.erasures = merged(std::move(known.erasures), notary::read_erasures(file));
  }
  known.size = backup.certificate.events;
  known.root = backup.certificate.root;
  if (known.checkpoint) {
    auto const& checkpoint = known.checkpoint->checkpoint;
    known.all.push_back(checkpoint);
    if (static_cast<Position>(checkpoint.size) > known.size) {
      known.size = static_cast<Position>(checkpoint.size);
      known.root = checkpoint.root;
    }
  }
  // An erasure tells of the event that ordered it, even when no checkpoint does.
  for (auto const& one : known.erasures) known.size = std::max(known.size, one.ordered_by + 1);
  return known;
}

std::string missing_words(Backup const& backup, Known const& known, Instant last) {
  auto const from = backup.certificate.events;
  return "La sauvegarde du " + backup.certificate.made_at +
         " est plus ancienne que ce qui est "
         "connu du journal. Il manque " +
         std::to_string(known.size - from) + " événements, positions " + std::to_string(from) +
         " à " + std::to_string(known.size - 1) + ", tous enregistrés depuis le " +
         to_french(last) + ".";
}

/// Throws StoreError unless the restored log is what was certified and what was signed of it.
LogCheck verify_log(SqliteEventStore const& store, fs::path const& place, Backup const& backup,
                    Known const& known) {
  auto const check = check_log(store);
  std::vector<std::string> problems;
  if (!check.good()) problems.push_back(check.why);
  for (auto& problem : store.check_file()) problems.push_back(std::move(problem));
  if (check.good()) {
    auto const found = certificate_of(store, check, place, backup.certificate.origin, wall_clock());
    for (auto& one : differences(backup.certificate, found)) problems.push_back(std::move(one));
  }
  for (auto const& checkpoint : known.all) {
    if (static_cast<Position>(checkpoint.size) > check.checked) continue;
    auto const why = conflict_with(store, checkpoint);
    if (!why.empty()) problems.push_back(why);
  }
  if (problems.empty()) return check;
  std::string all = "La sauvegarde n'est pas restaurée :";
  for (auto const& problem : problems) all += "\n  - " + problem;
  throw StoreError{all};
}

void copy_log(Backup const& backup, fs::path const& place) {
  sqlite::make_empty(place);
  auto const file = sqlite::log_file(place);
  fs::copy_file(sqlite::log_file(backup.directory), file);
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  sqlite::sync_names(place);
}

/// Empties the place again unless all went well: half a restoration must not look like a store.
class Attempt {
 public:
  explicit Attempt(fs::path place) : place_{std::move(place)} {}
  Attempt(Attempt const&) = delete;
  Attempt& operator=(Attempt const&) = delete;
  ~Attempt() {
    if (done_) return;
    std::error_code ignored;
    sqlite::clear_away(place_);
    fs::remove_all(place_ / "evidence", ignored);
  }
  void done() { done_ = true; }

 private:
  fs::path place_;
  bool done_ = false;
};

Instant last_recorded(EventStore const& store) {
  return store.head().recorded_at.value_or(Instant::from_unix_ns(0));
}

void tell(Common const& common, Restoration const& made, fs::path const& place) {
  if (common.format == Format::json) {
    print(made.json() + "\n");
    return;
  }
  std::string text = "Sauvegarde restaurée et vérifiée dans " + place.string() + " en " +
                     std::to_string(made.milliseconds) + " ms : " + std::to_string(made.size) +
                     " événements, racine " + made.root.text() + ".\n";
  if (made.lost > 0) text += made.missing + "\n";
  if (made.erasures_reapplied > 0) {
    text += std::to_string(made.erasures_reapplied) + " contenu(s) effacé(s) de nouveau.\n";
  }
  if (made.key != made.previous_key) {
    text += "Nouvelle clé publique, à confier à qui vérifie le journal :\n  " + made.key + "\n";
  }
  print(text + "Certificat de restauration : " +
        (place / "evidence" / "restore-certificate").string() + "\n");
}

}  // namespace

int run_restore(Common const& common, RestoreOptions const& options) {
  auto const began = std::chrono::steady_clock::now();
  fs::path const place = common.store;
  ensure_vacant(common.store);
  Backup backup;
  backup.directory = options.directory;
  sqlite::ensure_store_in(backup.directory);
  backup.evidence = notary::read_evidence(backup.directory);
  backup.certificate = read_certificate(certificate_file(backup.directory), backup.evidence.keys);
  auto const known = known_of(backup, options);

  copy_log(backup, place);
  Attempt attempt{place};
  Restoration made;
  {
    auto const copy = SqliteEventStore::open(place, SqliteEventStore::Mode::read_only);
    auto const check = verify_log(*copy, place, backup, known);
    made.size = check.checked;
    made.root = check.root;
    made.lost = known.size - made.size;
    if (made.lost > 0) made.missing = missing_words(backup, known, last_recorded(*copy));
  }
  if (made.lost > 0 && !options.accept_loss) {
    complain("probant : " + made.missing +
             " Restaurez une sauvegarde plus récente, ou acceptez cette perte avec --accept-loss : "
             "le journal continue alors sous un autre nom et une autre clé.");
    return exit_no;
  }
  take_over(place, backup, known, options, made);
  made.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::steady_clock::now() - began)
                          .count();
  made.restored_at = wall_clock().text();
  write_certificate(place, made);
  attempt.done();
  tell(common, made, place);
  return exit_done;
}

}  // namespace probant::cli
