#include "engine/log/handover.hpp"

namespace probant {

std::optional<VerifierKey> handed_to(Checkpoint const& checkpoint, SignedNote const& note,
                                     std::string_view label) {
  std::string_view rest = checkpoint.extensions;
  auto const line = take_line(rest, label);
  auto next = line && rest.empty() ? VerifierKey::parse(*line) : std::nullopt;
  if (!next || next->type() != KeyType::ed25519) return std::nullopt;
  bool const same_log = next->name() == checkpoint.origin;
  if (same_log != (label == rotation_label)) return std::nullopt;
  auto const check = check_signatures(note, std::span{&*next, std::size_t{1}});
  return check.good() && !check.signers.empty() ? std::move(next) : std::nullopt;
}

}  // namespace probant
