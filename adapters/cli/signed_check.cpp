#include "adapters/cli/signed_check.hpp"

#include <algorithm>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/notary/cosigned.hpp"
#include "adapters/notary/files.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/handover.hpp"
#include "engine/log/proofs.hpp"

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
               ? std::string{own_name}
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
      auto const* other = cut ? nullptr : upheld(one.opened.checkpoint);
      if (other != nullptr) {
        fork(one, *other, Tree{store_, one.opened.checkpoint.size}.root());
      } else if (auto const signed_here = signed_before_tail(one.opened.checkpoint)) {
        unsigned_tail(one, *signed_here);
      } else {
        // Of a tail that was cut off, the first event that is missing.
        if (cut && !verdict_.log.first_bad) verdict_.log.first_bad = next;
        verdict_.altered = true;
        problem(one.name + " : " + why);
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

  static constexpr std::string_view own_name = "dernier point de contrôle";

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

  /// The size of the log's own last checkpoint, when the log is whole, goes on beyond it, and what
  /// `other` says lies beyond it too: then nothing signed here speaks against the events since.
  std::optional<std::uint64_t> signed_before_tail(Checkpoint const& other) const {
    if (!verdict_.log.good()) return std::nullopt;
    auto const own = std::ranges::find(taken_, own_name, &Taken::name);
    if (own == taken_.end()) return std::nullopt;
    auto const& last = own->opened.checkpoint;
    bool const beyond = other.size > last.size && store_.head().next > Position(last.size);
    bool const same_name = other.origin == last.origin;
    bool const holds = beyond && same_name && conflict_with(store_, last).empty();
    return holds ? std::optional{last.size} : std::nullopt;
  }

  /// Acknowledged and never signed, as when the process is killed before the next checkpoint; and
  /// elsewhere the log was told otherwise. Neither can be read from the other's signature.
  void unsigned_tail(Taken const& one, std::uint64_t signed_here) {
    auto const next = store_.head().next;
    auto const first = static_cast<Position>(signed_here);
    verdict_.unsigned_events = next - first;
    auto const& said = one.opened.checkpoint;
    problem("deux histoires au nom de « " + said.origin +
            " », dont l'une n'est pas signée : " + one.name + " atteste " +
            std::to_string(said.size) + " événements, racine " + said.root.text() +
            (static_cast<Position>(said.size) > next ? ", que ce journal n'a pas tous"
                                                     : ", qui ne sont pas ceux de ce journal") +
            ". Ce qui est su : ce journal est entier ; ses " + std::to_string(first) +
            " premiers événements sont ceux de son dernier point de contrôle ; les " +
            std::to_string(next - first) + " suivants, positions " + std::to_string(first) + " à " +
            std::to_string(next - 1) +
            ", n'ont été signés nulle part que l'on sache, comme après un arrêt brutal dans la "
            "seconde qui suit un acte. Une copie ou une restauration du journal a été signée "
            "autrement ou plus loin, ou ces événements ont été récrits ici : rien ici ne le "
            "départage. N'effacez et ne restaurez rien par-dessus : arrêtez ce qui écrit, gardez "
            "les deux magasins et ce fichier, exportez les deux (« probant export all »), "
            "vérifiez l'autre avec le point de contrôle de celui-ci, puis voyez EVIDENCE.md, "
            "« Two histories »");
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

}  // namespace

void check_signed(Verdict& verdict, EventStore const& store, std::string const& directory,
                  VerifyOptions const& options) {
  SignedCheck check{verdict, store, std::filesystem::exists(certificate_file(directory))};
  check.held();
  check.cosigned(notary::read_cosigned(notary::Places{directory}.cosigned()));
  if (!options.offline) check.witnesses();
  check.given(options.checkpoints);
  check.compare();
}

}  // namespace probant::cli
