// probant export and prove: evidence to take away, checked by probant-verify without this program.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/keys_check.hpp"
#include "adapters/cli/lineage.hpp"
#include "adapters/cli/sealed_end.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/evidence/receipt.hpp"
#include "adapters/notary/histories.hpp"
#include "adapters/verifier/export_check.hpp"
#include "adapters/witness/request.hpp"
#include "engine/log/proofs.hpp"
#include "engine/rules/counted.hpp"
#include "events/values/sha256.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

std::vector<KeptForebear> forebears_of(EventStore const& store, notary::Evidence const& evidence) {
  auto const lineage = lineage_of(store, evidence);
  if (!lineage.problems.empty()) {
    throw StoreError("Rien n'est exporté : " + lineage.problems.front());
  }
  std::vector<KeptForebear> forebears;
  for (auto const& [kept, said] : lineage.ancestors) {
    forebears.push_back({kept->origin, said.restored_at, said.events, said.lost, said.handover,
                         said.drill, read_lost(kept->folder)});
  }
  return forebears;
}

/// Without them an export shuts out those who pinned an earlier key.
void ensure_passages(Common const& common, EventStore const& store) {
  std::vector<std::string> notices;
  auto const missing =
      missing_passages(store, common.store, notary::read_evidence(common.store), notices);
  for (auto const& notice : notices) complain("probant : à savoir, " + notice + ".");
  if (missing.empty()) return;
  throw StoreError("Rien n'est exporté : " + missing.front() +
                   ". Pour exporter quand même : --without-passages.");
}

/// Other histories that stand where this log publishes: they are told, whatever is exported.
std::vector<KnownFork> forks_of(Common const& common, EventStore const& store,
                                notary::Evidence const& evidence) {
  std::vector<KnownFork> forks;
  auto const known = notary::attested_by(evidence, notary::Places{common.store});
  for (auto const& one : known) {
    auto const why = notary::why_not_to_go_on(store, one, known);
    if (why.empty()) continue;
    complain("probant : attention, " + why);
    auto const other = notary::other_history(store, one, known);
    if (!other || !other->fork) continue;
    auto const& fork = *other->fork;
    auto const same = [&fork](KnownFork const& told) { return told.other_root == fork.root; };
    if (std::ranges::any_of(forks, same)) continue;
    forks.push_back({fork.size, fork.other_root, fork.root});
  }
  for (auto const& one : evidence.foreign) {
    complain("probant : attention, " + one.file.string() + " : " + one.why);
  }
  return forks;
}

std::vector<VerifierKey> witnesses_of(notary::Settings const& settings) {
  std::vector<VerifierKey> keys;
  for (auto const& one : settings.witnesses) keys.push_back(one.key);
  return keys;
}

KeptEvidence evidence_of(Common const& common, SqliteEventStore const& store) {
  bool const simulation = store.simulation();
  if (simulation) {
    complain("probant : attention, SIMULATION : " + std::string{simulation_words} + ".");
  }
  notary::Places const places{common.store};
  auto evidence = notary::read_evidence(common.store);
  if (!evidence.checkpoint) {
    throw StoreError(places.checkpoint().string() +
                     " manque : un magasin en a un dès sa création, il a été retiré, et rien n'y "
                     "atteste plus ce qui serait donné. Remettez-le d'une copie ou d'une "
                     "sauvegarde, ou restaurez-en une avec « probant restore ».");
  }
  auto const missing = missing_of_world(store, evidence, common.store);
  if (!missing.empty()) throw StoreError(missing + ".");
  auto forebears = forebears_of(store, evidence);
  auto forks = forks_of(common, store, evidence);
  return {*std::move(evidence.checkpoint),
          std::move(evidence.keys),
          read_timestamps(places.timestamps()),
          read_checkpoints(places.rotations()),
          read_checkpoints(places.cosigned()),
          std::move(forebears),
          std::move(forks),
          witnesses_of(evidence.settings),
          simulation};
}

/// Where a file of an export was copied from; nothing of one that was made from the log.
std::optional<std::string> source_of(std::string const& file, Common const& common) {
  constexpr std::array<std::string_view, 5> copied{"rotations/", "cosigned/", "timestamps/",
                                                   "lost/", "log.vkey"};
  auto const begins = [&file](std::string_view with) { return file.starts_with(with); };
  if (std::ranges::none_of(copied, begins)) return std::nullopt;
  return (notary::Places{common.store}.directory / file).string();
}

/// Witnesses whose word goes with the export, among those of the settings: it had better be theirs.
std::vector<verifier::VerifierKey> witnesses_in(KeptEvidence const& evidence) {
  std::vector<verifier::VerifierKey> keys;
  for (auto const& witness : evidence.witnesses) {
    bool const there = std::ranges::any_of(evidence.cosigned, [&](KeptCheckpoint const& one) {
      auto const note = SignedNote::parse(one.checkpoint);
      return note && *parse_tree_number(one.size) <= evidence.checkpoint.checkpoint.size &&
             std::ranges::any_of(note->signatures, [&witness](NoteSignature const& line) {
               return line.made_by(witness);
             });
    });
    if (there) keys.push_back(*verifier::VerifierKey::parse(witness.text()));
  }
  return keys;
}

verifier::Report checked(std::filesystem::path const& folder, KeptEvidence const& evidence) {
  try {
    verifier::Given given;
    given.witnesses = witnesses_in(evidence);
    return verifier::check_export(folder, given);
  } catch (verifier::CannotRead const& error) {
    throw StoreError("Rien n'est exporté : " + error.message);
  }
}

/// What a checker would refuse had better be known here than where it was taken to.
void ensure_accepted(Common const& common, KeptEvidence const& evidence,
                     std::filesystem::path const& folder) {
  auto const report = checked(folder, evidence);
  if (report.verified()) return;
  auto const& first = report.problems.front();
  auto const source = source_of(first.file, common);
  auto const more = report.problems.size() + report.more_problems - 1;
  throw StoreError(
      "Rien n'est exporté, qui le vérifierait le refuserait : " + source.value_or(first.file) +
      " : " + first.message +
      (more == 0 ? ""
                 : " (et " + counted(static_cast<std::int64_t>(more), "autre", "autres") + ")") +
      (source
           ? ". Si ce fichier n'est pas du journal, déplacez-le hors du dossier evidence, sans le "
             "supprimer ; s'il en est et a été changé, reprenez-le d'une sauvegarde, d'un export "
             "ou d'une copie ; puis exportez."
           : ". Lancez « probant verify »."));
}

std::string in_json(Receipt const& proof, std::int64_t position) {
  JsonObject object;
  object.number("position", position).text("envelope", proof.envelope);
  if (proof.blinding) {
    object.text("blinding", Sha256{*proof.blinding}.text()).text("payload", *proof.payload);
  } else {
    object.raw("blinding", "null").raw("payload", "null");
  }
  return object.text("proof", proof.file).json() + "\n";
}

void write_file(std::string const& path, std::string_view text) {
  if (std::filesystem::exists(path)) {
    throw UsageError("--to " + path + " : ce fichier existe déjà ; donnez un autre nom.");
  }
  std::ofstream file{path, std::ios::binary};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw StoreError(path + " : écriture impossible.");
}

std::string event_of(Common const& common, SqliteEventStore const& store, std::uint64_t at) {
  auto const position = static_cast<Position>(at);
  auto const proof = receipt_of(store, evidence_of(common, store), position);
  return common.format == Format::json ? in_json(proof, position) : proof.file;
}

/// That the log of the newest checkpoint goes on from its first `size` events, in the form that
/// witnesses take (C2SP tlog-witness, add-checkpoint).
std::string continuity_of(Common const& common, SqliteEventStore const& store, std::uint64_t size) {
  auto const opened = evidence_of(common, store).checkpoint;
  ensure_attested(store, opened);
  if (size > opened.checkpoint.size) {
    throw UsageError("--from " + std::to_string(size) + " : le point de contrôle n'en compte que " +
                     std::to_string(opened.checkpoint.size) + ".");
  }
  if (size == 0) {
    throw UsageError("--from 0 : tout journal prolonge un journal vide, cela ne prouve rien.");
  }
  Tree tree{store, opened.checkpoint.size};
  witness::AddCheckpoint proof{size, {}, opened.note, opened.checkpoint};
  if (size < opened.checkpoint.size) proof.proof = consistency_proof(tree, size);
  if (common.format != Format::json) return proof.bytes();
  return JsonObject{}
             .number("from", static_cast<std::int64_t>(size))
             .number("size", static_cast<std::int64_t>(opened.checkpoint.size))
             .text("proof", proof.bytes())
             .json() +
         "\n";
}

}  // namespace

int run_export(Common const& common, ExportOptions const& options) {
  std::optional<DossierId> dossier;
  if (options.dossier != "all") dossier = parse_dossier(options.dossier);
  auto const store = open_to_read(common);
  if (!options.offline) {
    for (auto const& why : ensure_witnessed(common.store, *store)) complain("probant : " + why);
  }
  if (!options.without_passages) ensure_passages(common, *store);
  auto const evidence = evidence_of(common, *store);
  for (auto const& one : evidence.forebears) {
    if (!one.drill) continue;
    complain("probant : attention, ce journal est un exercice de restauration de « " + one.origin +
             " » : rien de ce qui y a été ajouté ne fait foi.");
  }
  ExportSummary summary;
  {
    Progress progress{"Export"};
    summary = write_export(
        *store, evidence, dossier, options.to,
        [&progress](std::size_t done, std::size_t total) { progress.at(done, total); },
        [&](std::filesystem::path const& folder) { ensure_accepted(common, evidence, folder); });
  }
  if (auto const unsigned_events = store->head().next - summary.size; unsigned_events > 0) {
    auto const unsealed =
        unsealed_end_of(*store, notary::read_evidence(common.store), notary::Places{common.store});
    complain("probant : attention, " + event_count(unsigned_events) + ", à partir de la position " +
             std::to_string(summary.size) +
             (unsigned_events == 1 ? ", n'y est pas" : ", n'y sont pas") +
             " : aucun point de contrôle signé ne les couvre encore. " +
             (unsealed.empty() ? "La prochaine commande qui écrit en signe un ; exportez ensuite."
                               : "Et aucun ne le fera : " + unsealed + "."));
  }
  if (common.format == Format::json) {
    JsonObject object;
    object.text("to", options.to).text("scope", options.dossier);
    object.number("size", static_cast<std::int64_t>(summary.size));
    object.number("events", summary.events).number("erased", summary.erased);
    object.flag("simulation", evidence.simulation);
    print(object.text("log_key", evidence.keys.front().text()).json() + "\n");
  } else {
    print(options.to + " : " + event_count(summary.events) + ", d'un journal signé jusqu'à " +
          std::to_string(summary.size) +
          ".\nÀ lire : rapport.html. À vérifier : "
          "probant-verify " +
          options.to + " --key '" + evidence.keys.front().text() + "'\n");
  }
  return exit_done;
}

int run_prove(Common const& common, ProveOptions const& options) {
  auto constexpr none = ProveOptions::none;
  if ((options.position == none) == (options.from == none)) {
    throw UsageError("prove attend une POSITION, ou --from TAILLE, et non les deux.");
  }
  auto const store = open_to_read(common);
  auto const text = options.from != none ? continuity_of(common, *store, options.from)
                                         : event_of(common, *store, options.position);
  if (options.to.empty()) {
    print(text);
  } else {
    write_file(options.to, text);
  }
  return exit_done;
}

}  // namespace probant::cli
