// probant restore: a backup into an empty place, after everything about it has been verified. What
// was erased since is erased again. One that is older than what is known of the log from outside is
// refused unless the loss is accepted; the log then goes on under another name and key.
#include <chrono>

#include "adapters/cli/backup_read.hpp"
#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/touched.hpp"
#include "adapters/cli/unreadable.hpp"
#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/directory.hpp"
#include "adapters/sqlite/making.hpp"
#include "engine/kernel/lawful_erasure.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/system_fault.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

std::string missing_words(Backup const& backup, Known const& known, Instant last) {
  auto const from = backup.certificate.events;
  auto const missing = known.size - from;
  return "La sauvegarde du " + backup.certificate.made_at +
         " est plus ancienne que ce qui est "
         "connu du journal. Il manque au moins " +
         event_count(missing) + ", " + span_words(from, missing) +
         (missing == 1 ? ", enregistré depuis le " : ", tous enregistrés depuis le ") +
         to_french(last) + ".";
}

Instant last_recorded(EventStore const& store) {
  return store.head().recorded_at.value_or(Instant::from_unix_ns(0));
}

/// Throws Altered unless a log that is what was certified of it is the beginning of what is known.
void ensure_history(EventStore const& store, Backup const& backup, Known const& known) {
  auto const& certified = backup.certificate;
  auto attested = known.all;
  attested.push_back(
      {"le certificat de la sauvegarde",
       {certified.origin, static_cast<std::uint64_t>(certified.events), certified.root}});
  Altered found;
  for (auto const& one : known.all) {
    if (static_cast<Position>(one.checkpoint.size) > certified.events) continue;
    auto const why = conflict_with(store, one.checkpoint);
    if (why.empty()) continue;
    auto const other = notary::other_history(store, one, attested);
    found.two_histories = found.two_histories || other.has_value();
    found.problems.push_back(other ? other->words : one.name + " : " + why);
  }
  if (!found.problems.empty()) throw std::move(found);
}

/// Throws Altered unless the restored log is what was certified and what was signed of it.
LogCheck verify_log(SqliteEventStore const& store, fs::path const& place, Backup const& backup,
                    Known const& known) {
  auto check = check_log(store);
  judge_erasures(store, check);
  std::vector<std::string> problems;
  if (!check.good()) problems.push_back(check.why);
  for (auto& problem : store.check_file()) problems.push_back(std::move(problem));
  if (check.good()) {
    auto const found = certificate_of(store, check, place, backup.certificate.origin, wall_clock());
    for (auto& one : differences(backup.certificate, found)) problems.push_back(std::move(one));
  }
  if (!problems.empty()) throw Altered{std::move(problems), check.first_bad};
  ensure_history(store, backup, known);
  return check;
}

/// Throws Altered unless what lies beside the log is what it says of it, and what was certified. Of
/// the latter, and of time stamps, a person may do without: fills in what that is.
void verify_beside(SqliteEventStore const& store, Backup const& backup, Sound const& sound,
                   RestoreOptions const& options, Restoration& made) {
  auto beside = check_beside(store, backup.sound);
  Altered incomplete;
  for (auto& one : beside.problems) incomplete.problems.push_back(sound.told(std::move(one)));
  auto missing = missing_beside(backup.certificate, backup.directory);
  for (auto const& one : beside.stamps) missing.push_back(one.words);
  incomplete.beside = true;
  incomplete.dispensable = incomplete.problems.empty();
  if (incomplete.dispensable && (missing.empty() || options.accept_loss)) {
    made.evidence_missing = std::move(missing);
    made.stamps_lost = std::move(beside.stamps);
    return;
  }
  for (auto& one : missing) incomplete.problems.push_back(std::move(one));
  throw incomplete;
}

/// The same of the copy at `place`, whose file may be so damaged that it cannot be read.
void verify_copy(fs::path const& place, Backup const& backup, Sound const& sound,
                 Known const& known, RestoreOptions const& options, Restoration& made) {
  try {
    auto const copy = SqliteEventStore::open(place, SqliteEventStore::Mode::read_only);
    auto const check = verify_log(*copy, place, backup, known);
    verify_beside(*copy, backup, sound, options, made);
    for (auto const& one : made.evidence_missing) complain("probant : attention, " + one + ".");
    made.simulation = copy->simulation();
    made.size = check.checked;
    made.root = check.root;
    made.lost = known.size - made.size;
    made.known_from = known.from;
    if (made.lost > 0) made.missing = missing_words(backup, known, last_recorded(*copy));
  } catch (sqlite::SqliteError const& error) {
    if (!error.tells_of_damage()) throw;
    bool const other = sha256_of_file(sqlite::log_file(place)) != backup.certificate.database;
    throw Altered{{other ? sqlite::log_file(backup.directory).string() +
                               " : ce fichier n'est plus celui qui a été certifié le " +
                               backup.certificate.made_at + ", et ne se lit plus comme un journal"
                         : error.what()},
                  first_unreadable(place.string())};
  }
}

int tell(Common const& common, Altered const& altered) {
  if (common.format == Format::json) {
    JsonObject object;
    object.flag("restored", false).number_or_null("first_bad_position", altered.first_bad);
    object.text("reason", altered.problems.front());
    object.raw("problems", json_texts(altered.problems));
    print(object.json() + "\n");
    return exit_no;
  }
  std::string all = altered.two_histories ? "probant : la sauvegarde est d'une autre histoire"
                    : altered.beside      ? "probant : ce qui accompagne le journal sauvegardé "
                                            "n'est pas ce qu'il en dit"
                                          : "probant : la sauvegarde est altérée";
  if (altered.first_bad) all += " à la position " + std::to_string(*altered.first_bad);
  all += ", elle n'est pas restaurée :";
  for (auto const& problem : altered.problems) all += "\n  - " + problem;
  if (altered.beside) {
    all +=
        "\nLe magasin d'où elle vient, une autre sauvegarde ou un export peuvent encore l'avoir : "
        "remettez ces fichiers dans son dossier evidence, relisez-la avec « probant verify --store "
        "», puis restaurez.";
  }
  if (altered.dispensable) {
    all += " S'ils sont perdus, --accept-loss restaure sans eux, et le certificat le dit.";
  }
  if (!altered.beside && !altered.two_histories) all += "\nPrenez une autre sauvegarde.";
  if (altered.two_histories) {
    all +=
        "\nRestaurez-en une d'avant leur séparation ; engine/log/EVIDENCE.md, « Two histories », "
        "dit comment en sortir.";
  }
  complain(all);
  return exit_no;
}

void ensure_backup_in(fs::path const& directory) {
  std::error_code error;
  auto const status = fs::status(sqlite::log_file(directory), error);
  bool const absent =
      !fs::exists(status) && (!error || error == std::errc::no_such_file_or_directory);
  if (!absent) return sqlite::ensure_store_in(directory);
  throw StoreError{directory.string() +
                   " : ce n'est pas une sauvegarde, son journal (log.sqlite) n'y est pas ; donnez "
                   "le répertoire que « probant backup » a fait, ou prenez une autre sauvegarde."};
}

void copy_log(Backup const& backup, fs::path const& place) {
  auto const from = sqlite::log_file(backup.directory);
  auto const file = sqlite::log_file(place);
  std::error_code error;
  if (!fs::copy_file(from, file, error)) {
    // Which of the two failed the system does not say.
    std::error_code unknown;
    auto const copied = fs::file_size(file, unknown);
    auto const left = fs::space(place, unknown).available;
    bool const full = !unknown && fs::file_size(from) - copied > left;
    throw StoreError{place.string() +
                     (full ? " : il n'y a pas la place d'y restaurer cette sauvegarde, de " +
                                 std::to_string(fs::file_size(from)) +
                                 " octets ; libérez-en, ou restaurez ailleurs."
                           : " : la sauvegarde n'a pas pu y être copiée (" + in_french(error) +
                                 ") ; vérifiez les deux disques.")};
  }
  fs::permissions(file, sqlite::log_permissions);
  sqlite::sync_names(place);
}

/// What the operator has to decide. `what()` is French.
class Undecided : public std::runtime_error {
 public:
  Undecided(std::string const& why, Position events, std::optional<Position> lost = {})
      : std::runtime_error{why}, events_{events}, lost_{lost} {}

  std::string json() const {
    JsonObject object;
    object.flag("restored", false).text("reason", what()).number("events", events_);
    object.number_or_null("lost", lost_);
    if (lost_) object.number("lost_from", events_).number("lost_to", events_ + *lost_ - 1);
    return object.json() + "\n";
  }

 private:
  Position events_;  ///< in the backup
  std::optional<Position> lost_;
};

/// Only copies are told of each checkpoint as it is signed, and only all of them leave no gap. A
/// witness, or a file that somebody kept, may be of before: no larger than the backup it says
/// nothing of what came after it.
bool is_complete(Backup const& backup, Known const& known) {
  auto const& copies = backup.evidence.settings.copies;
  return !copies.empty() && known.copies_read == copies.size();
}

/// Nothing outside tells whether anything came after the backup: two logs would bear one name and
/// key if something did, so that this one takes others, unless a person knows better. Where copies
/// are, another log would take their place, and a witness that does not answer may know of more: a
/// person decides.
bool parts(Backup const& backup, Known const& known, RestoreOptions const& options) {
  for (auto const& why : known.silent) complain("probant : " + why);
  for (auto const& fork : known.forks) complain("probant : attention, " + fork + ".");
  if (!known.continued.empty()) return true;  // it goes on elsewhere, whatever is affirmed
  bool const all_told = is_complete(backup, known) && known.silent.empty();
  if (options.assume_complete || all_told) return false;
  if (options.drill || options.accept_loss) return true;
  if (known.size > backup.certificate.events) return true;  // what is lost is told next
  std::string text =
      "rien au dehors ne montre que rien n'a suivi la sauvegarde du " + backup.certificate.made_at;
  for (auto const& from : known.from) text += (&from == &known.from.front() ? " (" : ", ") + from;
  if (!known.from.empty()) text += " : pas plus loin qu'elle)";
  if (!known.silent.empty()) {
    std::string silent;
    for (auto const& one : known.silent) silent += (silent.empty() ? "" : " ; ") + one;
    throw Undecided{
        "Qui tient le journal au dehors ne répond pas (" + silent + "), et " + text +
            ". Rendez-le lisible ou joignable ; ou affirmez que rien n'a suivi (--assume-complete) "
            ": le journal continue sous le même nom ; ou acceptez de ne pas le savoir "
            "(--accept-loss) : il continue sous un autre nom et une autre clé.",
        backup.certificate.events};
  }
  complain("probant : " + text +
           " : le journal restauré continue sous un autre nom et une autre clé. S'il est sûr que "
           "rien n'a suivi, restaurez plutôt avec --assume-complete, qui lui garde son nom.");
  return true;
}

/// Of what is known of a loss: it may be of two logs.
std::string contradicted(Known const& known) {
  std::string text;
  for (auto const& fork : known.forks) text += " Attention, " + fork + ".";
  return text;
}

/// Of the erasures in what is lost.
std::string unlisted(Known const& known, Restoration const& made) {
  if (known.erasures_listed && known.erasures_cover >= known.size) return {};
  auto text = unlisted_words(made.size, known.size, known.erasures_cover);
  text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return " " + text +
         " : donnez la plus récente qui existe, sans quoi un contenu effacé depuis "
         "redevient lisible.";
}

void ensure_one_way(RestoreOptions const& options) {
  if (options.accept_loss && options.assume_complete) {
    throw UsageError(
        "--assume-complete affirme que rien n'a suivi la sauvegarde, --accept-loss que quelque "
        "chose a pu suivre : donnez l'un ou l'autre.");
  }
  if (!options.drill) return;
  if (options.accept_loss || options.assume_complete || !options.key.empty()) {
    throw UsageError(
        "--drill restaure pour essayer, sous un autre nom et une clé neuve : ni --key, ni "
        "--accept-loss, ni --assume-complete n'y ont de sens.");
  }
}

int restore(Common const& common, RestoreOptions const& options) {
  auto const began = std::chrono::steady_clock::now();
  fs::path const place = common.store;
  ensure_one_way(options);
  if (auto const done = restored_already(place, options)) return tell_done(common, *done, place);
  ensure_vacant(common.store, "une sauvegarde se restaure (--store)");
  Backup backup;
  backup.directory = options.directory;
  ensure_backup_in(backup.directory);
  // Its own keys first: by them what was certified of all the rest is believed.
  notary::Evidence own;
  own.keys = notary::read_public_keys(notary::Places{backup.directory}.public_keys());
  Sound const sound{backup.directory, certificate_in(backup.directory, own)};
  backup.sound = sound.directory();
  backup.evidence = evidence_in(backup.directory, sound);
  for (auto const& copy : backup.evidence.settings.copies) {
    for (auto& one : notary::places_in(copy)) backup.copies.push_back(std::move(one));
  }
  backup.certificate = certificate_in(backup.directory, backup.evidence);
  auto const known = known_of(backup, options);
  bool const apart = parts(backup, known, options);

  sqlite::Making making{place};
  copy_log(backup, place);
  if (put_header_back(sqlite::log_file(place), backup.certificate.database)) {
    complain(
        "probant : attention, " + sqlite::log_file(backup.directory).string() +
        " : un programme a ouvert ce fichier en écriture sans rien y inscrire ; son en-tête "
        "est remis dans le magasin tel qu'il a été certifié, et tout le reste y est inchangé.");
  }
  Restoration made;
  verify_copy(place, backup, sound, known, options, made);
  made.drill = options.drill;
  made.continued = known.continued;
  made.beside = known.beside;
  made.unknown = apart && made.lost == 0 && made.continued.empty();
  made.forked = made.drill || made.lost > 0 || apart;
  bool const gone_on = !known.continued.empty();
  if ((made.lost > 0 || gone_on) && !options.accept_loss && !made.drill) {
    auto const missing = made.lost > 0 ? made.missing + contradicted(known) + unlisted(known, made)
                                       : "Ce journal est clos.";
    throw Undecided{
        missing + continued_words(known.continued) + beside_words(known.beside) +
            " Restaurez une sauvegarde plus récente, ou acceptez cette perte avec --accept-loss : "
            "le journal continue alors sous un autre nom et une autre clé.",
        made.size, made.lost > 0 ? std::optional{made.lost} : std::nullopt};
  }
  if (!made.forked) ensure_key_for_kept(backup, options);
  take_over(place, backup, known, options, made);
  made.milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::steady_clock::now() - began)
                          .count();
  write_certificate(place, made);
  name_outside(place, backup, known, made);
  making.done();
  publish_restored(place);
  tell_done(common, made, place);
  return exit_done;
}

}  // namespace

int run_restore(Common const& common, RestoreOptions const& options) {
  try {
    return restore(common, options);
  } catch (Undecided const& undecided) {
    if (common.format == Format::json) print(undecided.json());
    complain(std::string{"probant : "} + undecided.what());
    return exit_no;
  } catch (Altered const& altered) {
    return tell(common, altered);
  }
}

}  // namespace probant::cli
