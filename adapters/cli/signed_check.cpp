#include "adapters/cli/signed_check.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/sealed_end.hpp"
#include "adapters/notary/cosigned.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/notary/forebear_keys.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/handover.hpp"
#include "engine/log/proofs.hpp"
#include "projections/span_words.hpp"

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
    throw UsageError("--checkpoint " + file + " : " +
                     notary::other_log_words(checkpoint->origin, evidence.settings.origin) + ".");
  }
  return *std::move(checkpoint);
}

/// One too big to be a checkpoint is a wrong word of the command, one that cannot be read the
/// machine's; neither says anything of the log.
std::string checkpoint_given(std::string const& file) {
  auto const fail = [&](int why) { throw std::system_error(why, std::generic_category(), file); };
  if (::access(file.c_str(), R_OK) != 0) fail(errno);
  if (std::filesystem::is_directory(file)) fail(EISDIR);
  try {
    return notary::read_file(file, max_note_bytes).value_or(std::string{});
  } catch (notary::FileTooBig const& error) {
    throw UsageError("--checkpoint " + file + " : " + error.what());
  }
}

/// A checkpoint of a log before this one, of what was lost of it, or signed by a key that had been
/// given up: why it cannot be compared with. `notes`: given; a key may have taken over in what was
/// lost.
std::string lost_with(Lineage const& lineage, Checkpoint const& checkpoint, std::string_view bytes,
                      std::vector<std::string> const& notes) {
  auto const* ancestor = lineage.of(checkpoint.origin);
  if (ancestor == nullptr) return {};
  auto keys = ancestor->kept->keys;
  auto retired = notary::retired_of(*ancestor->kept);
  notary::follow_keys(keys, retired, notes);
  auto const opened = open_checkpoint(bytes, keys);
  if (!opened.good()) return {};
  auto why = notary::retired_words(opened.signers, checkpoint.size, retired);
  return why.empty() ? lost_words(*ancestor, checkpoint) : why;
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
           event_count(static_cast<std::int64_t>(said.size)) +
           " : ce journal-là le continue, celui-ci est clos";
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

  void held(notary::Places const& places) {
    // A restored log that has not yet taken the place of the one before in its copies.
    bool const not_yet = std::filesystem::exists(places.to_take_over());
    for (auto& one : notary::attested_by(verdict_.evidence, places)) {
      taken_.push_back(std::move(one));
      may_be_newer_.push_back(backup_);
    }
    for (auto const& one : verdict_.evidence.foreign) {
      auto const name = "copie " + one.file.string();
      bool const elsewhere = (backup_ || not_yet) && !one.origin.empty() &&
                             one.origin != verdict_.evidence.settings.origin;
      if (one.retired) {
        verdict_.notices.push_back(name + " : " + one.why +
                                   " ; le prochain point de contrôle prendra sa place");
      } else if (elsewhere) {
        verdict_.notices.push_back(name + " : " + one.why + " ; rien n'a pu en être comparé");
      } else {
        problem(name + " : " + one.why);
      }
    }
    if (verdict_.evidence.held.empty()) {
      problem("aucun point de contrôle signé n'accompagne le journal");
    }
  }

  void cosigned(notary::Places const& places) {
    for (auto const& one : notary::read_cosigned(places.cosigned())) {
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
      auto const lost = lost_with(verdict_.lineage, checkpoint, notes[i], notes);
      auto const elsewhere = continued_elsewhere(verdict_.evidence, notes[i]);
      if (!elsewhere.empty()) problem(files[i] + " : " + elsewhere);
      if (!lost.empty()) {
        problem(files[i] + " : " + lost);
        continue;
      }
      auto opened = verdict_.evidence.open_earlier(notes[i]);
      auto unknown = verdict_.evidence.unknown_words(notes[i]);
      if (!unknown.empty()) opened.why = std::move(unknown);
      take(files[i], std::move(opened), false);
    }
  }

  /// What was taken, against the log and against each other.
  void compare() {
    for (std::size_t i = 0; i < taken_.size(); ++i) compare(taken_[i], may_be_newer_[i]);
    for (auto one = taken_.begin(); one != taken_.end(); ++one) {
      for (auto other = taken_.begin(); other != one; ++other) {
        auto found = notary::fork_between(*one, *other);
        if (!found) continue;
        fork(*std::move(found), one->checkpoint.origin);
        break;
      }
    }
  }

  /// How much of the log rests on no signature yet, and whether its seal vouches for that.
  void tell_what_is_unsigned(SealedHead const& end, notary::Places const& places) {
    Position covered = 0;
    for (auto const& one : taken_) {
      covered = std::max(covered, static_cast<Position>(one.checkpoint.size));
    }
    if (end.head.next <= covered) return;
    verdict_.seal = seal_of(end, places);
    bool const broken = verdict_.seal == "broken";
    bool const told = verdict_.good() || broken;
    if (told) verdict_.unsigned_events = end.head.next - covered;
    if (broken) {
      problem(unsealed_words(end, covered));
      verdict_.altered = verdict_.altered || end.sealable;
      verdict_.log.first_bad = std::min(verdict_.log.first_bad.value_or(covered), covered);
    } else if (told) {
      verdict_.notices.push_back(unsigned_words(covered));
    }
  }

 private:
  void problem(std::string text) { verdict_.problems.push_back(std::move(text)); }

  /// `may_be_newer`: than the log, which is then a backup.
  void take(std::string name, OpenedCheckpoint opened, bool may_be_newer) {
    if (opened.good()) {
      taken_.push_back({std::move(name), std::move(opened.checkpoint)});
      may_be_newer_.push_back(may_be_newer);
    } else {
      problem(name + " : " + opened.why);
    }
  }

  void compare(notary::Attested const& one, bool may_be_newer) {
    auto const why = conflict_with(store_, one.checkpoint);
    ++verdict_.checkpoints;
    if (why.empty()) return;
    auto const next = store_.head().next;
    bool const cut = static_cast<Position>(one.checkpoint.size) > next;
    if (cut && may_be_newer) {
      verdict_.notices.push_back(one.name + " : cette sauvegarde n'a que " + event_count(next) +
                                 ", il en atteste " + std::to_string(one.checkpoint.size));
      return;
    }
    std::optional<notary::OtherHistory> other;
    bool const older = cut && backup_;  // as backups are
    if (verdict_.log.good() && !older) other = notary::other_history(store_, one, taken_);
    if (!other) {
      // Of a tail that was cut off, the first event that is missing.
      if (cut && !verdict_.log.first_bad) verdict_.log.first_bad = next;
      verdict_.altered = true;
      problem(one.name + " : " + why);
    } else if (other->fork) {
      if (cut) problem(std::move(other->words));
      fork(*std::move(other->fork), one.checkpoint.origin);
    } else {
      if (other->unsigned_events == 0 && !verdict_.log.first_bad) verdict_.log.first_bad = next;
      verdict_.unsigned_events = std::max(verdict_.unsigned_events, other->unsigned_events);
      verdict_.two_ends = true;
      problem(std::move(other->words));
    }
  }

  void fork(notary::SignedFork fork, std::string const& origin) {
    auto const known = [&](notary::SignedFork const& one) {
      return one.size == fork.size && (one.root == fork.root || one.other_root == fork.root) &&
             (one.root == fork.other_root || one.other_root == fork.other_root);
    };
    if (std::ranges::any_of(verdict_.forks, known)) return;
    problem(notary::fork_words(origin, fork));
    verdict_.forks.push_back(std::move(fork));
  }

  /// As Verdict::seal.
  std::string seal_of(SealedHead const& end, notary::Places const& places) const {
    if (backup_) return "certified";
    auto const key = notary::seal_key_in(places, verdict_.evidence.keys);
    if (!key) return "unchecked";
    return key->holds(end.head, end.seal) ? "holds" : "broken";
  }

  std::string unsigned_words(Position covered) const {
    bool const one = verdict_.unsigned_events == 1;
    auto text = event_count(verdict_.unsigned_events) + ", à partir de la position " +
                std::to_string(covered) + (one ? ", n'est couvert" : ", ne sont couverts") +
                " par aucun point de contrôle signé";
    if (verdict_.seal == "certified") {
      return text + ", mais par le certificat de cette sauvegarde, qui est signé";
    }
    text += " : seul ce qui précède est attesté. ";
    text += verdict_.seal == "holds"
                ? "Le sceau du journal (head.seal) est de sa clé : probant les a inscrits."
                : "Le sceau du journal (head.seal) ne se vérifie qu'avec sa clé privée, qui n'est "
                  "pas lisible ici : aucune signature qui puisse être vérifiée ne dit qui les a "
                  "inscrits.";
    return text +
           " Un journal en service signe en une seconde ; ailleurs, signe la prochaine "
           "commande qui écrit.";
  }

  Verdict& verdict_;
  EventStore const& store_;
  bool backup_;
  std::vector<notary::Attested> taken_;
  std::vector<bool> may_be_newer_;
};

}  // namespace

void check_signed(Verdict& verdict, SqliteEventStore const& store, std::string const& directory,
                  VerifyOptions const& options) {
  SignedCheck check{verdict, store, std::filesystem::exists(certificate_file(directory))};
  check.held(notary::Places{directory});
  check.cosigned(notary::Places{directory});
  if (!options.offline) check.witnesses();
  check.given(options.checkpoints);
  check.compare();
  check.tell_what_is_unsigned(store.sealed_head(), notary::Places{directory});
}

void check_cosigned(Verdict& verdict, EventStore const& store, std::string const& directory) {
  SignedCheck check{verdict, store, true};
  check.cosigned(notary::Places{directory});
  check.compare();
}

}  // namespace probant::cli
