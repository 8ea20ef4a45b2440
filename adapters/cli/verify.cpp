// probant verify: recomputes the log from its stored bytes, compares it with what was signed of it,
// and names the first bad position.
#include <algorithm>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/lineage.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/cli/unreadable.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/cosigned.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/connection.hpp"
#include "engine/log/check.hpp"
#include "engine/log/continuity.hpp"
#include "events/codec/decoder.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

struct Verdict {
  LogCheck log;
  std::vector<std::string> problems;  ///< French sentences, of the log first
  std::vector<std::string> notices;   ///< French sentences: what was not there to compare with
  std::size_t checkpoints = 0;        ///< compared with
  TimestampCheck timestamps;
  std::string projections = "none";  ///< as WorldCheck::state
  notary::Evidence evidence;
  Lineage lineage;

  bool good() const { return problems.empty(); }
};

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

void check_signed(Verdict& verdict, EventStore const& store, notary::Evidence const& evidence,
                  std::vector<notary::CosignedFile> const& kept,
                  std::vector<std::string> const& files) {
  auto const compare = [&](Checkpoint const& checkpoint, std::string const& name) {
    ++verdict.checkpoints;
    auto const why = conflict_with(store, checkpoint);
    if (!why.empty()) verdict.problems.push_back(name + " : " + why);
    // Of a tail that was cut off, the first event that is missing.
    auto const next = store.head().next;
    bool const cut = static_cast<Position>(checkpoint.size) > next;
    if (cut && !verdict.log.first_bad) verdict.log.first_bad = next;
  };
  if (evidence.checkpoint) {
    compare(evidence.checkpoint->checkpoint, "dernier point de contrôle");
  } else {
    verdict.problems.emplace_back("aucun point de contrôle signé n'accompagne le journal");
  }
  for (auto const& one : kept) {
    auto const opened = evidence.open(one.note.bytes());
    auto const name = one.file.filename().string();
    if (opened.good()) {
      compare(opened.checkpoint, "contresigné, " + name);
    } else {
      verdict.problems.push_back("contresigné, " + name + " : " + opened.why);
    }
  }
  for (auto const& file : files) {
    auto const note = checkpoint_given(file);
    auto const checkpoint = ensure_ours(note, file, evidence);
    auto const lost = lost_with(verdict.lineage, checkpoint, note);
    auto const opened = evidence.open_earlier(note);
    if (!lost.empty()) {
      verdict.problems.push_back(file + " : " + lost);
    } else if (opened.good()) {
      compare(opened.checkpoint, file);
    } else {
      verdict.problems.push_back(file + " : " + opened.why);
    }
  }
}

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

/// Why the answers of the projections were not compared with those certified.
std::string notice_of(std::string const& projections) {
  if (projections == "none") {
    return "aucun état certifié n'accompagne le journal (evidence/world) : échéances, dossiers et "
           "exposition n'ont pas été comparés ; la prochaine commande qui écrit en signe un";
  }
  if (projections == "other_version") {
    return "l'état certifié l'a été par une autre version du programme : il n'a pas été comparé";
  }
  if (projections == "not_comparable") {
    return "un contenu a été effacé depuis l'état certifié : il n'a pas été comparé";
  }
  return {};
}

Verdict verdict_on(Common const& common, VerifyOptions const& options) {
  auto const store = open_to_read(common);
  Verdict verdict;
  {
    Progress progress{"vérification"};
    verdict.log = check_log(*store, [&progress](Position done, Position total) {
      progress.at(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
    });
  }
  if (!verdict.log.good()) verdict.problems.push_back(verdict.log.why);
  for (auto& problem : store->check_file()) verdict.problems.push_back(std::move(problem));
  for (auto& problem : store->check_schema()) verdict.problems.push_back(std::move(problem));
  try {
    verdict.evidence = notary::read_evidence(common.store);
    auto const& evidence = verdict.evidence;
    verdict.lineage = lineage_of(*store, evidence);
    for (auto& problem : verdict.lineage.problems) verdict.problems.push_back(std::move(problem));
    auto const unlike = kind_conflict(*store, evidence);
    if (!unlike.empty()) verdict.problems.push_back(unlike);
    auto const kept = notary::read_cosigned(notary::Places{common.store}.cosigned());
    check_signed(verdict, *store, evidence, kept, options.checkpoints);
    auto const ca_file =
        options.tsa_ca.empty() ? ca_file_of(evidence.settings, common.store) : options.tsa_ca;
    for (auto& problem : notary::check_erasures(common.store, evidence, *store)) {
      verdict.problems.push_back(std::move(problem));
    }
    verdict.timestamps = check_timestamps(*store, common.store, evidence, ca_file);
    for (auto const& problem : verdict.timestamps.problems) verdict.problems.push_back(problem);
    for (auto const& copy : evidence.settings.copies) {
      if (std::filesystem::is_regular_file(copy / "checkpoint")) continue;
      verdict.notices.push_back("copie " + copy.string() +
                                " : pas de point de contrôle à cet endroit, rien n'a pu en être "
                                "comparé (evidence.toml, copies)");
    }
    if (verdict.log.good()) {
      auto world = check_world(*store, evidence, common.store);
      verdict.projections = std::move(world.state);
      if (auto notice = notice_of(verdict.projections); !notice.empty()) {
        verdict.notices.push_back(std::move(notice));
      }
      if (!world.problem.empty()) verdict.problems.push_back(std::move(world.problem));
    }
    if (verdict.log.good()) check_certificate(verdict, *store, common.store, evidence);
  } catch (StoreError const& error) {
    verdict.problems.emplace_back(error.what());
  } catch (CodecError const&) {
    // What is altered is known and named: what rests on it cannot be read.
    if (verdict.log.good()) throw;
  }
  return verdict;
}

/// A slip in the settings says nothing about the log.
void ensure_settings(std::string const& directory) {
  auto const file = notary::Places{directory}.settings();
  auto const text = notary::read_file(file, notary::max_settings_bytes);
  if (text) notary::parse_settings(*text, file.string());
}

/// A file that SQLite cannot read any more is an answer about the journal, not about the machine.
Verdict verdict_or_damage(Common const& common, VerifyOptions const& options) {
  try {
    return verdict_on(common, options);
  } catch (sqlite::SqliteError const& error) {
    if (!error.tells_of_damage()) throw;
    Verdict verdict;
    verdict.log.first_bad = first_unreadable(common.store);
    verdict.problems.emplace_back(error.what());
    return verdict;
  }
}

std::string in_json(Verdict const& verdict) {
  JsonObject object;
  object.flag("verified", verdict.good()).number("events", verdict.log.checked);
  object.number("erased", verdict.log.erased).text("root", verdict.log.root.text());
  object.number("checkpoints", static_cast<std::int64_t>(verdict.checkpoints));
  auto const& stamps = verdict.timestamps;
  object.number("timestamps", stamps.verified ? static_cast<std::int64_t>(stamps.found.size()) : 0);
  object.raw("timestamped",
             json_array(stamps.found, [&stamps](journal::CheckpointTimestamped const& one) {
               return JsonObject{}
                   .number("size", one.size.value)
                   .text("time", one.generated_at.value)
                   .text("tsa", one.authority.value)
                   .flag("verified", stamps.verified)
                   .json();
             }));
  object.text("projections", verdict.projections);
  object.raw("continues", json_array(verdict.lineage.ancestors,
                                     [](Ancestor const& one) { return to_json(one); }));
  object.raw("notices", json_texts(verdict.notices));
  object.number_or_null("first_bad_position", verdict.log.first_bad);
  if (!verdict.good()) {
    object.text("reason", verdict.problems.front());
    object.raw("problems", json_texts(verdict.problems));
  }
  return object.json() + "\n";
}

/// Up to when the authorities say that what is in the log was there.
std::string told(TimestampCheck const& stamps) {
  if (stamps.found.empty()) return {};
  auto const& last = stamps.found.back();
  return "  horodatage : " + std::to_string(last.size.value) + " événements existaient le " +
         last.generated_at.value + ", selon " + last.authority.value +
         (stamps.verified ? ""
                          : " ; non vérifié, faute des certificats de l'autorité (--tsa-ca, ou "
                            "ca_file dans evidence.toml)") +
         "\n";
}

std::string told(std::vector<std::string> const& notices) {
  std::string text;
  for (auto const& notice : notices) text += "  à savoir : " + notice + "\n";
  return text;
}

std::string told(Lineage const& lineage) {
  std::string text;
  for (auto const& one : lineage.ancestors) {
    text += "  " + lineage_words(one.certificate) + "\n";
  }
  return text;
}

std::string stamps_counted(TimestampCheck const& stamps) {
  return std::to_string(stamps.found.size()) + " horodatage(s)" +
         (stamps.found.empty() || stamps.verified ? "" : " non vérifié(s)");
}

std::string in_words(Verdict const& verdict) {
  if (verdict.good()) {
    return coloured(Colour::green, "Journal intègre") + " : " +
           std::to_string(verdict.log.checked) + " événements, dont " +
           std::to_string(verdict.log.erased) + " au contenu légalement effacé ; " +
           std::to_string(verdict.checkpoints) + " point(s) de contrôle signé(s) respecté(s) ; " +
           stamps_counted(verdict.timestamps) + " ; racine " + verdict.log.root.text() + "\n" +
           told(verdict.timestamps) + told(verdict.lineage) + told(verdict.notices);
  }
  auto text =
      coloured(Colour::red, "Journal altéré") +
      (verdict.log.first_bad ? " à la position " + std::to_string(*verdict.log.first_bad) : "") +
      " :\n";
  for (auto const& problem : verdict.problems) text += "  - " + problem + "\n";
  return text + told(verdict.lineage) + told(verdict.notices);
}

}  // namespace

int run_verify(Common const& common, VerifyOptions const& options) {
  ensure_certificates(options.tsa_ca);
  ensure_settings(common.store);
  auto const verdict = verdict_or_damage(common, options);
  print(common.format == Format::json ? in_json(verdict) : in_words(verdict));
  return verdict.good() ? exit_done : exit_no;
}

}  // namespace probant::cli
