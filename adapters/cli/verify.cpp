// probant verify: recomputes the log from its stored bytes, compares it with what was signed of it,
// and names the first bad position.
#include <algorithm>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/cosigned.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/connection.hpp"
#include "engine/log/check.hpp"
#include "engine/log/continuity.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

struct Verdict {
  LogCheck log;
  std::vector<std::string> problems;  ///< French sentences, of the log first
  std::size_t checkpoints = 0;        ///< compared with
  std::size_t timestamps = 0;         ///< found in the journal
  std::string projections = "none";   ///< as WorldCheck::state

  bool good() const { return problems.empty(); }
};

/// A file that is no checkpoint of this log says nothing about the log: it is a wrong argument.
void ensure_ours(std::string_view bytes, std::string const& file, std::string const& origin) {
  auto const note = SignedNote::parse(bytes);
  auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!checkpoint) {
    throw UsageError("--checkpoint " + file + " : ce n'est pas " +
                     std::string{Checkpoint::expected} + ".");
  }
  if (checkpoint->origin != origin) {
    throw UsageError("--checkpoint " + file +
                     " : ce point de contrôle est celui d'un autre "
                     "journal, « " +
                     checkpoint->origin + " ».");
  }
}

void check_signed(Verdict& verdict, EventStore const& store, notary::Evidence const& evidence,
                  std::vector<notary::CosignedFile> const& kept,
                  std::vector<std::string> const& files) {
  auto const compare = [&](Checkpoint const& checkpoint, std::string const& name) {
    ++verdict.checkpoints;
    auto const why = conflict_with(store, checkpoint);
    if (!why.empty()) verdict.problems.push_back(name + " : " + why);
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
    auto const note = notary::read_file(file, max_note_bytes);
    if (!note) throw std::system_error(ENOENT, std::generic_category(), file);
    auto const opened = evidence.open(*note);
    ensure_ours(*note, file, evidence.settings.origin);
    if (opened.good()) {
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
    auto const evidence = notary::read_evidence(common.store);
    auto const unlike = kind_conflict(*store, evidence);
    if (!unlike.empty()) verdict.problems.push_back(unlike);
    auto const kept = notary::read_cosigned(notary::Places{common.store}.cosigned());
    check_signed(verdict, *store, evidence, kept, options.checkpoints);
    auto const ca_file =
        options.tsa_ca.empty() ? ca_file_of(evidence.settings, common.store) : options.tsa_ca;
    for (auto& problem : notary::check_erasures(common.store, evidence, *store)) {
      verdict.problems.push_back(std::move(problem));
    }
    auto stamps = check_timestamps(*store, common.store, evidence, ca_file);
    verdict.timestamps = stamps.found;
    for (auto& problem : stamps.problems) verdict.problems.push_back(std::move(problem));
    if (verdict.log.good()) {
      auto world = check_world(*store, evidence, common.store);
      verdict.projections = std::move(world.state);
      if (!world.problem.empty()) verdict.problems.push_back(std::move(world.problem));
    }
    if (verdict.log.good()) check_certificate(verdict, *store, common.store, evidence);
  } catch (StoreError const& error) {
    verdict.problems.emplace_back(error.what());
  }
  return verdict;
}

bool can_be_read(EventStore const& store, Position from, Position to) {
  try {
    store.scan(from, to, [](StoredEvent const&) { return true; });
    store.scan_leaves(from, to, [](StoredLeaf const&) { return true; });
    return true;
  } catch (StoreError const&) {
    return false;
  }
}

/// Where a damaged file first cannot be read; nothing when that is not in a row of its own.
std::optional<Position> first_unreadable(Common const& common) {
  constexpr Position turn = 2'048;
  try {
    auto const store = open_to_read(common);
    auto const end = store->head().next;
    for (Position from = 0; from < end; from += turn) {
      auto const to = std::min(end, from + turn);
      if (can_be_read(*store, from, to)) continue;
      for (auto at = from; at < to; ++at) {
        if (!can_be_read(*store, at, at + 1)) return at;
      }
    }
  } catch (StoreError const&) {
    return std::nullopt;
  }
  return std::nullopt;
}

/// A file that SQLite cannot read any more is an answer about the journal, not about the machine.
Verdict verdict_or_damage(Common const& common, VerifyOptions const& options) {
  try {
    return verdict_on(common, options);
  } catch (sqlite::SqliteError const& error) {
    if (!error.tells_of_damage()) throw;
    Verdict verdict;
    verdict.log.first_bad = first_unreadable(common);
    verdict.problems.emplace_back(error.what());
    return verdict;
  }
}

std::string in_json(Verdict const& verdict) {
  JsonObject object;
  object.flag("verified", verdict.good()).number("events", verdict.log.checked);
  object.number("erased", verdict.log.erased).text("root", verdict.log.root.text());
  object.number("checkpoints", static_cast<std::int64_t>(verdict.checkpoints));
  object.number("timestamps", static_cast<std::int64_t>(verdict.timestamps));
  object.text("projections", verdict.projections);
  object.number_or_null("first_bad_position", verdict.log.first_bad);
  if (!verdict.good()) {
    object.text("reason", verdict.problems.front());
    object.raw("problems", json_texts(verdict.problems));
  }
  return object.json() + "\n";
}

std::string in_words(Verdict const& verdict) {
  if (verdict.good()) {
    return coloured(Colour::green, "Journal intègre") + " : " +
           std::to_string(verdict.log.checked) + " événements, dont " +
           std::to_string(verdict.log.erased) + " au contenu légalement effacé ; " +
           std::to_string(verdict.checkpoints) + " point(s) de contrôle signé(s) respecté(s) ; " +
           std::to_string(verdict.timestamps) + " horodatage(s) ; " + "racine " +
           verdict.log.root.text() + "\n";
  }
  auto text =
      coloured(Colour::red, "Journal altéré") +
      (verdict.log.first_bad ? " à la position " + std::to_string(*verdict.log.first_bad) : "") +
      " :\n";
  for (auto const& problem : verdict.problems) text += "  - " + problem + "\n";
  return text;
}

}  // namespace

int run_verify(Common const& common, VerifyOptions const& options) {
  ensure_certificates(options.tsa_ca);
  auto const verdict = verdict_or_damage(common, options);
  print(common.format == Format::json ? in_json(verdict) : in_words(verdict));
  return verdict.good() ? exit_done : exit_no;
}

}  // namespace probant::cli
