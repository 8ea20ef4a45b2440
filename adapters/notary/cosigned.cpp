#include "adapters/notary/cosigned.hpp"

#include <algorithm>

#include "adapters/notary/files.hpp"

namespace probant::notary {
namespace {

namespace fs = std::filesystem;

bool bears(SignedNote const& note, NoteSignature const& line) {
  return std::ranges::any_of(note.signatures, [&line](NoteSignature const& one) {
    return one.key_id == line.key_id && one.name == line.name;
  });
}

/// Every signature but the log's own, whose name is the origin, is on a later one too.
bool is_superseded(CosignedFile const& old, std::vector<CosignedFile> const& all) {
  return std::ranges::all_of(old.note.signatures, [&](NoteSignature const& line) {
    return line.name == old.checkpoint.origin ||
           std::ranges::any_of(all, [&](CosignedFile const& one) {
             return one.checkpoint.size > old.checkpoint.size && bears(one.note, line);
           });
  });
}

}  // namespace

std::vector<CosignedFile> read_cosigned(fs::path const& folder) {
  std::vector<CosignedFile> files;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{folder, error}) {
    auto const& file = entry.path();
    if (file.extension() != ".checkpoint") continue;  // half written when a machine stopped
    auto note = SignedNote::parse(read_file(file, max_note_bytes).value_or(""));
    auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!checkpoint || file.stem() != std::to_string(checkpoint->size)) {
      throw StoreError{file.string() + " : ce n'est pas " + std::string{Checkpoint::expected} +
                       ", nommé d'après sa taille."};
    }
    files.push_back({file, *std::move(note), *std::move(checkpoint)});
  }
  std::ranges::sort(files, {}, [](CosignedFile const& one) { return one.checkpoint.size; });
  return files;
}

void keep_cosigned(fs::path const& folder, OpenedCheckpoint const& checkpoint) {
  fs::create_directories(folder);
  auto const name = std::to_string(checkpoint.checkpoint.size) + ".checkpoint";
  write_file(folder / name, checkpoint.note.bytes());
  auto const all = read_cosigned(folder);
  for (auto const& one : all) {
    if (is_superseded(one, all)) fs::remove(one.file);
  }
}

std::uint64_t last_cosigned(fs::path const& folder, VerifierKey const& witness) {
  std::uint64_t size = 0;
  for (auto const& one : read_cosigned(folder)) {
    bool const by_it = std::ranges::any_of(
        one.note.signatures, [&witness](auto const& line) { return line.made_by(witness); });
    if (by_it) size = one.checkpoint.size;
  }
  return size;
}

}  // namespace probant::notary
