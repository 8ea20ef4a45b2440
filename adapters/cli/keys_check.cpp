#include "adapters/cli/keys_check.hpp"

#include <algorithm>
#include <set>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/key_changes.hpp"
#include "adapters/cli/restorations.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/notary/forebear_keys.hpp"
#include "engine/log/continuity.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// A file of a folder of passages, opened or not.
struct Passage {
  fs::path file;
  std::string bytes;
};

std::vector<Passage> passages_in(fs::path const& folder) {
  std::vector<Passage> found;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{folder, error}) {
    if (entry.path().extension() != ".checkpoint") continue;  // half written at a crash
    found.push_back({entry.path(), notary::read_file(entry.path(), max_note_bytes).value_or("")});
  }
  std::ranges::sort(found, {}, &Passage::file);
  return found;
}

Passage const* passage_of(KeyChange const& change, std::vector<Passage> const& passages) {
  auto const found = std::ranges::find_if(passages, [&change](Passage const& one) {
    auto const opened = open_checkpoint(one.bytes, change.from);
    return opened.good() && notary::handed_over_to(opened) == change.to &&
           static_cast<Position>(opened.checkpoint.size) > change.position;
  });
  return found == passages.end() ? nullptr : &*found;
}

class Check {
 public:
  Check(EventStore const& store, fs::path const& directory, notary::Evidence const& evidence)
      : store_{store},
        directory_{directory},
        places_{directory},
        evidence_{evidence},
        origin_{evidence.keys.front().name()},
        changes_{changes_in(store)},
        replaced_{take_replaced(changes_)} {}

  std::vector<std::string> missing(std::vector<std::string>& notices) const {
    std::vector<std::string> problems;
    for (auto const& one : replaced_) check_replaced(one, problems, notices);
    for (auto const& change : changes_) {
      if (change.without_passage && change.from.name() == change.to.name()) {
        notices.push_back(
            "même nom, nouvelle clé, aucun passage : à la position " +
            std::to_string(change.position) +
            ", une restauration sans la clé précédente en a pris une autre, que celle-là n'a pas "
            "signée ; qui ne connaît que la précédente n'a pour la nouvelle que la parole de qui "
            "tient le journal");
      }
      if (change.without_passage || change.from.name() != change.to.name()) continue;
      auto const folder = folder_of(change.from.name());
      if (!folder || passage_of(change, passages_in(*folder))) continue;
      if (is_under_way(change) && is_prepared(change)) {
        notices.emplace_back(waiting_words);
      } else if (is_under_way(change)) {
        problems.push_back(unprepared_words(change));
      } else {
        problems.push_back(missing_words(change, *folder));
      }
    }
    for (auto const& one : evidence_.forebears) {
      auto words = unled_words(one);
      if (!words.empty()) notices.push_back(std::move(words));
    }
    return problems;
  }

  KeysCheck all() const {
    KeysCheck check;
    check.signing = evidence_.keys.front().text();
    check.problems = missing(check.notices);
    check_folder(places_.rotations(), evidence_.keys, store_.head().next, check.problems);
    for (auto const& one : evidence_.forebears) {
      check_folder(one.rotations(), one.keys, static_cast<Position>(one.size), check.problems);
    }
    check_named(check.problems);
    check_certificates(check.problems);
    check_private(check);
    if (evidence_.settings.origin != origin_) {
      check.problems.push_back(places_.settings().string() + " : l'origine « " +
                               evidence_.settings.origin + " » n'est pas celle des clés, « " +
                               origin_ + " »");
    }
    return check;
  }

 private:
  std::optional<fs::path> folder_of(std::string const& origin) const {
    if (origin == origin_) return places_.rotations();
    auto const* before = evidence_.forebear(origin);
    if (before == nullptr) return std::nullopt;  // told of by the lineage
    return before->rotations();
  }

  /// The events that tell how the last keys of a log before followed each other may be lost, and so
  /// may the passages: which was the last, the certificate of the restoration says. Empty when they
  /// lead to it.
  std::string unled_words(notary::Forebear const& before) const {
    auto key = before.keys.back();
    for (auto const& change : changes_) {
      if (change.to.name() == before.origin) key = change.to;
    }
    auto const notes = notary::handovers_in({before.rotations()});
    auto reached = std::optional{key};
    for (std::size_t at = 0; reached && at <= notes.size(); ++at) {
      if (*reached == before.keys.front()) return {};
      reached = notary::next_key(notes, *reached);
    }
    return before.rotations().string() + " : du journal « " + before.origin +
           " », dans ce qui en a été perdu, un passage d'une clé à la suivante n'est pas gardé ; "
           "qui ne connaît que la clé " +
           key.text() + " n'est pas mené à la dernière, " + before.keys.front().text() +
           ", que dit le certificat de la restauration. Si une copie, une sauvegarde ou un export "
           "l'a, remettez-l'y";
  }

  /// The command was interrupted between its event and its checkpoint.
  bool is_under_way(KeyChange const& change) const {
    if (&change != &changes_.back()) return false;
    return fs::exists(places_.next_key()) || evidence_.keys.front() == change.from;
  }

  /// The key that it names lies ready; of a backup nobody can tell, it never holds one.
  bool is_prepared(KeyChange const& change) const {
    return fs::exists(certificate_file(directory_)) || prepared_is(places_.next_key(), change.to);
  }

  /// What the key that never took office would have left had it done so.
  void check_replaced(Replaced const& one, std::vector<std::string>& problems,
                      std::vector<std::string>& notices) const {
    auto const& [change, next] = one;
    bool const same_log = next.from.name() == next.to.name();
    auto const folder = folder_of(change.from.name());
    if (folder && passage_of(change, passages_in(*folder))) {
      if (!same_log) return;  // in what was lost
      problems.push_back(folder->string() + " : la clé " + change.from.text() +
                         " y passe la main à " + change.to.text() + ", et la position " +
                         std::to_string(next.position) + " la dit passée à " + next.to.text() +
                         " : une clé ne passe la main qu'une fois");
    } else if (folder && same_log && has_signed(change.to)) {
      problems.push_back(missing_words(change, *folder));
    } else {
      notices.push_back("remplacement abandonné : la clé " + change.to.text() +
                        ", nommée à la position " + std::to_string(change.position) +
                        ", n'a jamais pris la main ; la position " + std::to_string(next.position) +
                        " lui substitue " + next.to.text());
    }
  }

  /// Whether anything that lies here or in a copy is signed by it.
  bool has_signed(VerifierKey const& key) const {
    std::vector<fs::path> files{places_.checkpoint()};
    std::vector<fs::path> folders{places_.rotations(), places_.cosigned(), places_.timestamps()};
    for (auto const& copy : evidence_.settings.copies) {
      files.push_back(copy / "checkpoint");
      folders.push_back(copy / "rotations");
    }
    for (auto const& folder : folders) {
      for (auto const& one : passages_in(folder)) files.push_back(one.file);
    }
    return std::ranges::any_of(files, [&key](fs::path const& file) {
      auto const bytes = notary::read_file(file, max_note_bytes);
      auto const note = bytes ? SignedNote::parse(*bytes) : std::nullopt;
      return note && !check_signatures(*note, std::span{&key, std::size_t{1}}).signers.empty();
    });
  }

  std::string missing_words(KeyChange const& change, fs::path const& folder) const {
    auto text = (folder / (std::to_string(change.position + 1) + ".checkpoint")).string() +
                " : le passage signé de la clé " + change.from.text() + " à la clé " +
                change.to.text() + " (position " + std::to_string(change.position) +
                ") manque ; qui ne connaît que la première ne peut plus vérifier ce qui a suivi. ";
    for (auto const& copy : evidence_.settings.copies) {
      if (auto const found = passages_in(copy / "rotations"); passage_of(change, found)) {
        return text + "Une copie l'a : remettez " + passage_of(change, found)->file.string();
      }
    }
    return text +
           "Reprenez-le d'une sauvegarde (evidence/rotations), d'un export (rotations/) ou "
           "d'une copie";
  }

  /// What is there must be what it says, and of this log.
  void check_folder(fs::path const& folder, std::vector<VerifierKey> const& keys, Position size,
                    std::vector<std::string>& problems) const {
    for (auto const& one : passages_in(folder)) {
      auto const opened = open_checkpoint(one.bytes, keys);
      bool const right = opened.good() && notary::handed_over_to(opened) &&
                         one.file.stem() == std::to_string(opened.checkpoint.size);
      auto why = right ? std::string{}
                       : std::string{
                             "ce n'est pas le passage signé d'une clé de ce journal à la "
                             "suivante"};
      if (right && static_cast<Position>(opened.checkpoint.size) <= size) {
        why = conflict_with(store_, opened.checkpoint);
      }
      if (!why.empty()) problems.push_back(one.file.string() + " : " + why);
    }
  }

  /// A key that was added would make anything signed by it pass for the log's; without one that was
  /// taken away, what it signed passes for nobody's.
  void check_named(std::vector<std::string>& problems) const {
    std::set<std::string> named;
    for (auto const& change : changes_) {
      for (auto const& key : {change.from, change.to}) {
        if (key.name() == origin_) named.insert(key.text());
      }
    }
    auto const file = places_.public_keys().string();
    std::set<std::string> known;
    for (auto const& key : notary::read_public_keys(file)) known.insert(key.text());
    // A log whose key never changed names none: it has the one that signs.
    if (named.empty() && evidence_.checkpoint) {
      for (auto const& signer : evidence_.checkpoint->signers) {
        if (known.contains(signer.text())) named.insert(signer.text());
      }
    }
    if (named.empty()) return;
    for (auto const& key : named) {
      bool const rotating =
          !changes_.empty() && key == changes_.back().to.text() && is_under_way(changes_.back());
      if (!known.contains(key) && !rotating) {
        problems.push_back(file + " : la clé " + key + ", que le journal nomme, n'y est plus");
      }
    }
    for (auto const& key : known) {
      if (!named.contains(key)) {
        problems.push_back(file + " : le journal ne nomme pas la clé " + key);
      }
    }
  }

  /// What a restoration says of itself; the backup's own was signed by the log it was made of.
  void check_certificates(std::vector<std::string>& problems) const {
    auto keys = evidence_.keys;
    for (auto const& one : evidence_.forebears) {
      keys.insert(keys.end(), one.keys.begin(), one.keys.end());
    }
    for (auto const* name : {"restore-certificate", "backup-certificate"}) {
      auto const file = places_.directory / name;
      auto const bytes = notary::read_file(file, max_note_bytes);
      if (!bytes) continue;
      auto const note = SignedNote::parse(*bytes);
      auto const checked = note ? check_signatures(*note, keys) : NoteCheck{};
      if (note && checked.good() && !checked.signers.empty()) {
        auto const differs = restored_otherwise(*note);
        if (!differs.empty()) problems.push_back(file.string() + " : " + differs);
        continue;
      }
      problems.push_back(file.string() + " : ce certificat n'est pas signé par le journal");
    }
  }

  /// Of the certificate of the restoration that this store is of: in what the log says otherwise.
  std::string restored_otherwise(SignedNote const& note) const {
    auto const said = RestoreCertificate::parse(note.text);
    return said ? differs_words(*said, restorations_in(store_, evidence_), true) : std::string{};
  }

  void check_private(KeysCheck& check) const {
    auto const file = places_.signing_key();
    if (fs::exists(certificate_file(directory_))) {
      check.private_key = "backup";
      return;
    }
    std::optional<std::string> bytes;
    try {
      bytes = notary::read_file(file, notary::max_key_file_bytes);
    } catch (StoreError const&) {
      check.private_key = "unreadable";
      return;
    }
    check.private_key = bytes ? "matches" : "absent";
    if (!bytes) {
      check.notices.push_back(file.string() +
                              " : la clé de signature n'est pas là ; rien ne s'inscrit plus au "
                              "journal tant qu'elle n'est pas remise");
      return;
    }
    auto const key = SigningKey::parse(bytes->substr(0, bytes->find('\n')));
    auto const& keys = evidence_.keys;
    bool const rotating =
        key && keys.size() > 1 && key->verifier() == keys[1] && fs::exists(places_.next_key());
    if (key && (key->verifier() == keys.front() || rotating)) {
      if (notary::readable_by_others(file)) {
        check.notices.push_back(file.string() +
                                " : d'autres que son propriétaire peuvent lire "
                                "cette clé (chmod 600)");
      }
      return;
    }
    check.private_key = "other";
    auto elsewhere = notary::gone_on_elsewhere(places_, evidence_.settings);
    if (!elsewhere.empty()) return check.problems.push_back(std::move(elsewhere));
    check.problems.push_back(file.string() + " : cette clé privée n'est pas celle en vigueur, " +
                             check.signing + " ; remettez la bonne");
  }

  EventStore const& store_;
  fs::path directory_;
  notary::Places places_;
  notary::Evidence const& evidence_;
  std::string origin_;  ///< as its keys have it
  std::vector<KeyChange> changes_;
  std::vector<Replaced> replaced_;  ///< taken out of those
};

}  // namespace

KeysCheck check_keys(EventStore const& store, fs::path const& directory,
                     notary::Evidence const& evidence) {
  return Check{store, directory, evidence}.all();
}

std::vector<std::string> missing_passages(EventStore const& store, fs::path const& directory,
                                          notary::Evidence const& evidence,
                                          std::vector<std::string>& notices) {
  return Check{store, directory, evidence}.missing(notices);
}

}  // namespace probant::cli
