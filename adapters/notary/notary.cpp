#include "adapters/notary/notary.hpp"

#include <algorithm>

#include "adapters/notary/files.hpp"
#include "adapters/notary/forebear_keys.hpp"
#include "adapters/notary/histories.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/digest.hpp"
#include "engine/log/proofs.hpp"
#include "engine/rules/counted.hpp"

namespace probant::notary {
namespace {

namespace fs = std::filesystem;

std::string required(fs::path const& file, std::size_t max_bytes, std::string_view what) {
  if (auto bytes = read_file(file, max_bytes)) return *std::move(bytes);
  throw StoreError{file.string() + " : " + std::string{what} +
                   " manque ; remettez ce fichier depuis une copie, ou restaurez une sauvegarde "
                   "avec « probant restore »."};
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

SigningKey read_key(fs::path const& file) {
  if (fs::exists(file) && readable_by_others(file)) {
    throw StoreError{file.string() +
                     " : la clé de signature est lisible par d'autres que son propriétaire ; "
                     "faites « chmod 600 » et, si quelqu'un a pu la lire, « probant rotate-key »."};
  }
  auto const text = read_file(file, max_key_file_bytes);
  if (!text) {
    throw StoreError{file.string() +
                     " : la clé de signature du journal manque, et aucune sauvegarde ne l'a : "
                     "remettez celle qui a été gardée à part (chmod 600). Si elle est perdue, "
                     "« probant restore SAUVEGARDE --store NOUVEAU » fait continuer le journal "
                     "sous une autre clé, que l'ancienne ne signe pas."};
  }
  auto key = SigningKey::parse(first_line(*text));
  if (key && key->verifier().type() == KeyType::ed25519) return *std::move(key);
  throw StoreError{file.string() + " : ce n'est pas " + std::string{SigningKey::expected} + "."};
}

void write_key(fs::path const& file, SigningKey const& key) {
  write_file(file, key.text() + "\n", Readers::owner_only);
}

SigningKey new_key(std::string const& origin, Bytes32 const& seed) {
  if (auto key = SigningKey::from_seed(origin, KeyType::ed25519, seed)) return *std::move(key);
  throw StoreError{"« " + origin +
                   " » ne peut pas nommer un journal : une adresse sans espace ni « + », par "
                   "exemple probant.example.org/journal."};
}

std::vector<VerifierKey> witness_keys(Settings const& settings) {
  std::vector<VerifierKey> keys;
  for (auto const& witness : settings.witnesses) keys.push_back(witness.key);
  return keys;
}

/// Those there are, here and in copies.
void read_held(Evidence& evidence, std::vector<fs::path> const& files, fs::path const& own) {
  for (auto const& file : files) {
    auto const note = read_file(file, max_note_bytes);
    if (!note) continue;
    auto opened = evidence.open(*note);
    if (opened.good()) {
      evidence.held.push_back({file, std::move(opened)});
      continue;
    }
    if (file == own) {
      throw StoreError{
          file.string() + " : " + opened.why +
          ". Reprenez-le d'une copie, d'une sauvegarde ou d'un export ; sinon mettez-le de "
          "côté : une copie en tient lieu, une sauvegarde se restaure sans lui par --accept-loss."};
    }
    auto const parsed = SignedNote::parse(*note);
    auto const said = parsed ? Checkpoint::parse(parsed->text) : std::nullopt;
    bool const retired = open_checkpoint(*note, evidence.keys).good();
    bool const elsewhere = said && said->origin != evidence.settings.origin;
    evidence.foreign.push_back(
        {file, said ? said->origin : std::string{},
         elsewhere ? other_log_words(said->origin, evidence.settings.origin) : opened.why,
         retired});
  }
}

/// The one of most events; of several such, that of the store.
std::optional<OpenedCheckpoint> newest(std::vector<HeldCheckpoint> const& held) {
  OpenedCheckpoint const* found = nullptr;
  for (auto const& one : held) {
    if (!found || one.opened.checkpoint.size > found->checkpoint.size) found = &one.opened;
  }
  return found == nullptr ? std::nullopt : std::optional{*found};
}

}  // namespace

void create_evidence(fs::path const& store, std::string const& origin, Bytes32 const& seed) {
  Places const places{store};
  auto const key = new_key(origin, seed);
  fs::create_directory(places.directory);
  fs::permissions(places.directory,
                  fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec);
  write_key(places.signing_key(), key);
  write_file(places.public_keys(), key.verifier().text() + "\n");
  write_file(places.settings(), settings_text(origin));
  write_file(places.checkpoint(), sign_checkpoint(key, 0, sha256("")).bytes());
}

Evidence read_evidence(fs::path const& store) {
  Places const places{store};
  Evidence evidence;
  evidence.settings = parse_settings(
      required(places.settings(), max_settings_bytes, "le fichier des réglages de preuve"),
      places.settings().string());
  evidence.keys = read_public_keys(places.public_keys());
  evidence.forebears = read_forebears(places.lost());
  std::vector<fs::path> files{places.checkpoint()};
  std::vector<fs::path> folders{places.rotations()};
  for (auto const& copy : evidence.settings.copies) {
    files.push_back(copy / "checkpoint");
    folders.push_back(copy / "rotations");
  }
  evidence.follow(handovers_in(folders));
  read_held(evidence, files, places.checkpoint());
  evidence.checkpoint = newest(evidence.held);
  return evidence;
}

void Evidence::follow(std::vector<std::string> const& notes) { follow_keys(keys, retired, notes); }

OpenedCheckpoint Evidence::open(std::string_view note) const {
  auto opened = open_checkpoint(note, keys, witness_keys(settings));
  if (opened.good()) opened.why = retired_words(opened.signers, opened.checkpoint.size, retired);
  return opened;
}

Forebear const* Evidence::forebear(std::string_view origin) const {
  auto const found = std::ranges::find(forebears, origin, &Forebear::origin);
  return found == forebears.end() ? nullptr : &*found;
}

OpenedCheckpoint Evidence::open_earlier(std::string_view note) const {
  auto opened = open(note);
  for (auto const& one : forebears) {
    if (opened.good()) break;
    auto earlier = open_checkpoint(note, one.keys, witness_keys(settings));
    if (!earlier.good()) continue;
    earlier.why = retired_words(earlier.signers, earlier.checkpoint.size, retired_of(one));
    if (earlier.checkpoint.size <= one.size || !earlier.good()) opened = std::move(earlier);
  }
  return opened;
}

std::string Evidence::unknown_words(std::string_view bytes) const {
  auto const note = SignedNote::parse(bytes);
  auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!said) return {};
  auto const* before = forebear(said->origin);
  if (before == nullptr && said->origin != settings.origin) {
    return other_log_words(said->origin, settings.origin);
  }
  auto const& known = before == nullptr ? keys : before->keys;
  for (auto const& line : note->signatures) {
    auto const by = [&line](VerifierKey const& key) { return line.made_by(key); };
    if (std::ranges::any_of(known, by)) return {};
  }
  return "ce point de contrôle porte le nom de « " + said->origin +
         " » et n'est signé d'aucune de ses clés connues ici. Si une autre leur a succédé" +
         (before == nullptr ? " depuis" : ", dans ce qui en a été perdu") +
         ", donnez aussi les passages d'une clé à la suivante (--checkpoint "
         "evidence/rotations/N.checkpoint, du magasin, d'une copie ou d'un export) : sans eux, "
         "rien ne dit ici de qui est cette signature";
}

std::string gone_on_elsewhere(Places const& places, Settings const& settings) {
  auto const own = read_public_keys(places.public_keys());
  for (auto const& copy : settings.copies) {
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{copy / "rotations", error}) {
      if (!entry.is_regular_file()) continue;
      auto const bytes = read_file(entry.path(), max_note_bytes).value_or("");
      auto const opened = open_checkpoint(bytes, own.front());
      auto const next = opened.good() ? handed_over_to(opened) : std::nullopt;
      if (!next || std::ranges::find(own, *next) != own.end()) continue;
      return entry.path().string() + " : la clé de ce magasin y a passé la main, après " +
             counted(static_cast<std::int64_t>(opened.checkpoint.size), "événement", "événements") +
             ", à " + next->text() +
             ", que ce magasin ne connaît pas : le journal a continué ailleurs sous cette clé. Ce "
             "magasin en est une copie d'avant, ou une seconde histoire s'il a enregistré depuis ; "
             "rien ne s'y enregistre plus. Continuez dans l'autre ; s'il est perdu, restaurez-le "
             "(probant restore) ; de deux histoires, engine/log/EVIDENCE.md, « Two histories », "
             "dit "
             "comment sortir";
    }
  }
  return {};
}

Notary::Notary(fs::path const& store_directory, EventStore const& store)
    : places_{store_directory},
      store_{store},
      key_{read_key(places_.signing_key())},
      seal_keys_{SealKey{key_}} {
  auto evidence = read_evidence(store_directory);
  settings_ = std::move(evidence.settings);
  last_ = std::move(evidence.checkpoint);
  if (key_.verifier().name() != settings_.origin) {
    throw StoreError{places_.settings().string() + " : l'origine « " + settings_.origin +
                     " » n'est pas celle de la clé de signature, « " + key_.verifier().name() +
                     " »."};
  }
  ensure_newest_key(evidence.keys);
  finish_rotation();
  leading_ = keys_leading_to(key_.verifier(), evidence.keys, passages());
  retired_ = std::move(evidence.retired);
  ensure_copies(settings_, places_);
  bool const taking_over = fs::exists(places_.to_take_over());
  take_over_copies(evidence.forebears);
  if (!last_) {
    throw StoreError{places_.checkpoint().string() +
                     " manque : sans le dernier point de contrôle signé, rien ne montre que le "
                     "journal n'a pas été remplacé par une copie ancienne. Remettez-le, depuis une "
                     "copie ou depuis ce qu'un témoin en garde."};
  }
  ensure_held(evidence);
  ensure_copies_ours();
  copied_ = std::ranges::all_of(settings_.copies, [&](fs::path const& copy) {
    return read_file(copy / "checkpoint", max_note_bytes) == last_->note.bytes();
  });
  if (taking_over) publish(*last_);  // or what is put aside would look taken away
}

/// A key that was given up must not sign again, nor another log's key for once.
void Notary::ensure_newest_key(std::vector<VerifierKey> const& known) const {
  auto const& key = key_.verifier();
  if (key == known.front()) return;
  // A rotation that was interrupted: the next key is known, the old one still signs.
  bool const rotating = known.size() > 1 && key == known[1] && prepared_key() == known.front();
  if (rotating) return;
  if (auto const elsewhere = gone_on_elsewhere(places_, settings_); !elsewhere.empty()) {
    throw StoreError{elsewhere + "."};
  }
  throw StoreError{places_.signing_key().string() +
                   " : ce n'est pas la clé en vigueur du journal, la première de " +
                   places_.public_keys().string() + ". Remettez la bonne clé."};
}

std::vector<VerifierKey> Notary::keys() const {
  std::lock_guard const lock{mutex_};
  return leading_;
}

std::vector<RetiredKey> Notary::retired() const {
  std::lock_guard const lock{mutex_};
  return retired_;
}

void Notary::when_forked(std::function<void(std::string const&)> told) {
  std::lock_guard const lock{mutex_};
  forked_ = std::move(told);
  if (forked_ && !second_history_.empty()) forked_(second_history_);
}

void Notary::ensure_one_history() const {
  if (!second_history_.empty()) throw SecondHistory{second_history_};
}

void Notary::stop_signing(std::string const& why) {
  second_history_ = why + std::string{second_history_way_out};
  if (forked_) forked_(second_history_);
  throw SecondHistory{second_history_};
}

void Notary::ensure_copies_ours() {
  ensure_one_history();
  auto const witnesses = witness_keys(settings_);
  for (auto const& copy : settings_.copies) {
    auto const file = copy / "checkpoint";
    put_retired_aside(file);
    auto const why = not_replaceable(file, store_, leading_, witnesses);
    if (!why.empty()) stop_signing(file.string() + " : " + why);
  }
}

void Notary::compare_with(OpenedCheckpoint const& seen, std::string const& by) {
  std::lock_guard const lock{mutex_};
  ensure_one_history();
  auto const why = conflict_with(store_, seen.checkpoint);
  if (why.empty()) return;
  auto const count = static_cast<std::int64_t>(seen.checkpoint.size);
  stop_signing(
      by + " a vu, de la clé de ce journal, une signature sur " +
      counted(count, "événement qui n'est pas le sien", "événements qui ne sont pas les siens"));
}

OpenedCheckpoint Notary::sign() {
  std::lock_guard const lock{mutex_};
  return sign_with_key(nullptr);
}

OpenedCheckpoint Notary::sign_with_key(SigningKey const* next) {
  ensure_one_history();
  auto const head = store_.head();
  auto const size = static_cast<std::uint64_t>(head.next);
  if (last_ && last_->checkpoint.size == size && next == nullptr) {
    if (!copied_) publish(*last_);
    return *last_;
  }
  Tree tree{store_, size};  // for both roots: it is the hashing of its tiles that takes long
  auto const why = last_ ? conflict_with(tree, last_->checkpoint) : std::string{};
  if (!why.empty()) throw StoreError{"Rien n'est signé : " + why};
  if (tree.root() != head.root) {
    throw StoreError{
        "Rien n'est signé : les tuiles de l'arbre ne donnent pas la racine du "
        "journal ; lancez « probant verify »."};
  }
  OpenedCheckpoint made;
  made.note = sign_checkpoint(
      key_, size, head.root, next == nullptr ? std::string{} : key_rotation_line(next->verifier()));
  made.signers.push_back(key_.verifier());
  if (next != nullptr) {
    made.note.signatures.push_back(sign_note(*next, made.note.text));
    made.signers.push_back(next->verifier());
  }
  made.checkpoint = *Checkpoint::parse(made.note.text);
  publish(made);
  return *last_;
}

std::vector<OpenedCheckpoint> Notary::passages() const {
  auto const keys = read_public_keys(places_.public_keys());
  std::vector<OpenedCheckpoint> passages;
  for (auto const& note : handovers_in({places_.rotations()})) {
    auto opened = open_checkpoint(note, keys);
    if (opened.good() && handed_over_to(opened)) passages.push_back(std::move(opened));
  }
  std::ranges::sort(passages, {}, [](auto const& one) { return one.checkpoint.size; });
  return passages;
}

VerifierKey Notary::prepare_key(Bytes32 const& seed) {
  auto const next = new_key(settings_.origin, seed);
  write_key(places_.next_key(), next);
  return next.verifier();
}

std::optional<VerifierKey> Notary::prepared_key() const {
  if (!fs::exists(places_.next_key())) return std::nullopt;
  return read_key(places_.next_key()).verifier();
}

OpenedCheckpoint Notary::rotate() {
  std::lock_guard const lock{mutex_};
  auto next = read_key(places_.next_key());
  auto const signed_by_both = sign_with_key(&next);
  retire(retired_, signed_by_both.note, leading_);
  take_over(signed_by_both, std::move(next));
  leading_.insert(leading_.begin(), key_.verifier());
  return signed_by_both;
}

// In this order a crash leaves a log that can still be checked: the new public key is known before
// anything is signed by it alone, and not before there is a passage to it.
void Notary::take_over(OpenedCheckpoint const& passage, SigningKey next) {
  std::vector<fs::path> folders{places_.rotations()};
  for (auto const& copy : settings_.copies) folders.push_back(copy / "rotations");
  for (auto const& folder : folders) {
    fs::create_directories(folder);
    write_file(folder / (std::to_string(passage.checkpoint.size) + ".checkpoint"),
               passage.note.bytes());
  }
  auto const known = required(places_.public_keys(), max_key_file_bytes, "la clé publique");
  auto const line = next.verifier().text() + "\n";
  if (!known.starts_with(line)) write_file(places_.public_keys(), line + known);
  write_key(places_.signing_key(), next);
  fs::remove(places_.next_key());
  key_ = std::move(next);
  std::lock_guard const lock{sealing_};
  seal_keys_.insert(seal_keys_.begin(), SealKey{key_});
}

// Interrupted once both keys had signed the passage: what the old one signed after it would be a
// retired key's.
void Notary::finish_rotation() {
  auto const next = prepared_key();
  if (!next) return;
  for (auto const& passage : passages()) {
    if (handed_over_to(passage) != next) continue;
    return take_over(passage, read_key(places_.next_key()));
  }
}

}  // namespace probant::notary
