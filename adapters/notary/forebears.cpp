#include "adapters/notary/forebears.hpp"

#include <algorithm>

#include "adapters/notary/files.hpp"
#include "engine/log/handover.hpp"

namespace probant::notary {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view where_keys_are =
    " ; reprenez ce fichier du magasin, d'une sauvegarde ou d'un export (log.vkey).";

Forebear read_forebear(fs::path const& folder, std::uint64_t size) {
  Forebear one;
  one.folder = folder;
  one.size = size;
  one.keys = read_public_keys(folder / "log.vkey");
  one.origin = one.keys.front().name();
  auto const file = folder / "handover";
  auto const bytes = read_file(file, max_note_bytes);
  if (!bytes) return one;
  auto opened = open_checkpoint(*bytes, one.keys.front());
  if (!opened.good()) throw StoreError{file.string() + " : " + opened.why};
  auto const next = handed_to(opened.checkpoint, opened.note, continuation_label);
  if (opened.checkpoint.size != size || !next) {
    throw StoreError{file.string() + " : ce n'est pas un passage de ce journal à un autre."};
  }
  one.handover = std::move(opened);
  return one;
}

}  // namespace

std::vector<VerifierKey> read_public_keys(fs::path const& file) {
  auto const text = read_file(file, max_key_file_bytes);
  if (!text || text->empty()) {
    throw StoreError{file.string() + " : la clé publique du journal manque" +
                     std::string{where_keys_are}};
  }
  std::vector<VerifierKey> keys;
  for (std::string_view rest = *text; !rest.empty();) {
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    auto key = VerifierKey::parse(line);
    if (!key || key->type() != KeyType::ed25519) {
      throw StoreError{file.string() + " : « " + std::string{line} + " » n'est pas " +
                       std::string{VerifierKey::expected} + std::string{where_keys_are}};
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

std::vector<Forebear> read_forebears(fs::path const& lost) {
  std::vector<Forebear> forebears;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{lost, error}) {
    auto const size = parse_tree_number(entry.path().filename().string());
    if (size && entry.is_directory()) forebears.push_back(read_forebear(entry.path(), *size));
  }
  std::ranges::sort(forebears, {}, &Forebear::size);
  return forebears;
}

std::optional<VerifierKey> handed_over_to(OpenedCheckpoint const& opened) {
  return handed_to(opened.checkpoint, opened.note, rotation_label);
}

SignedNote sign_handover(SigningKey const& key, std::uint64_t size, Sha256 const& root,
                         SigningKey const& next) {
  auto note = sign_checkpoint(key, size, root, log_continues_line(next.verifier()));
  note.signatures.push_back(sign_note(next, note.text));
  return note;
}

}  // namespace probant::notary
