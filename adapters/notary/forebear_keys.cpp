#include "adapters/notary/forebear_keys.hpp"

#include "adapters/notary/files.hpp"

namespace probant::notary {

namespace fs = std::filesystem;

std::vector<std::string> handovers_in(std::vector<fs::path> const& folders) {
  std::vector<std::string> notes;
  for (auto const& folder : folders) {
    std::error_code error;
    for (auto const& entry : fs::directory_iterator{folder, error}) {
      if (!parse_tree_number(entry.path().stem().string()) || !entry.is_regular_file()) continue;
      notes.push_back(read_file(entry.path(), max_note_bytes).value_or(""));
    }
  }
  return notes;
}

std::optional<VerifierKey> next_key(std::vector<std::string> const& notes, VerifierKey const& key) {
  for (auto const& note : notes) {
    auto const opened = open_checkpoint(note, key);
    auto const next = opened.good() ? handed_over_to(opened) : std::nullopt;
    if (next && *next != key) return next;
  }
  return std::nullopt;
}

std::vector<RetiredKey> retired_of(Forebear const& forebear) {
  std::vector<RetiredKey> retired;
  for (auto const& bytes : handovers_in({forebear.rotations()})) {
    auto const note = SignedNote::parse(bytes);
    if (note) retire(retired, *note, forebear.keys);
  }
  return retired;
}

}  // namespace probant::notary
