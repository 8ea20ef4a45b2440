#include "adapters/verifier/export_check.hpp"

#include <algorithm>

#include "adapters/verifier/cosigned.hpp"
#include "adapters/verifier/events_check.hpp"
#include "adapters/verifier/key_order.hpp"
#include "adapters/verifier/lineage.hpp"
#include "adapters/verifier/offices.hpp"
#include "adapters/verifier/simulation.hpp"
#include "adapters/verifier/strangers.hpp"
#include "adapters/verifier/timestamp.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view timestamps = "timestamps/";

/// An earlier checkpoint that the log must still contain; `note`: none where a certificate says it.
struct Earlier {
  std::string file;
  Checkpoint checkpoint;
  std::optional<Note> note{};
};

class Check {
 public:
  Check(std::filesystem::path const& folder, Given const& given) : folder_{folder}, given_{given} {}

  Report run() {
    report_.key_given = given_.key.has_value();
    if (read_manifest() && read_keys() && read_checkpoint()) {
      for (auto const& old : given_.checkpoints) add_given(old.name, old.bytes);
      add_handovers();
      read_witnesses();
      read_timestamps();
      Tiles tiles{folder_, checkpoint_.size};
      check_roots(tiles);
      EventsInput const input{folder_, manifest_, note_bytes_, checkpoint_.root};
      EventsCheck events{input, tiles, report_};
      events.run();
      check_told(events.told());
      check_strange_files(folder_, manifest_.whole_log(), report_);
    }
    for (auto const& name : folder_.oddities()) {
      report_.add({}, name, "lien ou fichier spécial : un export n'en contient pas");
    }
    return std::move(report_);
  }

 private:
  bool refuse(std::string_view file, std::string message) {
    report_.add({}, std::string{file}, std::move(message));
    return false;
  }

  bool read_manifest() {
    auto const bytes = folder_.read("manifest.json", Manifest::max_bytes);
    JsonReader reader;
    auto manifest = bytes ? Manifest::parse(reader, *bytes) : std::nullopt;
    if (!manifest) return refuse("manifest.json", "absent, ou pas un manifeste de format 1");
    manifest_ = std::move(*manifest);
    report_.scope = manifest_.scope;
    return true;
  }

  bool read_keys() {
    auto const bytes = folder_.read("log.vkey", Note::max_bytes);
    auto const key = VerifierKey::parse(manifest_.log_key);
    if (!key || key->kind != KeyKind::log) {
      return refuse("manifest.json", "log_key n'est pas une clé de journal");
    }
    auto keys = parse_keys(bytes.value_or(std::string{}));
    if (!keys) return refuse("log.vkey", "une ligne n'est pas une clé de vérification");
    auto const known = std::ranges::count_if(*keys, [&key](VerifierKey const& one) {
      return one.name == key->name && one.public_key == key->public_key;
    });
    if (known == 0) return refuse("log.vkey", "absent, ou sans la clé du manifeste");
    if (known > 1) return refuse("log.vkey", "la clé du manifeste y est deux fois");
    key_ = given_.key ? *given_.key : *key;
    named_key_ = *key;
    older_keys_ = *std::move(keys);
    return true;
  }

  bool read_checkpoint() {
    auto const bytes = folder_.read("checkpoint", Note::max_bytes);
    auto const note = bytes ? Note::parse(*bytes) : std::nullopt;
    auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!checkpoint) return refuse("checkpoint", "absent, ou pas un point de contrôle signé");
    note_bytes_ = *bytes;
    checkpoint_ = *checkpoint;
    report_.origin = checkpoint_.origin;
    report_.size = checkpoint_.size;
    note_ = *note;
    lineage_ = read_lineage(folder_, report_);
    exported_handovers_ = lineage_.handovers.size();
    for (auto& one : given_handovers()) lineage_.handovers.push_back(std::move(one));
    follow_key();
    report_.simulation = is_of_simulation(key_, lineage_.handovers);
    bool const right = signed_by(note_, key_) == Signed::yes &&
                       !handed_over_before(note_, checkpoint_.size, nullptr);
    keep_vouched(lineage_, right ? key_ : named_key_, report_);
    report_.key_pinned = right && given_.key.has_value();
    if (!right) refuse("checkpoint", unsigned_words());
    if (right) check_named_keys({named_key_, older_keys_}, note_, lineage_.handovers, report_);
    if (checkpoint_.origin != manifest_.origin || key_.name != checkpoint_.origin) {
      refuse("checkpoint", "l'origine n'est pas celle du manifeste ou de la clé");
    }
    if (checkpoint_.size != manifest_.size) {
      return refuse("manifest.json", "la taille n'est pas celle du point de contrôle");
    }
    return true;
  }

  /// To the key that signed while it was in office, of those that the one expected leads to: by
  /// what the export holds, or else by what was given too; if none did, to the last.
  void follow_key() {
    auto const exported =
        std::vector(lineage_.handovers.begin(), lineage_.handovers.begin() + exported_handovers_);
    if (!lead_to_signer(exported)) lead_to_signer(lineage_.handovers, true);
  }

  bool lead_to_signer(std::vector<Handover> const& handovers, bool or_to_last = false) {
    auto const passed = follow(key_, handovers).passed;
    auto const all = terms(key_, handovers);
    auto const signer = std::ranges::find_if(all, [this](Term const& one) {
      return one.key.name == checkpoint_.origin && one.holds(checkpoint_.size) &&
             signed_by(note_, one.key) == Signed::yes;
    });
    if (signer == all.end() && !or_to_last) return false;
    auto const at = std::min(static_cast<std::size_t>(signer - all.begin()), passed.size());
    for (std::size_t i = 0; i < at; ++i) {
      auto const& one = *passed[i];
      for (auto const& other : lineage_.handovers) {
        auto const why = second_passage_words(all[i].key, one, other);
        if (!why.empty()) refuse(other.file, why);
      }
      report_.notices.push_back(
          "la clé attendue a passé la main à " +
          (one.forks() ? "celle de " + one.next.name : std::string{"une autre"}) + " après " +
          event_count(one.checkpoint.size) + " (" + one.file + ")");
    }
    key_ = all[at].key;
    return true;
  }

  /// Why nobody who is believed signed the checkpoint.
  std::string unsigned_words() const {
    auto const until = handed_over_before(note_, checkpoint_.size, nullptr);
    if (until) return retired_words(*until, checkpoint_.size);
    if (!given_.key) return "n'est pas signé par la clé du journal";
    return "n'est signé ni par la clé donnée ni par une clé à laquelle elle a passé la main" +
           led_nowhere_words({key_, checkpoint_, lineage_});
  }

  /// A passage between keys of a log before this one leads on, and says nothing that this one
  /// should have, where it is of what was lost.
  void add_given(std::string const& file, std::string const& bytes) {
    auto const passage = read_handover(file, bytes);
    auto const* before = passage && !passage->forks() && !is_forged(passage->note)
                             ? lost_passage_of(lineage_, *passage)
                             : nullptr;
    if (before == nullptr) return add_earlier(file, bytes);
    report_.notices.push_back(file + " : passage d'une clé à la suivante, qui " +
                              lost_words(*before, passage->checkpoint));
  }

  /// An earlier checkpoint may be signed by any key the log has had.
  void add_earlier(std::string const& file, std::string_view bytes) {
    add_handover(seen_, file, bytes);
    auto const note = Note::parse(bytes);
    auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    auto const by = [&note](VerifierKey const& key) { return signed_by(*note, key); };
    bool const right =
        checkpoint && checkpoint->origin == checkpoint_.origin &&
        (by(key_) == Signed::yes || std::ranges::count(older_keys_, Signed::yes, by) > 0) &&
        std::ranges::count(older_keys_, Signed::wrongly, by) == 0;
    auto const* before =
        checkpoint && !right ? signed_before(lineage_, *note, *checkpoint) : nullptr;
    auto const until = checkpoint && (right || before != nullptr)
                           ? handed_over_before(*note, checkpoint->size, before)
                           : std::nullopt;
    if (until) {
      refuse(file, retired_words(*until, checkpoint->size));
    } else if (before != nullptr) {
      add_of(*before, file, *note, *checkpoint);
    } else if (checkpoint && !right && !is_forged(*note)) {
      refuse(file, stranger_words({key_, checkpoint_, lineage_}, *note, *checkpoint));
    } else if (!right) {
      refuse(file, "n'est pas un point de contrôle signé par ce journal");
    } else if (checkpoint->size > checkpoint_.size) {
      refuse(file, newer_words(*checkpoint, checkpoint_));
    } else {
      earlier_.push_back({file, *checkpoint, *note});
    }
  }

  /// A signature in the name of a key that this export knows is not by it.
  bool is_forged(Note const& note) const {
    auto const wrong = [&note](VerifierKey const& key) {
      return signed_by(note, key) == Signed::wrongly;
    };
    auto const of_it = [&wrong](Forebear const& one) {
      return std::ranges::any_of(one.keys, wrong);
    };
    return wrong(key_) || std::ranges::any_of(older_keys_, wrong) ||
           std::ranges::any_of(lineage_.forebears, of_it);
  }

  /// Of the checkpoints that the reader kept, those by which a key or another log took over.
  std::vector<Handover> given_handovers() const {
    std::vector<Handover> found;
    for (auto const& one : given_.checkpoints) {
      auto handover = read_handover(one.name, one.bytes);
      if (handover) found.push_back(*std::move(handover));
    }
    return found;
  }

  /// As `retired_before`, of keys of this log or of the one `before`.
  std::optional<std::int64_t> handed_over_before(Note const& note, std::int64_t size,
                                                 Forebear const* before) const {
    auto keys = before != nullptr ? before->keys : older_keys_;
    if (before == nullptr) keys.push_back(key_);
    if (before == nullptr && given_.key) keys.push_back(*given_.key);
    return retired_before(keys, lineage_.handovers, note, size);
  }

  /// A checkpoint of a log that this one goes on from: of what it has of it, or of what was lost.
  void add_of(Forebear const& before, std::string const& file, Note const& note,
              Checkpoint const& checkpoint) {
    if (checkpoint.size <= before.said.events) {
      earlier_.push_back({file, checkpoint, note});
    } else {
      refuse(file, lost_words(before, checkpoint));
    }
  }

  /// By which keys followed each other here, and in what is left of the logs before; of these, the
  /// newest checkpoint known may be of what was lost.
  void add_handovers() {
    for (auto const& one : std::span{lineage_.handovers}.first(exported_handovers_)) {
      auto const* before =
          one.file.starts_with(lost) ? signed_before(lineage_, one.note, one.checkpoint) : nullptr;
      if (before != nullptr && one.checkpoint.size > before->said.events) continue;
      add_earlier(one.file, one.bytes);
    }
    for (auto const& one : lineage_.forebears) {
      earlier_.push_back(
          {one.folder + "certificate", {one.said.origin, one.said.events, one.root}});
      for (auto const& [name, bytes] : one.kept) {
        auto const note = Note::parse(bytes);
        auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
        bool const of_it = checkpoint && signed_before(lineage_, *note, *checkpoint) == &one;
        bool const newest = name == one.folder + "checkpoint";
        if (!of_it || (!newest && name != one.folder + std::string{cosigned} +
                                              std::to_string(checkpoint->size) + ".checkpoint")) {
          refuse(name, "n'est pas un point de contrôle de l'ancien journal");
        } else if (checkpoint->size <= one.said.events) {
          earlier_.push_back({name, *checkpoint, *note});
        } else if (auto const until = handed_over_before(*note, checkpoint->size, &one)) {
          refuse(name, retired_words(*until, checkpoint->size));
        }
      }
    }
  }

  void read_witnesses() {
    auto notes = read_cosigned(folder_, report_);
    for (auto const& [name, bytes] : notes) add_earlier(name, bytes);
    notes.push_back({"checkpoint", note_bytes_});
    check_witnesses(notes, given_.witnesses, report_);
  }

  void read_timestamps() {
    for (auto const& name : folder_.names(timestamps)) {
      auto const stem = name.substr(0, name.rfind('.'));
      if (name == stem + ".tsr" && !folder_.has(stem + ".checkpoint")) {
        refuse(stem + ".checkpoint", "le point de contrôle de ce jeton d'horodatage manque");
      }
      if (name == stem + ".checkpoint") read_timestamp(stem);
    }
    std::ranges::sort(report_.timestamps, {}, &Stamped::size);
  }

  void read_timestamp(std::string const& stem) {
    auto const bytes = folder_.read(stem + ".checkpoint", Note::max_bytes);
    auto const token = folder_.read(stem + ".tsr", max_token_bytes);
    auto const note = bytes ? Note::parse(*bytes) : std::nullopt;
    auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!said || stem != std::string{timestamps} + std::to_string(said->size)) {
      refuse(stem + ".checkpoint", "n'est pas un point de contrôle nommé d'après sa taille");
      return;
    }
    add_earlier(stem + ".checkpoint", *bytes);
    if (!token) {
      refuse(stem + ".tsr", "jeton d'horodatage absent");
      return;
    }
    auto found = check_timestamp(*token, *bytes, given_.tsa_ca);
    if (found.state == Timestamp::bad) {
      refuse(stem + ".tsr", "le jeton d'horodatage ne tient pas");
      return;
    }
    if (found.state == Timestamp::untrusted) {
      refuse(stem + ".tsr",
             "horodatage pour ces octets, mais dont la signature ne remonte pas aux "
             "certificats donnés (--tsa-ca) : ce ne sont pas ceux de l'autorité" +
                 (found.authority.empty() ? "" : ", « " + found.authority + " »") +
                 ", ou le jeton a été modifié");
      return;
    }
    report_.timestamps.push_back({said->size, std::move(found.time), std::move(found.authority),
                                  found.state == Timestamp::verified, std::move(found.until)});
  }

  void check_roots(Tiles& tiles) {
    std::vector<std::int64_t> sizes{checkpoint_.size};
    for (auto const& one : earlier_) sizes.push_back(one.checkpoint.size);
    auto const roots = tiles.check(sizes, report_);
    auto const differs = [&roots](Checkpoint const& checkpoint) {
      auto const root = roots.find(checkpoint.size);
      return root == roots.end() || root->second != checkpoint.root;
    };
    bool const upheld = !differs(checkpoint_);
    if (!upheld) refuse("checkpoint", "la racine signée n'est pas celle que donnent les tuiles");
    for (auto const& one : earlier_) {
      if (!differs(one.checkpoint)) continue;
      auto const root = roots.find(one.checkpoint.size);
      bool const two = upheld && one.checkpoint.origin == checkpoint_.origin && root != roots.end();
      auto const size = event_count(one.checkpoint.size);
      refuse(one.file, two ? "deux histoires signées au nom de ce journal : de " + size +
                                 ", ce fichier atteste la racine " +
                                 to_hex(as_text(one.checkpoint.root)) + ", cet export la racine " +
                                 to_hex(as_text(root->second)) +
                                 " ; gardez les deux, ils le prouvent"
                           : "le journal ne contient plus ce qu'il contenait à " + size +
                                 " : histoire réécrite");
    }
  }

  void check_told(Told const& told) {
    check_keys_in_office(told.key_changes, told.abandoned);
    check_missing_stamps(told, report_);
    tell_unled(told, lineage_, report_);
    if (manifest_.whole_log()) {
      check_restorations(told, lineage_, folder_, report_);
    } else {
      tell_unproven(lineage_, report_);
    }
  }

  void check_keys_in_office(std::vector<KeyChange> const& changes,
                            std::vector<Abandoned> const& abandoned) {
    check_key_changes(changes, lineage_, report_);
    for (auto const& one : lineage_.handovers) add_handover(seen_, one.file, one.bytes);
    add_handover(seen_, "checkpoint", note_bytes_);
    check_none_back(changes, seen_, report_);
    auto const check = [&](std::string const& file, Note const& note, std::int64_t size) {
      auto const why = given_up_words(changes, abandoned, lineage_, note, size);
      if (!why.empty()) refuse(file, why);
    };
    check("checkpoint", note_, checkpoint_.size);
    for (auto const& one : earlier_) {
      if (one.note) check(one.file, *one.note, one.checkpoint.size);
    }
  }

  Folder folder_;
  Given const& given_;
  Report report_;
  Manifest manifest_;
  VerifierKey key_;
  VerifierKey named_key_;  ///< by the manifest
  std::vector<VerifierKey> older_keys_;
  Lineage lineage_;
  std::size_t exported_handovers_ = 0;  ///< the first of those known; the others were given
  std::string note_bytes_;
  Note note_;
  Checkpoint checkpoint_;
  std::vector<Earlier> earlier_;
  std::vector<Handover> seen_;  ///< wherever it is
};

}  // namespace

Report check_export(std::filesystem::path const& folder, Given const& given) {
  return Check{folder, given}.run();
}

}  // namespace probant::verifier
