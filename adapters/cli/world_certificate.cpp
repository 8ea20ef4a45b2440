#include "adapters/cli/world_certificate.hpp"

#include <algorithm>

#include "adapters/cli/terminal.hpp"
#include "adapters/evidence/prefix_store.hpp"
#include "adapters/notary/erasures.hpp"
#include "adapters/notary/files.hpp"
#include "engine/log/erasures.hpp"
#include "engine/log/proofs.hpp"
#include "projections/certificate.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

std::filesystem::path file_in(std::string const& store_directory) {
  return notary::Places{store_directory}.directory / "world";
}

WorldCertificate certificate_of(World const& world, std::string origin, Sha256 const& root) {
  return {std::move(origin), root, certify(world, PROBANT_VERSION)};
}

/// Killed between an erasure and its list, a command leaves one too few there.
void list_what_was_left_out(WritingSession& session, World const& world) {
  std::size_t ordered = 0;
  for (auto const* dossier : world.dossiers()) ordered += dossier->transverse.erasures.size();
  if (ordered == 0) return;
  auto const evidence = notary::read_evidence(session.directory());
  auto const listed =
      notary::read_erasures(notary::Places{session.directory()}.erasures(), evidence);
  if (listed.erasures.size() < ordered) session.keep_erasures(true);
}

}  // namespace

void certify_world(WritingSession& session, Engine const& engine) {
  try {
    list_what_was_left_out(session, engine.world());
    auto const file = file_in(session.directory());
    auto const head = session.store().head();
    auto const kept = notary::read_file(file, max_note_bytes);
    auto const note = kept ? SignedNote::parse(*kept) : std::nullopt;
    auto const said = note ? WorldCertificate::parse(note->text) : std::nullopt;
    bool const known = said && said->projections.position + 1 == head.next &&
                       said->projections.code_version == PROBANT_VERSION;
    if (known || engine.world().next_position() != head.next) return;
    auto const text =
        certificate_of(engine.world(), session.notary().settings().origin, head.root).text();
    notary::write_file(file, session.notary().sign_statement(text).bytes());
  } catch (StoreError const& error) {
    complain(std::string{"probant : état du journal non certifié : "} + error.what());
  }
}

std::string missing_of_world(EventStore const& store, notary::Evidence const& evidence,
                             std::string const& store_directory) {
  auto const file = file_in(store_directory);
  auto const bytes = notary::read_file(file, max_note_bytes);
  auto const note = bytes ? SignedNote::parse(*bytes) : std::nullopt;
  auto const said = note ? WorldCertificate::parse(note->text) : std::nullopt;
  auto const next = store.head().next;  // after the file, that may be written meanwhile
  if (!said || said->projections.position < next) return {};
  if (said->origin != evidence.settings.origin) return {};
  if (!check_signatures(*note, evidence.keys).good()) return {};
  auto const certified = said->projections.position + 1;
  return file.string() + " : la clé du journal y certifie " + event_count(certified) +
         ", et il n'en a que " + std::to_string(next) + " : il manque " +
         span_words(next, certified - next) +
         ". La fin a été coupée, ou une copie ancienne remise à sa place avec le point de contrôle "
         "d'alors. Remettez le journal complet (log.sqlite) et son dernier evidence/checkpoint, ou "
         "restaurez une sauvegarde avec « probant restore »";
}

WorldCheck check_world(EventStore const& store, notary::Evidence const& evidence,
                       std::string const& store_directory) {
  auto const file = file_in(store_directory);
  auto const bytes = notary::read_file(file, max_note_bytes);
  if (!bytes) return {"none", {}};
  auto const differs = [&file](std::string const& why) {
    return WorldCheck{"different", file.string() + " : " + why};
  };
  auto const note = SignedNote::parse(*bytes);
  auto const said = note ? WorldCertificate::parse(note->text) : std::nullopt;
  if (!said) return differs("ce n'est pas un certificat de l'état du journal");
  auto const check = check_signatures(*note, evidence.keys);
  if (!check.good()) return differs(check.why);
  auto const size = said->projections.position + 1;
  if (size < 1) return differs("il ne certifie aucun événement");
  if (auto why = missing_of_world(store, evidence, store_directory); !why.empty()) {
    return {"different", std::move(why), true};
  }
  if (size > store.head().next) return differs("il certifie plus d'événements qu'il n'y en a");
  if (said->projections.code_version != PROBANT_VERSION) return {"other_version", {}};
  auto const erasures = erasures_of(store);
  bool const erased_since = std::ranges::any_of(
      erasures, [size](ErasedPayload const& one) { return one.ordered_by >= size; });
  if (erased_since) return {"not_comparable", {}};
  auto const root = Tree{store, static_cast<std::uint64_t>(size)}.root();
  PrefixStore const prefix{store, size, root};
  auto const found = certificate_of(replay(prefix), check.signers.front().name(), root);
  if (found == *said) return {"same", {}};
  return differs(
      "les mêmes événements ne donnent plus les mêmes réponses (échéances, dossiers, exposition) "
      "que celles qui ont été certifiées");
}

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

}  // namespace probant::cli
