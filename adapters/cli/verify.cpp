// probant verify: recomputes the log from its stored bytes, compares it with what was signed of it,
// and names the first bad position.
#include <algorithm>
#include <future>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/unreadable.hpp"
#include "adapters/cli/verdict.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/cosigned.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/making.hpp"
#include "adapters/timestamp/timestamp.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/handover.hpp"
#include "engine/log/proofs.hpp"
#include "events/codec/decoder.hpp"

namespace probant::cli {
namespace {

/// A file that is no checkpoint of this log says nothing about the log: it is a wrong argument.
Checkpoint ensure_ours(std::string_view bytes, std::string const& file,
                       notary::Evidence const& evidence) {
  auto const note = SignedNote::parse(bytes);
  auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!checkpoint) {
    throw UsageError("--checkpoint " + file + " : ce n'est pas " +
                     std::string{Checkpoint::expected} + ".");
  }
  if (checkpoint->origin != evidence.settings.origin &&
      evidence.forebear(checkpoint->origin) == nullptr) {
    throw UsageError("--checkpoint " + file +
                     " : ce point de contrôle est celui d'un autre "
                     "journal, « " +
                     checkpoint->origin + " ».");
  }
  return *std::move(checkpoint);
}

/// Neither is one too big to be a checkpoint.
std::string checkpoint_given(std::string const& file) {
  try {
    auto note = notary::read_file(file, max_note_bytes);
    if (note) return *std::move(note);
  } catch (StoreError const& error) {
    throw UsageError("--checkpoint " + file + " : " + error.what());
  }
  throw std::system_error(ENOENT, std::generic_category(), file);
}

/// A checkpoint of a log before this one, of what was lost of it: why it cannot be compared with.
std::string lost_with(Lineage const& lineage, Checkpoint const& checkpoint,
                      std::string_view bytes) {
  auto const* ancestor = lineage.of(checkpoint.origin);
  if (ancestor == nullptr) return {};
  auto const opened = open_checkpoint(bytes, ancestor->kept->keys);
  return opened.good() ? lost_words(*ancestor, checkpoint) : std::string{};
}

/// A handover by the key of this log, or of one before it, to a log that is not this one: why it
/// cannot stand beside it.
std::string continued_elsewhere(notary::Evidence const& evidence, std::string const& bytes) {
  auto const opened = evidence.open_earlier(bytes);
  if (!opened.good()) return {};
  auto const& said = opened.checkpoint;
  auto const next = handed_to(said, opened.note, continuation_label);
  if (!next) return {};
  auto const* before = evidence.forebear(said.origin);
  if (before == nullptr) {
    return "« " + said.origin + " » a passé la main à « " + next->name() + " » après " +
           std::to_string(said.size) + " événements : ce journal-là le continue, celui-ci est clos";
  }
  auto const own = before->handover ? handed_to(before->handover->checkpoint,
                                                before->handover->note, continuation_label)
                                    : std::nullopt;
  if (own == next) return {};
  return "« " + said.origin + " » a aussi passé la main à « " + next->name() +
         " » : deux journaux le continuent, et sa clé a signé l'un et l'autre";
}

/// Everything that was signed of the log and is at hand, compared with it.
class SignedCheck {
 public:
  SignedCheck(Verdict& verdict, EventStore const& store, bool backup)
      : verdict_{verdict}, store_{store}, backup_{backup} {}

  void held() {
    for (auto const& one : verdict_.evidence.held) {
      take(one.file.filename() == "checkpoint" && one.file.parent_path().filename() == "evidence"
               ? "dernier point de contrôle"
               : "copie " + one.file.string(),
           one.opened, backup_);
    }
    for (auto const& one : verdict_.evidence.foreign) {
      auto const name = "copie " + one.file.string();
      bool const elsewhere =
          backup_ && !one.origin.empty() && one.origin != verdict_.evidence.settings.origin;
      if (elsewhere) {
        verdict_.notices.push_back(name +
                                   " : ce point de contrôle est celui d'un autre journal, « " +
                                   one.origin + " » ; rien n'a pu en être comparé");
      } else {
        problem(name + " : " + one.why);
      }
    }
    if (verdict_.evidence.held.empty()) {
      problem("aucun point de contrôle signé n'accompagne le journal");
    }
  }

  void cosigned(std::vector<notary::CosignedFile> const& kept) {
    for (auto const& one : kept) {
      auto const name = "contresigné, " + one.file.filename().string();
      take(name, verdict_.evidence.open(one.note.bytes()), false);
    }
  }

  void witnesses() {
    for (auto& seen : last_seen_by_witnesses(verdict_.evidence, in_passing)) {
      auto const name = "témoin " + seen.witness;
      if (seen.last.good()) {
        take(name, std::move(seen.last), backup_);
      } else {
        verdict_.notices.push_back(name + " : " + seen.last.why +
                                   " ; rien n'a pu être comparé avec ce qu'il a vu (--offline pour "
                                   "ne pas demander)");
      }
    }
  }

  /// In whatever order: some may tell of keys by which others are signed.
  void given(std::vector<std::string> const& files) {
    std::vector<std::string> notes;
    for (auto const& file : files) notes.push_back(checkpoint_given(file));
    verdict_.evidence.follow(notes);
    for (std::size_t i = 0; i < files.size(); ++i) {
      auto const checkpoint = ensure_ours(notes[i], files[i], verdict_.evidence);
      auto const lost = lost_with(verdict_.lineage, checkpoint, notes[i]);
      auto const elsewhere = continued_elsewhere(verdict_.evidence, notes[i]);
      if (!elsewhere.empty()) problem(files[i] + " : " + elsewhere);
      if (!lost.empty()) {
        problem(files[i] + " : " + lost);
      } else {
        take(files[i], verdict_.evidence.open_earlier(notes[i]), false);
      }
    }
  }

  /// What was taken, against the log and against each other.
  void compare() {
    for (auto const& one : taken_) {
      auto const why = conflict_with(store_, one.opened.checkpoint);
      ++verdict_.checkpoints;
      if (why.empty()) continue;
      auto const next = store_.head().next;
      bool const cut = static_cast<Position>(one.opened.checkpoint.size) > next;
      if (cut && one.may_be_newer) {
        verdict_.notices.push_back(
            one.name + " : cette sauvegarde n'a que " + std::to_string(next) + " des " +
            std::to_string(one.opened.checkpoint.size) + " événements qu'il atteste");
        continue;
      }
      // Of a tail that was cut off, the first event that is missing.
      if (cut && !verdict_.log.first_bad) verdict_.log.first_bad = next;
      auto const* other = cut ? nullptr : upheld(one.opened.checkpoint);
      if (other == nullptr) {
        verdict_.altered = true;
        problem(one.name + " : " + why);
      } else {
        fork(one, *other, Tree{store_, one.opened.checkpoint.size}.root());
      }
    }
    for (auto one = taken_.begin(); one != taken_.end(); ++one) {
      auto const other = std::find_if(taken_.begin(), one, [&one](Taken const& before) {
        return !notary::contradiction(before.opened, one->opened).empty();
      });
      if (other != one) fork(*one, *other, other->opened.checkpoint.root);
    }
  }

 private:
  struct Taken {
    std::string name;
    OpenedCheckpoint opened;
    bool may_be_newer = false;  ///< than the log, which is then a backup
  };

  void problem(std::string text) { verdict_.problems.push_back(std::move(text)); }

  void take(std::string name, OpenedCheckpoint opened, bool may_be_newer) {
    if (opened.good()) {
      taken_.push_back({std::move(name), std::move(opened), may_be_newer});
    } else {
      problem(name + " : " + opened.why);
    }
  }

  /// What was signed in the same name of what the log holds, up to there or further: then the log
  /// is not damaged there, it has been told otherwise elsewhere.
  Taken const* upheld(Checkpoint const& checkpoint) const {
    if (!verdict_.log.good()) return nullptr;
    auto const found = std::ranges::find_if(taken_, [&](Taken const& one) {
      auto const& signed_too = one.opened.checkpoint;
      return signed_too.origin == checkpoint.origin && signed_too.size >= checkpoint.size &&
             conflict_with(store_, signed_too).empty();
    });
    return found == taken_.end() ? nullptr : &*found;
  }

  void fork(Taken const& one, Taken const& other, Sha256 const& other_root) {
    auto const& said = one.opened.checkpoint;
    auto const known = [&](SignedFork const& fork) {
      return fork.size == said.size && (fork.root == said.root || fork.other_root == said.root) &&
             (fork.root == other_root || fork.other_root == other_root);
    };
    if (std::ranges::any_of(verdict_.forks, known)) return;
    verdict_.forks.push_back({said.size, said.root, other_root, one.name, other.name});
    problem("deux histoires signées au nom de « " + said.origin + " » : de " +
            std::to_string(said.size) + " événements, " + one.name + " atteste la racine " +
            said.root.text() + ", " + other.name + " la racine " + other_root.text() +
            ". Ce n'est pas un dommage : la clé du journal a signé l'une et l'autre. Gardez les "
            "deux fichiers, ils en sont la preuve");
  }

  Verdict& verdict_;
  EventStore const& store_;
  bool backup_;
  std::vector<Taken> taken_;
};

/// A backup is also compared with its certificate.
void check_certificate(Verdict& verdict, SqliteEventStore const& store,
                       std::string const& directory, notary::Evidence const& evidence) {
  auto const file = certificate_file(directory);
  if (!std::filesystem::exists(file)) return;
  auto const certified = read_certificate(file, evidence.keys);
  auto const found = certificate_of(store, verdict.log, directory, certified.origin, wall_clock());
  for (auto& difference : differences(certified, found)) {
    verdict.problems.push_back(std::move(difference));
  }
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
  SignedCheck check{verdict, store, std::filesystem::exists(certificate_file(common.store))};
  check.held();
  check.cosigned(notary::read_cosigned(notary::Places{common.store}.cosigned()));
  if (!options.offline) check.witnesses();
  check.given(options.checkpoints);
  check.compare();
  if (auto const own = notary::Places{common.store}.checkpoint(); !std::filesystem::exists(own)) {
    verdict.problems.push_back(own.string() +
                               " : le dernier point de contrôle n'est plus là ; remettez-le d'une "
                               "copie ou d'une sauvegarde");
  }
  // A log that is whole orders as many as it lacks: none need be looked for.
  bool const erases = !verdict.log.good() || verdict.log.erased > 0;
  auto const next = store.head().next;
  add(notary::check_erasures(common.store, evidence,
                             erases ? erasures_of(store) : std::vector<ErasedPayload>{},
                             erases ? next : verdict.log.checked));
  auto const ca_file =
      options.tsa_ca.empty() ? ca_file_of(evidence.settings, common.store) : options.tsa_ca;
  verdict.timestamps = check_timestamps(store, common.store, evidence, ca_file);
  add(verdict.timestamps.problems);
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
  if (!world.problem.empty()) verdict.problems.push_back(std::move(world.problem));
}

Verdict verdict_on(Common const& common, VerifyOptions const& options) {
  auto const store = open_to_read(common);
  Verdict verdict;
  // One thread for what SQLite compares within its file, beside those that hash.
  auto in_file = std::async(std::launch::async, [&store] { return store->check_file(); });
  {
    Progress progress{"vérification"};
    verdict.log = check_log(*store, [&progress](Position done, Position total) {
      progress.at(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
    });
  }
  if (!verdict.log.good()) verdict.problems.push_back(verdict.log.why);
  for (auto& problem : in_file.get()) verdict.problems.push_back(std::move(problem));
  for (auto& problem : store->check_schema()) verdict.problems.push_back(std::move(problem));
  verdict.altered = !verdict.problems.empty();
  try {
    verdict.evidence = notary::read_evidence(common.store);
    check_beside(verdict, *store, common, options);
    if (verdict.log.good()) {
      check_projections(verdict, *store, common.store);
      check_certificate(verdict, *store, common.store, verdict.evidence);
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

/// A file that SQLite cannot read any more is an answer about the journal, not about the machine.
Verdict verdict_or_damage(Common const& common, VerifyOptions const& options) {
  try {
    return verdict_on(common, options);
  } catch (sqlite::SqliteError const& error) {
    if (!error.tells_of_damage()) throw;
    Verdict verdict;
    verdict.altered = true;
    verdict.log.first_bad = first_unreadable(common.store);
    verdict.problems.emplace_back(error.what());
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
