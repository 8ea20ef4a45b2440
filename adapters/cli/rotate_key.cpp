// probant rotate-key: another signing key. The log records it, and one checkpoint bears both
// signatures, so that whoever trusts the old key can trust the new one.
#include "adapters/cli/certificates.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/key_changes.hpp"
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

/// One that was recorded and whose key is not to be had is replaced: nothing was signed by it.
void tell_replaced(WritingSession& session, Engine const& engine) {
  auto const waiting =
      waiting_rotation(session.store(), session.directory(), session.notary().key());
  if (waiting.empty()) return;
  auto const last = notary::handed_over_to(session.notary().last());
  if (last && is_recorded(engine, *last)) {
    throw StoreError{notary::Places{session.directory()}.checkpoint().string() +
                     " : la clé en vigueur y a passé la main à " + last->text() +
                     ", dont la clé privée (evidence/signing-key.next) n'est plus là : une clé ne "
                     "passe la main qu'une fois. Remettez ce fichier, ou faites continuer le "
                     "journal sous un autre nom : probant backup, puis probant restore "
                     "--accept-loss --key."};
  }
  complain("probant : attention, ce remplacement est abandonné, un autre est inscrit : " + waiting +
           ".");
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
  bool const goes_on = prepared && is_recorded(engine, *prepared);
  if (!goes_on) tell_replaced(session, engine);
  auto const new_key =
      goes_on ? prepared->text() : record_rotation(session, engine, options, *grounds);
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
