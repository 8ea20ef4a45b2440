#include <algorithm>
#include <fstream>
#include <iterator>

#include "adapters/evidence/export.hpp"
#include "engine/log/proof_file.hpp"

namespace probant {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file_bytes = std::size_t{4} << 20U;

std::string read(fs::path const& path) {
  std::error_code error;
  auto const size = fs::file_size(path, error);
  if (error) throw StoreError(path.string() + " : fichier absent ou illisible.");
  if (size > max_file_bytes) throw StoreError(path.string() + " : fichier trop grand.");
  std::ifstream file{path, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  if (bytes.size() != size) throw StoreError(path.string() + " : lecture impossible.");
  return bytes;
}

std::vector<VerifierKey> read_keys(fs::path const& path) {
  auto const text = read(path);
  std::vector<VerifierKey> keys;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    auto const key = VerifierKey::parse(std::string_view{text}.substr(at, end - at));
    if (!key) throw StoreError(path.string() + " : une ligne n'est pas une clé de vérification.");
    keys.push_back(*key);
    at = end + 1;
  }
  if (keys.empty()) throw StoreError(path.string() + " : aucune clé.");
  return keys;
}

std::vector<KeptTimestamp> read_timestamps(fs::path const& folder) {
  std::vector<KeptTimestamp> timestamps;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{folder, error}) {
    auto path = entry.path();
    if (path.extension() != ".checkpoint" || !parse_tree_number(path.stem().string())) continue;
    auto token = path;
    token.replace_extension(".tsr");
    if (!fs::exists(token)) continue;  // asked for, not answered yet
    timestamps.push_back({path.stem().string(), read(path), read(token)});
  }
  std::ranges::sort(timestamps, {}, [](auto const& one) { return *parse_tree_number(one.size); });
  return timestamps;
}

}  // namespace

KeptEvidence read_kept_evidence(fs::path const& folder) {
  if (!fs::exists(folder / "checkpoint")) {
    throw StoreError(folder.string() +
                     " ne contient pas encore de point de contrôle signé ; chaque écriture au "
                     "magasin en signe un.");
  }
  return {read(folder / "checkpoint"), read_keys(folder / "log.vkey"),
          read_timestamps(folder / "timestamps")};
}

OpenedCheckpoint open_kept(KeptEvidence const& evidence, EventStore const& store) {
  OpenedCheckpoint opened;
  opened.why = "aucune clé de vérification";
  for (auto const& key : evidence.keys) {
    opened = open_checkpoint(evidence.checkpoint, key);
    if (opened.good()) break;
  }
  if (!opened.good()) throw StoreError("Point de contrôle : " + opened.why);
  if (opened.checkpoint.size > static_cast<std::uint64_t>(store.head().next)) {
    throw StoreError(
        "Le magasin compte moins d'événements que son point de contrôle : il a été tronqué ou "
        "restauré d'une sauvegarde ancienne. Rien n'est exporté.");
  }
  if (Tree{store, opened.checkpoint.size}.root() != opened.checkpoint.root) {
    throw StoreError(
        "La racine du magasin n'est pas celle de son point de contrôle : le journal a été altéré. "
        "Lancez probant verify. Rien n'est exporté.");
  }
  return opened;
}

EventProof prove_event(EventStore const& store, KeptEvidence const& evidence, Position position) {
  auto const opened = open_kept(evidence, store);
  if (position < 0 || static_cast<std::uint64_t>(position) >= opened.checkpoint.size) {
    throw ExportError("La position " + std::to_string(position) +
                      " n'est pas couverte par le point de contrôle, qui compte " +
                      std::to_string(opened.checkpoint.size) + " événements.");
  }
  EventProof proof;
  store.scan_leaves(position, position + 1, [&proof](StoredLeaf const& leaf) {
    proof.envelope = leaf.envelope;
    if (!leaf.erased) {
      proof.blinding = leaf.blinding;
      proof.payload = leaf.payload;
    }
    return true;
  });
  Tree tree{store, opened.checkpoint.size};
  proof.proof = make_proof_file(tree, static_cast<std::uint64_t>(position), opened.note).bytes();
  return proof;
}

}  // namespace probant
