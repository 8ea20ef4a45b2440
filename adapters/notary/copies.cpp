#include "adapters/notary/copies.hpp"

#include <algorithm>

#include "adapters/notary/files.hpp"
#include "adapters/notary/forebears.hpp"
#include "engine/log/continuity.hpp"
#include "engine/rules/counted.hpp"

namespace probant::notary {
namespace fs = std::filesystem;

namespace {

bool holds(std::span<VerifierKey const> keys, VerifierKey const& key) {
  return std::ranges::find(keys, key) != keys.end();
}

/// Of a note that none of the keys signed: who speaks in it.
std::string stranger(std::string const& bytes, std::string const& origin, std::string const& why) {
  auto const note = SignedNote::parse(bytes);
  auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
  if (!said) return "ce qui est à cet endroit n'est pas " + std::string{Checkpoint::expected};
  if (said->origin != origin) {
    return other_log_words(said->origin, origin);
  }
  return "ce point de contrôle porte le nom du journal, et n'est signé ni de sa clé ni d'une clé "
         "qui "
         "lui ait passé la main (" +
         why + ")";
}

/// Whether a checkpoint there, put aside or not, is of the log that the folder is named after.
bool is_folder_of_its_own(fs::path const& folder) {
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{folder, error}) {
    auto const name = entry.path().filename().string();
    bool const held = name == "checkpoint" || name.starts_with("checkpoint.lost-");
    if (!held || !entry.is_regular_file()) continue;
    auto const note = SignedNote::parse(read_file(entry.path(), max_note_bytes).value_or(""));
    auto const said = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (said && folder_in(folder.parent_path(), said->origin) == folder) return true;
  }
  return false;
}

}  // namespace

fs::path folder_in(fs::path const& copy, std::string const& origin) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  auto name = origin;
  for (auto& c : name) {
    if (plain.find(c) == std::string_view::npos) c = '-';
  }
  if (name.starts_with('.')) name.front() = '-';
  return copy / name;
}

std::vector<fs::path> places_in(fs::path const& copy) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{copy, error}) {
    if (entry.is_directory() && is_folder_of_its_own(entry.path())) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  std::vector<fs::path> places{copy};
  for (auto const& folder : folders) {
    auto const below = places_in(folder);
    places.insert(places.end(), below.begin(), below.end());
  }
  return places;
}

std::string other_log_words(std::string const& origin, std::string const& own) {
  return "ce point de contrôle est celui d'un autre journal, « " + origin + " » ; celui-ci est « " +
         own + " »";
}

std::vector<VerifierKey> keys_leading_to(VerifierKey const& key,
                                         std::vector<VerifierKey> const& known,
                                         std::vector<OpenedCheckpoint> const& passages) {
  std::vector<VerifierKey> keys{key};
  for (bool grown = true; grown;) {
    grown = false;
    for (auto const& passage : passages) {
      auto const next = handed_over_to(passage);
      if (!next || !holds(keys, *next)) continue;
      for (auto const& signer : check_signatures(passage.note, known).signers) {
        if (holds(keys, signer)) continue;
        keys.push_back(signer);
        grown = true;
      }
    }
  }
  return keys;
}

std::string not_replaceable(std::filesystem::path const& file, EventStore const& store,
                            std::span<VerifierKey const> keys,
                            std::span<VerifierKey const> witnesses) {
  auto const bytes = read_file(file, max_note_bytes);
  if (!bytes) return {};
  auto const opened = open_checkpoint(*bytes, keys, witnesses);
  if (!opened.good()) return stranger(*bytes, keys.front().name(), opened.why);
  auto const size = static_cast<std::uint64_t>(store.head().next);
  auto const count = static_cast<std::int64_t>(opened.checkpoint.size);
  auto const signed_there = counted(count, "événement", "événements");
  if (opened.checkpoint.size > size) {
    return "la clé du journal y a signé " + signed_there + ", celui-ci n'en a que " +
           std::to_string(size);
  }
  if (conflict_with(store, opened.checkpoint).empty()) return {};
  return "la clé du journal y a signé " + signed_there +
         (count == 1 ? " qui n'est pas celui" : " qui ne sont pas ceux") + " de ce journal";
}

}  // namespace probant::notary
