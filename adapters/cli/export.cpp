// probant export and prove: evidence to take away, checked by probant-verify without this program.
#include <filesystem>
#include <fstream>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/evidence/export.hpp"
#include "adapters/notary/notary.hpp"
#include "events/values/sha256.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

KeptEvidence evidence_of(Common const& common) {
  auto evidence = notary::read_evidence(common.store);
  if (!evidence.checkpoint) {
    throw StoreError(common.store +
                     " n'a pas encore de point de contrôle signé ; chaque écriture au magasin en "
                     "signe un.");
  }
  notary::Places const places{common.store};
  return {*std::move(evidence.checkpoint), std::move(evidence.keys),
          read_timestamps(places.timestamps()), read_checkpoints(places.rotations()),
          read_checkpoints(places.cosigned())};
}

std::string in_json(EventProof const& proof, std::int64_t position) {
  JsonObject object;
  object.number("position", position).text("envelope", proof.envelope);
  if (proof.blinding) {
    object.text("blinding", Sha256{*proof.blinding}.text()).text("payload", *proof.payload);
  } else {
    object.raw("blinding", "null").raw("payload", "null");
  }
  return object.text("proof", proof.proof).json() + "\n";
}

void write_file(std::string const& path, std::string_view text) {
  std::ofstream file{path, std::ios::binary};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw StoreError(path + " : écriture impossible.");
}

}  // namespace

int run_export(Common const& common, ExportOptions const& options) {
  std::optional<DossierId> dossier;
  if (options.dossier != "all") dossier = parse_dossier(options.dossier);
  auto const store = open_to_read(common);
  auto const evidence = evidence_of(common);
  ExportSummary summary;
  {
    Progress progress{"Export"};
    summary = write_export(
        *store, evidence, dossier, options.to,
        [&progress](std::size_t done, std::size_t total) { progress.at(done, total); });
  }
  if (common.format == Format::json) {
    JsonObject object;
    object.text("to", options.to).text("scope", options.dossier);
    object.number("size", static_cast<std::int64_t>(summary.size));
    object.number("events", summary.events).number("erased", summary.erased);
    print(object.text("log_key", evidence.keys.front().text()).json() + "\n");
  } else {
    print(options.to + " : " + std::to_string(summary.events) +
          " événements, d'un journal qui en "
          "comptait " +
          std::to_string(summary.size) +
          ".\nÀ lire : rapport.html. À vérifier : "
          "probant-verify " +
          options.to + " --key '" + evidence.keys.front().text() + "'\n");
  }
  return exit_done;
}

int run_prove(Common const& common, ProveOptions const& options) {
  auto const store = open_to_read(common);
  auto const position = static_cast<Position>(options.position);
  auto const proof = prove_event(*store, evidence_of(common), position);
  auto const text = common.format == Format::json ? in_json(proof, position) : proof.proof;
  if (options.to.empty()) {
    print(text);
  } else {
    write_file(options.to, text);
  }
  return exit_done;
}

}  // namespace probant::cli
