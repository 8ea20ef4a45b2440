#include "adapters/cli/session.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <chrono>

#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/sealed_end.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/cli/vouching.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/histories.hpp"
#include "adapters/sqlite/making.hpp"
#include "engine/log/continuity.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/dossier_hint.hpp"
#include "events/codec/proposal_in.hpp"
#include "projections/question.hpp"

namespace probant::cli {

namespace fs = std::filesystem;

std::unique_ptr<SqliteEventStore> open_to_read(Common const& common) {
  sqlite::ensure_finished(common.store);
  return SqliteEventStore::open(common.store, SqliteEventStore::Mode::read_only);
}

std::unique_ptr<SqliteEventStore> open_to_ask(Common const& common) {
  auto store = open_to_read(common);
  try {
    auto const evidence = notary::read_evidence(common.store);
    for (auto const& one : evidence.foreign) {
      complain("probant : attention, " + one.file.string() + " : " + one.why);
    }
    auto const known = notary::attested_by(evidence, notary::Places{common.store});
    for (auto const& one : known) {
      auto const why = notary::why_not_to_go_on(*store, one, known);
      if (why.empty()) continue;
      complain("probant : attention, " + why);
      break;
    }
    auto const missing = missing_of_world(*store, evidence, common.store);
    if (!missing.empty()) complain("probant : attention, " + missing + ".");
    auto const unsealed = unsealed_end_of(*store, evidence, notary::Places{common.store});
    if (!unsealed.empty()) complain("probant : attention, " + unsealed + ".");
  } catch (StoreError const& error) {
    complain(std::string{"probant : attention, rien ne montre que ce journal est entier : "} +
             error.what());
  }
  return store;
}

Bytes32 simulation_seed() { return sha256("probant simulation key").bytes; }

std::string kind_conflict(SqliteEventStore const& store, notary::Evidence const& evidence) {
  auto const key =
      SigningKey::from_seed(evidence.settings.origin, KeyType::ed25519, simulation_seed());
  bool const simulated =
      key && std::ranges::find(evidence.keys, key->verifier()) != evidence.keys.end();
  if (simulated == store.simulation()) return {};
  return simulated
             ? "ses clés sont celles d'une simulation, sa base dit le contraire (meta) : elle "
               "a été modifiée."
             : "sa base se dit de simulation (meta), ses clés non : elle a été modifiée.";
}

namespace {

std::unique_ptr<SqliteEventStore> open_to_write(std::string const& directory,
                                                std::string_view meanwhile) {
  sqlite::ensure_finished(directory);
  ensure_no_backup(directory);
  try {
    return SqliteEventStore::open(directory, SqliteEventStore::Mode::read_write);
  } catch (sqlite::LockHeld const& held) {
    throw StoreError{std::string{held.what()} + (meanwhile.empty() ? "" : " ") +
                     std::string{meanwhile} + " Les commandes de lecture restent possibles."};
  }
}

std::unique_ptr<SqliteEventStore> ready_to_go_on(std::string const& directory,
                                                 std::unique_ptr<SqliteEventStore> store) {
  auto const evidence = notary::read_evidence(directory);
  auto why = kind_conflict(*store, evidence);
  auto const& last = evidence.checkpoint;  // one that is ahead as well tells more
  bool const ahead = last && static_cast<Position>(last->checkpoint.size) > store->head().next;
  if (why.empty() && !ahead) why = missing_of_world(*store, evidence, directory);
  if (why.empty()) return store;
  if (!why.ends_with('.')) why += '.';
  throw StoreError{directory + " : " + why};
}

/// What the notary put aside there.
std::vector<fs::path> retired_in(fs::path const& copy) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{copy, error}) {
    bool const aside = entry.path().filename().string().starts_with(notary::retired_prefix);
    if (aside) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

/// Of the checkpoints that should lie beside the log and where it publishes, those that do not; the
/// next one puts them back.
std::vector<std::string> taken_away(std::string const& directory,
                                    notary::Settings const& settings) {
  std::vector<std::string> missing;
  auto const own = notary::Places{directory}.checkpoint();
  if (!fs::exists(own)) {
    missing.push_back("attention, " + own.string() +
                      " n'est plus là : quelqu'un l'a retiré. Une copie en tient lieu.");
  }
  for (auto const& copy : settings.copies) {
    auto const retired = retired_in(copy);
    for (auto const& file : retired) {
      missing.push_back("attention, " + file.string() +
                        " : quelqu'un a signé au nom de ce journal d'une clé qu'il avait retirée. "
                        "Cela ne dit rien de lui ; ce fichier, mis de côté, en est la preuve.");
    }
    if (fs::exists(copy / "checkpoint") || !retired.empty()) continue;
    missing.push_back("attention, copie " + copy.string() +
                      " : pas de point de contrôle. Si ce répertoire n'est pas nouveau, quelqu'un "
                      "l'a retiré ; le prochain y sera écrit.");
  }
  return missing;
}

}  // namespace

// Otherwise it would be shown a second history, after that was signed.
std::vector<std::string> ensure_witnessed(std::string const& directory, EventStore const& store) {
  std::vector<std::string> silent;
  auto const evidence = notary::read_evidence(directory);
  auto const known = notary::attested_by(evidence, notary::Places{directory});
  for (auto const& memory : last_seen_by_witnesses(evidence, in_passing)) {
    if (!memory.last.good()) {
      silent.push_back("témoin " + memory.witness + " : " + memory.last.why +
                       " ; rien n'a pu être comparé avec ce qu'il a vu.");
      continue;
    }
    auto const why = notary::why_not_to_go_on(
        store, {"témoin " + memory.witness, memory.last.checkpoint}, known);
    if (!why.empty()) throw StoreError{directory + " : " + why};
  }
  return silent;
}

WritingSession::WritingSession(Common const& common, std::string_view meanwhile)
    : WritingSession{common.store, open_to_write(common.store, meanwhile)} {
  if (!notary_.settings().witnesses.empty()) ensure_witnessed(directory_, *store_);
}

// Nothing is signed before the end is known to be the key's: the publisher begins last.
WritingSession::WritingSession(std::string const& directory,
                               std::unique_ptr<SqliteEventStore> store, Head const* vouched)
    : directory_{directory},
      store_{ready_to_go_on(directory, std::move(store))},
      notary_{directory, *store_} {
  ensure_end_sealed(directory_, store_->sealed_head(), notary_, vouched);
  store_->seal_with([this](Head const& head) { return notary_.seal(head); });
  publisher_.emplace(
      *store_, notary_,
      [](std::string const& why) { complain("probant : point de contrôle non signé : " + why); },
      [this] { keep_lists_up_to_date(); });
  notary_.when_forked([this](std::string const& why) { store_->stop_appends(why); });
  for (auto const& why : taken_away(directory_, notary_.settings())) complain("probant : " + why);
  keep_lists_up_to_date();  // copies that are named since have none yet
}

void WritingSession::keep_erasures_of(std::span<Outcome const> outcomes) {
  bool const erases = std::ranges::any_of(outcomes, [](Outcome const& outcome) {
    return !outcome.is_no() && outcome.type == transverse::PayloadErased::about.name;
  });
  if (erases) keep_erasures();
}

void WritingSession::keep_erasures(bool anew) {
  std::lock_guard const lock{lists_};
  std::string failure;
  auto const keep_failure = [&] {
    std::lock_guard const reading{failing_};
    lists_failure_ = failure;
  };
  try {
    notary::keep_erasures(directory_, notary_, *store_, anew);
  } catch (StoreError const& error) {
    failure = error.what();
    keep_failure();
    throw;
  }
  keep_failure();
}

std::string WritingSession::lists_failure() const {
  std::lock_guard const reading{failing_};
  return lists_failure_;
}

void WritingSession::keep_lists_up_to_date() {
  auto const told = lists_failure();
  try {
    if (!notary::erasures_kept(directory_, notary_, *store_)) keep_erasures();
  } catch (std::exception const& error) {
    if (told == error.what()) return;
    complain(std::string{"probant : liste des effacements : "} + error.what());
  }
}

WritingSession::~WritingSession() {
  publisher_->stop();
  if (publisher_->failure().empty() && outside_) {
    auto const record = [this](journal::CheckpointTimestamped const& stamp) {
      Engine engine{*store_, ports(store_->simulation())};
      record_stamp(engine, stamp);
    };
    for (auto const& why : have_vouched(directory_, *store_, notary_, record, in_passing)) {
      complain("probant : " + why);
    }
  }
  if (publisher_->failure().empty()) keep_lists_up_to_date();
}

Bytes32 random_bytes() {
  Bytes32 bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw StoreError("Le générateur aléatoire du système ne répond pas.");
  }
  return bytes;
}

Instant wall_clock() {
  auto const now = std::chrono::system_clock::now().time_since_epoch();
  auto const us = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  return Instant::from_unix_ns(us * 1000);
}

EnginePorts ports(bool simulation) {
  if (simulation) {
    return {wall_clock, [](Position position) {
              return sha256("probant simulation blinding " + std::to_string(position)).bytes;
            }};
  }
  return {wall_clock, [](Position) { return random_bytes(); }};
}

ClockMode clock_mode(SqliteEventStore const& store, bool from_proposals) {
  if (!from_proposals) return ClockMode::wall;
  if (!store.simulation()) {
    throw UsageError(
        "--clock proposals n'est accepté que par un magasin de simulation (probant init "
        "--simulation) : dans un vrai journal, l'heure d'enregistrement est celle de l'horloge.");
  }
  return ClockMode::proposals;
}

Instant parse_moment(std::string const& text, std::string const& option) {
  if (auto const moment = probant::parse_moment(text)) return *moment;
  throw UsageError(option + " : « " + text +
                   " » n'est ni un jour (2026-05-29) ni un instant (2026-05-29T21:59:59Z), de 2000 "
                   "à 2199.");
}

void require_person(std::string const& by) {
  if (by == "convergence") {
    throw UsageError("--by : « convergence » est le compte de la plateforme, pas d'une personne.");
  }
  if (is_identifier(by)) return;
  throw UsageError(
      "--by attend l'identifiant du compte d'une personne : 1 à 128 caractères ASCII imprimables, "
      "sans espace au début ni à la fin.");
}

DossierId parse_dossier(std::string const& text) {
  if (auto id = DossierId::parse(text)) return *id;
  throw UsageError("« " + text + " » n'est pas " + std::string{DossierId::expected} + " ; " +
                   dossier_hint(text) + ".");
}

}  // namespace probant::cli
