#include "adapters/cli/surroundings.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include "adapters/notary/cosigned.hpp"
#include "engine/log/cosignature.hpp"

namespace probant::cli {
namespace {

constexpr std::int64_t looked_every_seconds = 5;

std::optional<Instant> written_at(std::filesystem::path const& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return Instant::from_unix_seconds(status.st_mtim.tv_sec);
}

service::Surroundings::Witness seen_by(VerifierKey const& witness,
                                       std::vector<notary::CosignedFile> const& files) {
  service::Surroundings::Witness seen{witness.name()};
  for (auto const& file : files) {
    for (auto const& line : file.note.signatures) {
      if (!line.made_by(witness)) continue;
      auto const seconds = cosigned_at(witness, file.note.text, line);
      if (!seconds) continue;
      seen.size = file.checkpoint.size;
      seen.at = Instant::from_unix_seconds(*seconds);
    }
  }
  return seen;
}

using Doubt = SqliteEventStore::Doubt;

std::string_view cannot_write(Doubt doubt) {
  switch (doubt) {
    case Doubt::none:
      return "";
    case Doubt::room:
      return "Le disque ou la mémoire est plein : libérez de la place, les écritures reprendront "
             "d'elles-mêmes.";
    case Doubt::disk:
      return "Le disque a failli à une écriture : vérifiez-le ; les écritures reprendront "
             "d'elles-mêmes, le journal entier vérifié.";
    case Doubt::second_history:
      return "Deux histoires sont racontées au nom de ce journal : plus rien n'est enregistré ni "
             "signé. La sortie d'erreur du service dit laquelle a été trouvée, et où.";
    case Doubt::damage:
      break;
  }
  return "Le journal est endommagé, ou n'est plus à sa place (la sortie d'erreur du service le "
         "dit) "
         ": arrêtez le service, remettez-le ou lancez « probant verify », puis relancez.";
}

/// https://sqlite.org/wal.html, "The WAL-reset bug": before 3.51.3, but for the versions it was
/// mended in later.
bool may_lose_commits(int version) {
  constexpr int mended = 3'051'003;
  bool const backported = (version >= 3'050'007 && version < 3'051'000) ||
                          (version >= 3'044'006 && version < 3'045'000);
  return version < mended && !backported;
}

}  // namespace

void say_why_not_recorded(WritingSession& session, std::span<Outcome> outcomes) {
  auto const doubt = session.store().doubt();
  if (doubt < Doubt::damage) return;  // the engine speaks of the disk
  for (auto& outcome : outcomes) {
    for (auto& reason : outcome.reasons) {
      if (reason.code != ReasonCode::store_read_only) continue;
      reason.message = "Rien n'est confirmé. " + std::string{cannot_write(doubt)};
    }
  }
}

service::Condition condition_of(WritingSession& session) {
  auto const& store = session.store();
  auto const troubles = store.troubles();
  service::Condition now;
  now.cannot_write = cannot_write(store.doubt());
  now.second_history = store.doubt() == Doubt::second_history;
  if (!session.signing_failure().empty()) {
    now.cannot_sign =
        "Le dernier point de contrôle n'a pas pu être signé ou publié ; la sortie "
        "d'erreur du service dit pourquoi.";
  } else if (!session.lists_failure().empty()) {
    now.cannot_sign =
        "La liste des effacements n'a pas pu être écrite partout où elle est gardée ; la sortie "
        "d'erreur du service dit pourquoi.";
  }
  if (troubles.damaged) {
    now.cannot_read =
        "Une lecture a trouvé le journal abîmé : arrêtez le service, puis « probant verify ».";
  }
  now.sqlite_version = sqlite3_libversion();
  now.failures = troubles.failures;
  now.sync_errors = troubles.sync_errors;
  now.recoveries = troubles.recoveries;
  now.unsynced = troubles.unsynced;
  now.signed_at = written_at(notary::Places{session.directory()}.checkpoint());
  if (may_lose_commits(sqlite3_libversion_number())) {
    now.sqlite_notice =
        "SQLite d'avant 3.51.3 peut perdre des écritures quand plusieurs connexions écrivent : une "
        "seule écrit ici.";
  }
  return now;
}

void Attested::look() {
  notary::Places const places{session_.directory()};
  signed_at_ = written_at(places.checkpoint());
  auto const& witnesses = session_.notary().settings().witnesses;
  if (witnesses.empty()) return;
  auto const files = notary::read_cosigned(places.cosigned());
  witnesses_.clear();
  for (auto const& witness : witnesses) witnesses_.push_back(seen_by(witness.key, files));
}

void Attested::tell(service::Surroundings& around) {
  auto const now = wall_clock();
  bool const fresh = now < looked_at_.plus_seconds(looked_every_seconds) && looked_at_ <= now;
  if (!fresh) {
    looked_at_ = now;
    try {
      look();
    } catch (StoreError const&) {
      // What was known last stays, and grows old.
    }
  }
  around.signed_at = signed_at_;
  around.witnesses = witnesses_;
}

}  // namespace probant::cli
