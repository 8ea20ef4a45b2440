#include "adapters/verifier/rotations.hpp"

#include <algorithm>

namespace probant::verifier {
namespace {

/// The key that the one extension line of a handover names.
std::optional<VerifierKey> next_key(Checkpoint const& checkpoint) {
  constexpr std::string_view label = "key-rotation ";
  std::string_view line = checkpoint.extensions;
  if (!line.starts_with(label) || line.find('\n') != line.size() - 1) return std::nullopt;
  line.remove_prefix(label.size());
  line.remove_suffix(1);
  auto key = VerifierKey::parse(line);
  if (key && key->kind != KeyKind::log) key.reset();
  return key;
}

std::string file_of(Checkpoint const& checkpoint) {
  return std::string{rotations} + std::to_string(checkpoint.size) + ".checkpoint";
}

}  // namespace

Handovers follow_rotations(Folder& folder, VerifierKey trusted, Report& report) {
  Handovers handovers{std::move(trusted), {}};
  auto names = folder.names(rotations);
  // By size: shorter numbers first.
  std::ranges::sort(names, {}, [](auto const& name) { return std::pair{name.size(), name}; });
  for (auto const& name : names) {
    auto bytes = folder.read(name, Note::max_bytes);
    auto const note = bytes ? Note::parse(*bytes) : std::nullopt;
    auto const checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    auto const next = checkpoint ? next_key(*checkpoint) : std::nullopt;
    if (!next || name != file_of(*checkpoint) || signed_by(*note, *next) != Signed::yes) {
      report.add({}, name, "n'est pas un passage d'une clé à la suivante");
      continue;
    }
    handovers.notes.push_back({name, *std::move(bytes)});
    auto& key = handovers.key;
    bool const hands_over = signed_by(*note, key) == Signed::yes && next->name == key.name &&
                            next->public_key != key.public_key;
    if (!hands_over) continue;
    key = *next;
    report.notices.push_back("la clé attendue a passé la main à une autre après " +
                             std::to_string(checkpoint->size) + " événements (" + name + ")");
  }
  return handovers;
}

}  // namespace probant::verifier
