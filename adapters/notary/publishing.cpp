// What a notary puts where others read it, and why it would not: its checkpoints, with what
// witnesses add to them.
#include <algorithm>

#include "adapters/notary/cosigned.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/notary/histories.hpp"
#include "adapters/notary/notary.hpp"
#include "engine/kernel/ensure.hpp"
#include "engine/log/proofs.hpp"

namespace probant::notary {

namespace fs = std::filesystem;

namespace {

/// Nothing that was put aside is ever replaced.
fs::path vacant(fs::path const& file) {
  auto name = file;
  for (int number = 2; fs::exists(name); ++number) {
    name = file.string() + "-" + std::to_string(number);
  }
  return name;
}

/// Once, whatever else bears that name already.
void put_beside(fs::path const& file, std::string const& bytes) {
  auto name = file;
  for (int number = 2; fs::exists(name); ++number) {
    if (read_file(name, max_note_bytes) == bytes) return;
    name = file.string() + "-" + std::to_string(number);
  }
  write_file(name, bytes);
}

}  // namespace

void ensure_copies(Settings const& settings, Places const& places) {
  for (auto const& copy : settings.copies) {
    if (fs::is_directory(copy)) continue;
    throw StoreError{copy.string() +
                     " : ce répertoire de copies n'est pas là ; montez-le, ou retirez-le de " +
                     places.settings().string() + "."};
  }
}

SignedNote Notary::sign_statement(std::string_view text) const {
  ensure(is_note_text(text) && !Checkpoint::parse(text), "a statement is not a checkpoint");
  std::lock_guard const lock{mutex_};
  return {std::string{text}, {sign_note(key_, text)}};
}

OpenedCheckpoint Notary::last() const {
  std::lock_guard const lock{mutex_};
  if (last_) return *last_;
  throw StoreError{"Aucun point de contrôle n'a encore été signé."};
}

void Notary::add_cosignatures(OpenedCheckpoint const& checkpoint,
                              std::vector<NoteSignature> const& lines) {
  std::lock_guard const lock{mutex_};
  ensure_one_history();
  bool const newest = last_ && last_->note.text == checkpoint.note.text;
  auto cosigned = newest ? *last_ : checkpoint;
  for (auto const& line : lines) {
    // A witness that is asked again says when it saw this last: one line each.
    std::erase_if(cosigned.note.signatures, [&](NoteSignature const& earlier) {
      return earlier.key_id == line.key_id && earlier.name == line.name;
    });
    cosigned.note.signatures.push_back(line);
  }
  keep_cosigned(places_.cosigned(), cosigned);
  if (newest) publish(cosigned);
}

std::uint64_t Notary::cosigned_size(VerifierKey const& witness) const {
  return last_cosigned(places_.cosigned(), witness);
}

// One after another and each once, whenever this is interrupted: what the log before left there is
// recognised by its keys, and this one has published nothing yet.
void Notary::take_over_copies(std::vector<Forebear> const& forebears) {
  auto const size = read_file(places_.to_take_over(), max_note_bytes);
  if (!size || forebears.empty()) return;
  auto const& before = forebears.back();
  auto const suffix = ".lost-" + size->substr(0, size->find('\n'));
  for (auto const& copy : settings_.copies) {
    auto const left = read_file(copy / "checkpoint", max_note_bytes);
    if (left && !open_checkpoint(*left, before.keys).good()) continue;
    // So that who restores the log before again, this one gone too, can believe what it left here.
    auto const handover = read_file(before.folder / "handover", max_note_bytes);
    if (handover) put_beside(copy / ("handover" + suffix), *handover);
    for (std::string const name : {"erasures", "rotations", "checkpoint"}) {
      if (fs::exists(copy / name)) fs::rename(copy / name, vacant(copy / (name + suffix)));
    }
  }
  fs::remove(places_.to_take_over());
}

// It tells nothing of this log, and that somebody uses a key that was given up: it is kept.
void Notary::put_retired_aside(fs::path const& file) {
  auto const bytes = read_file(file, max_note_bytes);
  if (!bytes) return;
  auto const opened = open_checkpoint(*bytes, leading_);
  auto const size = opened.checkpoint.size;
  if (!opened.good() || retired_words(opened.signers, size, retired_).empty()) return;
  auto const aside = file.parent_path() / (std::string{retired_prefix} + std::to_string(size));
  std::error_code error;
  fs::rename(file, aside, error);
  if (error) throw StoreError{file.string() + " : ce fichier n'a pas pu être mis de côté."};
  copied_ = false;
}

// The file of the store first: what is on the disk there is what was signed last, whatever becomes
// of the copies. Each of those is read before it is replaced: another may have written there.
void Notary::publish(OpenedCheckpoint const& checkpoint) {
  ensure_copies_ours();
  auto const bytes = checkpoint.note.bytes();
  write_file(places_.checkpoint(), bytes);
  last_ = checkpoint;
  copied_ = false;
  for (auto const& copy : settings_.copies) write_file(copy / "checkpoint", bytes);
  copied_ = true;
}

void Notary::look_at_copies() {
  std::lock_guard const lock{mutex_};
  ensure_copies_ours();
  auto const has_one = [](fs::path const& copy) { return fs::exists(copy / "checkpoint"); };
  copied_ = copied_ && std::ranges::all_of(settings_.copies, has_one);
  if (last_ && !copied_) publish(*last_);
}

void Notary::ensure_held(Evidence const& evidence) const {
  auto const attested = attested_by(evidence, places_);
  for (auto const& one : attested) {
    auto const why = why_not_to_go_on(store_, one, attested);
    if (!why.empty()) throw StoreError{places_.directory.parent_path().string() + " : " + why};
  }
  auto const head = store_.head();
  if (Tree{store_, static_cast<std::uint64_t>(head.next)}.root() == head.root) return;
  throw StoreError{places_.directory.parent_path().string() +
                   " : l'état de tête du journal (head.peaks) n'est pas celui de ses enveloppes : "
                   "l'un ou l'autre a été modifié hors de probant, et ce qui y serait inscrit ne "
                   "pourrait pas être signé. « probant verify » dit ce qui en est, et comment en "
                   "sortir."};
}

}  // namespace probant::notary
