// probant rotate-key: another signing key. The log records it, and one checkpoint bears both
// signatures, so that whoever trusts the old key can trust the new one.
#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

/// A rotation that was interrupted goes on where it was.
bool is_recorded(Engine const& engine, VerifierKey const& key) {
  auto const* journal = engine.world().state<JournalState>(DossierId::journal());
  return journal && journal->key == key.text();
}

std::string record_rotation(WritingSession& session, Engine& engine,
                            RotateKeyOptions const& options, Prose const& grounds) {
  journal::KeyRotated rotation;
  rotation.previous_key = session.notary().key().text();
  rotation.key = session.notary().prepare_key(random_bytes()).text();
  rotation.grounds = grounds;
  auto key = rotation.key.value;
  if (engine.record_journal(Event{std::move(rotation), {}}, {options.by, Role::operator_, ""})) {
    return key;
  }
  throw StoreError("Le journal n'accepte plus d'écriture : la clé n'a pas été remplacée.");
}

}  // namespace

int run_rotate_key(Common const& common, RotateKeyOptions const& options) {
  auto const grounds = Prose::parse(options.grounds);
  require_person(options.by);
  if (options.by == restorer_account) {
    throw UsageError("--by : « " + options.by + " » est le compte de probant restore.");
  }
  if (!grounds || options.grounds.empty()) throw UsageError("--grounds attend un motif.");
  WritingSession session{common};
  Engine engine{session.store(), ports(session.store().simulation())};
  auto const old_key = session.notary().key().text();
  auto const prepared = session.notary().prepared_key();
  auto const new_key = prepared && is_recorded(engine, *prepared)
                           ? prepared->text()
                           : record_rotation(session, engine, options, *grounds);
  auto const signed_by_both = session.notary().rotate();
  certify_world(session, engine);
  if (common.format == Format::json) {
    print(JsonObject{}
              .text("key", new_key)
              .text("previous_key", old_key)
              .text("checkpoint", signed_by_both.note.bytes())
              .json() +
          "\n");
  } else {
    print(
        "Clé remplacée.\nNouvelle clé publique, à confier à qui vérifie le journal ; les témoins y "
        "passent d'eux-mêmes, par le point de contrôle signé des deux :\n  " +
        new_key + "\nGardez à part la clé privée, " +
        notary::Places{common.store}.signing_key().string() +
        " : les sauvegardes ne l'ont pas, et « probant restore --key » la demande.\nLe point de "
        "contrôle signé par les deux clés :\n\n" +
        signed_by_both.note.bytes());
  }
  return exit_done;
}

}  // namespace probant::cli
