#include "adapters/cli/session.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <chrono>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/cli/vouching.hpp"
#include "adapters/notary/erasures.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/dossier_hint.hpp"
#include "events/codec/proposal_in.hpp"
#include "projections/question.hpp"

namespace probant::cli {

std::unique_ptr<SqliteEventStore> open_to_read(Common const& common) {
  return SqliteEventStore::open(common.store, SqliteEventStore::Mode::read_only);
}

WritingSession::WritingSession(Common const& common)
    : WritingSession{common.store,
                     SqliteEventStore::open(common.store, SqliteEventStore::Mode::read_write)} {}

WritingSession::WritingSession(std::string const& directory,
                               std::unique_ptr<SqliteEventStore> store)
    : directory_{directory},
      store_{std::move(store)},
      notary_{directory, *store_},
      publisher_{*store_, notary_} {}

void WritingSession::keep_erasures_of(std::span<Outcome const> outcomes) {
  bool const erases = std::ranges::any_of(outcomes, [](Outcome const& outcome) {
    return !outcome.is_no() && outcome.type == transverse::PayloadErased::about.name;
  });
  if (erases) notary::keep_erasures(directory_, notary_.settings(), *store_);
}

WritingSession::~WritingSession() {
  publisher_.stop();
  auto const failure = publisher_.failure();
  if (!failure.empty()) {
    complain("probant : point de contrôle non signé : " + failure);
  } else if (outside_) {
    auto const record = [this](journal::CheckpointTimestamped const& stamp) {
      Engine engine{*store_, ports(store_->simulation())};
      record_stamp(engine, stamp);
    };
    for (auto const& why : have_vouched(directory_, *store_, notary_, record)) {
      complain("probant : " + why);
    }
  }
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
                   " » n'est ni un jour (2026-05-29) ni un instant (2026-05-29T21:59:59Z).");
}

void require_person(std::string const& by) {
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
