#include <algorithm>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/key_changes.hpp"
#include "adapters/cli/origins.hpp"
#include "adapters/cli/restore.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/files.hpp"
#include "engine/kernel/reapply.hpp"
#include "events/codec/json_text.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

Actor const restorer{std::string{restorer_account}, Role::operator_, ""};

std::string bytes_of(fs::path const& file) {
  if (auto bytes = notary::read_file(file, max_erasures_bytes)) return *std::move(bytes);
  throw StoreError{file.string() + " : ce fichier de la sauvegarde manque."};
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// The kept key must be the one that signed last: another would be a second voice of the same log.
std::string kept_key(std::string const& file, VerifierKey const& expected) {
  auto const text = bytes_of(file);
  auto const line = text.substr(0, text.find('\n'));
  auto const key = SigningKey::parse(line);
  if (key && key->verifier() == expected) return line + "\n";
  throw StoreError{file + (key ? " : cette clé n'est pas la dernière du journal sauvegardé, " +
                                     expected.text() + "."
                               : " : ce n'est pas " + std::string{SigningKey::expected} + ".")};
}

/// Without anybody outside: nothing is published of what may still be given up half way.
void write_settings_alone(fs::path const& place, std::string const& origin, std::string_view note) {
  notary::Settings alone;
  alone.origin = origin;
  notary::write_file(notary::Places{place}.settings(), notary::settings_text(alone, note));
}

/// The settings of the backup, under the name of the log that goes on, which has a folder of its
/// own in the copies that are another log's.
notary::Settings settings_of(Backup const& backup, Known const& known, std::string const& origin) {
  auto settings = backup.evidence.settings;
  settings.origin = origin;
  for (auto& copy : settings.copies) {
    bool const taken = std::ranges::find(known.taken, copy) != known.taken.end();
    if (taken) copy = notary::folder_in(copy, origin);
  }
  return settings;
}

void copy_folder(fs::path const& from, fs::path const& to) {
  notary::copy_folder(from, to, max_erasures_bytes);
}

/// A log restored before publishes where this one did: its passages are none of this one's.
void copy_rotations_of(std::string const& origin, fs::path const& from, fs::path const& to) {
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{from, error}) {
    auto const bytes = notary::read_file(entry.path(), max_note_bytes);
    auto const note = bytes ? SignedNote::parse(*bytes) : std::nullopt;
    auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!checkpoint || checkpoint->origin != origin) continue;
    fs::create_directories(to);
    notary::write_file(to / entry.path().filename(), *bytes);
  }
}

/// Also those by which a key took over since the backup, as the copies have them or as given.
void copy_rotations(Backup const& backup, fs::path const& to) {
  copy_folder(notary::Places{backup.sound}.rotations(), to);
  auto const& settings = backup.evidence.settings;
  for (auto const& copy : settings.copies) {
    copy_rotations_of(settings.origin, copy / "rotations", to);
  }
  for (auto const& one : backup.passages) {
    fs::create_directories(to);
    notary::write_file(to / (std::to_string(one.checkpoint.size) + ".checkpoint"),
                       one.note.bytes());
  }
}

std::string keys_text(std::vector<VerifierKey> const& keys) {
  std::string text;
  for (auto const& key : keys) text += key.text() + "\n";
  return text;
}

/// The same log, whose history goes on.
void continue_evidence(fs::path const& place, Backup const& backup, Known const& known,
                       std::string const& key_file) {
  notary::Places const from{backup.sound};
  notary::Places const to{place};
  auto const& old_key = backup.evidence.keys.front();
  auto const public_keys = keys_text(backup.evidence.keys);
  if (key_file.empty()) {
    notary::create_evidence(place, old_key.name(), random_bytes());
    notary::write_file(to.public_keys(), bytes_of(to.public_keys()) + public_keys);
  } else {
    auto const key = kept_key(key_file, old_key);
    fs::create_directory(to.directory);
    notary::write_file(to.signing_key(), key, notary::Readers::owner_only);
    notary::write_file(to.public_keys(), public_keys);
  }
  write_settings_alone(place, old_key.name(), "Restauration en cours.");
  if (known.checkpoint) notary::write_file(to.checkpoint(), known.checkpoint->note.bytes());
  copy_folder(from.timestamps(), to.timestamps());
  copy_rotations(backup, to.rotations());
  copy_folder(from.cosigned(), to.cosigned());
  copy_folder(from.lost(), to.lost());
}

/// The last word of the old log, by the key that was kept of it.
void hand_over(fs::path const& folder, Backup const& backup, std::string const& key_file,
               Restoration& made, fs::path const& place) {
  if (key_file.empty()) return;
  auto const old = SigningKey::parse(first_line(kept_key(key_file, backup.evidence.keys.front())));
  auto const next = SigningKey::parse(first_line(bytes_of(notary::Places{place}.signing_key())));
  auto const size = static_cast<std::uint64_t>(made.size);
  notary::write_file(folder / "handover",
                     notary::sign_handover(*old, size, made.root, *next).bytes());
  made.handover = true;
}

/// Another log, which begins with a part of the old one's history. What is known of the old one is
/// kept, under names that are not mistaken for the new one's.
void fork_evidence(fs::path const& place, Backup const& backup, Known const& known,
                   std::string const& key_file, Restoration& made) {
  notary::Places const from{backup.sound};
  notary::Places const to{place};
  auto const& origin = backup.evidence.settings.origin;
  auto const mark = Sha256{random_bytes()}.text().substr(0, 8);
  auto const forked = made.drill ? drill_origin(origin, mark) : next_origin(origin, mark);
  notary::create_evidence(place, forked, made.simulation ? simulation_seed() : random_bytes());
  write_settings_alone(
      place, forked,
      made.drill ? "Exercice de restauration : ce journal ne publie rien, et rien de lui ne fait "
                   "foi."
                 : "Restauration en cours.");
  copy_folder(from.timestamps(), to.timestamps());
  copy_folder(from.lost(), to.lost());
  auto const lost = to.lost() / std::to_string(made.size);
  fs::create_directories(lost);
  notary::write_file(lost / "log.vkey", keys_text(backup.evidence.keys));
  if (known.checkpoint) {
    notary::write_file(lost / "checkpoint", known.checkpoint->note.bytes());
  }
  copy_rotations(backup, lost / "rotations");
  copy_folder(from.cosigned(), lost / "cosigned");
  hand_over(lost, backup, key_file, made, place);
}

/// What is left of a stamp that is lost stays in the backup; the journal says that it is.
void drop_lost_stamps(fs::path const& folder, Restoration const& made) {
  for (auto const& one : made.stamps_lost) {
    auto const name = std::to_string(one.stamped.size.value);
    fs::remove(folder / (name + ".checkpoint"));
    fs::remove(folder / (name + ".tsr"));
  }
}

Position record(Engine& engine, Event event) {
  if (auto const position = engine.record_journal(event, restorer)) return *position;
  throw StoreError{"La restauration n'a pas pu être inscrite au journal : vérifiez le disque."};
}

Instant recorded_at(EventStore const& store, Position position) {
  Instant found;
  store.scan(position, position + 1, [&found](StoredEvent const& event) {
    found = event.recorded_at;
    return false;
  });
  return found;
}

/// Fills in when it was restored, as the event says: what is signed of it must say the same.
void write_journal(Engine& engine, EventStore const& store, Known const& known, Restoration& made) {
  journal::Restored restored;
  restored.size = made.size;
  restored.root = made.root;
  restored.known_size = known.size;
  restored.known_root = known.root;
  restored.erasures_reapplied = made.erasures_reapplied;
  restored.backup_made_at = made.backup_made_at;
  for (auto const& one : made.stamps_lost) {
    if (!restored.stamps_lost) restored.stamps_lost.emplace();
    restored.stamps_lost->push_back(Count{one.position});
  }
  auto const at = record(engine, Event{std::move(restored), {}});
  made.restored_at = recorded_at(store, at).text();
  if (made.key == made.previous_key) return;
  journal::KeyRotated rotated;
  rotated.key = made.key;
  rotated.previous_key = made.previous_key;
  rotated.grounds = made.drill ? "Exercice de restauration : rien de ce journal ne fait foi."
                    : made.forked
                        ? "Restauration avec perte : le journal continue sous un autre nom."
                        : "Restauration sans la clé précédente, qui n'a pas signé celle-ci.";
  record(engine, Event{std::move(rotated), {}});
}

}  // namespace

void ensure_key_for_kept(Backup const& backup, RestoreOptions const& options) {
  if (!options.key.empty()) return;
  if (!backup.evidence.forebears.empty()) {
    throw UsageError(
        "Ce journal en continue un autre, « " + backup.evidence.forebears.back().origin +
        " » : sa clé a signé ce qui en est dit, et sans elle (--key) rien n'y relierait celle "
        "qui la remplacerait sous le même nom. Donnez la clé gardée ; si elle est perdue, "
        "--accept-loss : le journal continue sous un autre nom, et son certificat dit de qui.");
  }
  auto const& copies = backup.evidence.settings.copies;
  for (auto const& one : backup.evidence.held) {
    if (std::ranges::find(copies, one.file.parent_path()) == copies.end()) continue;
    throw UsageError(
        one.file.string() +
        " : ce point de contrôle est signé d'une clé de ce journal, et sans elle (--key) une autre "
        "prendrait sa place sans que rien ne la relie à elle. Donnez la clé gardée ; si elle est "
        "perdue, mettez ce fichier à l'abri sous un autre nom et donnez-le par --checkpoint ; pour "
        "un exercice, --drill.");
  }
}

void take_over(fs::path const& place, Backup const& backup, Known const& known,
               RestoreOptions const& options, Restoration& made) {
  if (made.forked) {
    fork_evidence(place, backup, known, options.key, made);
  } else {
    continue_evidence(place, backup, known, options.key);
  }
  notary::Places const places{place};
  notary::write_file(places.directory / "backup-certificate",
                     bytes_of(certificate_file(backup.directory)));
  Head const certified{made.size, {}, made.root};
  WritingSession session{place.string(),
                         SqliteEventStore::open(place, SqliteEventStore::Mode::read_write),
                         &certified};
  Engine engine{session.store(), ports(session.store().simulation())};
  made.previous_origin = backup.evidence.settings.origin;
  made.previous_key = backup.evidence.keys.front().text();
  made.origin = session.notary().settings().origin;
  made.key = session.notary().key().text();
  made.backup_made_at = backup.certificate.made_at;
  for (auto const& copy : known.taken) {
    if (!made.drill) made.copies_beside.push_back(notary::folder_in(copy, made.origin).string());
  }
  made.erasures_cover = known.erasures_cover;
  made.erasures_known = known.erasures_listed && known.erasures_cover >= known.size;
  made.erasures_reapplied = reapply(engine, known.erasures, made.size, restorer);
  made.erasures_reapplied += reapply(engine, known.erased_before, made.size, restorer);
  for (auto const* logs : {&known.continued, &known.beside}) {
    for (auto const& one : *logs) {
      made.erasures_reapplied += reapply(engine, one.erased.erasures, made.size, restorer);
    }
  }
  write_journal(engine, session.store(), known, made);
  tell_waiting_rotation(session.store(), place, session.notary().key());
  notary::keep_erasures(place, session.notary(), session.store());
  if (made.forked) {
    auto const lost = places.lost() / std::to_string(made.size);
    notary::write_erasures(lost / "erasures", session.notary(),
                           {known.erasures, known.erasures_cover});
  }
  session.notary().sign();
  drop_lost_stamps(places.timestamps(), made);
  certify_world(session, engine);
}

void name_outside(fs::path const& place, Backup const& backup, Known const& known,
                  Restoration const& made) {
  if (made.drill) return;
  notary::Places const places{place};
  auto const settings = settings_of(backup, known, made.origin);
  for (auto const& folder : made.copies_beside) fs::create_directory(folder);
  notary::ensure_copies(settings, notary::Places{backup.directory});
  if (made.forked) {
    notary::write_file(places.to_take_over(), std::to_string(known.size) + "\n");
  }
  bool const as_they_were = !made.forked && known.taken.empty();
  notary::write_file(
      places.settings(),
      as_they_were ? bytes_of(notary::Places{backup.directory}.settings())
                   : notary::settings_text(settings, "Repris d'une sauvegarde : voir README."));
}

void publish_restored(fs::path const& place) {
  try {
    auto store = SqliteEventStore::open(place, SqliteEventStore::Mode::read_write);
    WritingSession const session{place.string(), std::move(store)};
  } catch (std::exception const& error) {
    complain("probant : le journal est restauré, mais pas encore publié au dehors : " +
             std::string{error.what()} + " La prochaine commande qui écrit l'essaie de nouveau.");
  }
}

std::string Restoration::json() const {
  std::string out;
  JsonWriter json{out};
  json.begin_object().member("backup_made_at", backup_made_at).key("continued_by").begin_array();
  for (auto const& one : continued) {
    json.begin_object()
        .member("erasures_known", one.erasures_known())
        .member("events", one.events)
        .member("origin", one.origin)
        .end_object();
  }
  json.end_array().key("copies_beside").begin_array();
  for (auto const& folder : copies_beside) json.value(folder);
  json.end_array()
      .member("drill", drill)
      .member("erasures_cover", erasures_cover)
      .member("erasures_known", erasures_known)
      .member("erasures_reapplied", erasures_reapplied)
      .member("events", size)
      .member("forked", forked)
      .member("handover", handover)
      .member("key", key)
      .key("known_from")
      .begin_array();
  for (auto const& source : known_from) json.value(source);
  json.end_array().key("evidence_missing").begin_array();
  for (auto const& one : evidence_missing) json.value(one);
  json.end_array().key("lost");
  // Of a loss that nobody outside could tell of, nothing is known: not that it is none.
  if (forked && lost == 0) {
    json.null();
  } else {
    json.value(lost);
  }
  if (lost > 0) json.member("lost_from", size).member("lost_to", size + lost - 1);
  json.member("milliseconds", milliseconds)
      .member("origin", origin)
      .member("previous_key", previous_key)
      .member("previous_origin", previous_origin)
      .member("restored_at", restored_at)
      .member("root", root.text())
      .end_object();
  return out;
}

void write_certificate(fs::path const& place, Restoration const& made) {
  auto const store = SqliteEventStore::open(place, SqliteEventStore::Mode::read_only);
  notary::Notary const notary{place, *store};
  auto const text = std::string{restore_certificate_title} + made.json() + "\n";
  notary::Places const places{place};
  auto const note = notary.sign_statement(text).bytes();
  notary::write_file(places.directory / "restore-certificate", note);
  if (made.forked) {
    notary::write_file(places.lost() / std::to_string(made.size) / "certificate", note);
  }
}

}  // namespace probant::cli
