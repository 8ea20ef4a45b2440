// The checkpoints by which a key hands over: to the next key of the same log (`key-rotation
// <vkey>`) or to the log that goes on from it after a loss (`log-continues <vkey>`). That line is
// the only one after the root, and the key it names has signed too.
#pragma once

#include "engine/log/checkpoint.hpp"

namespace probant {

inline constexpr std::string_view rotation_label = "key-rotation ";
inline constexpr std::string_view continuation_label = "log-continues ";

/// The key that the note hands over to under that label; nothing when it hands over to none. Who
/// else signed it is not looked at.
std::optional<VerifierKey> handed_to(Checkpoint const& checkpoint, SignedNote const& note,
                                     std::string_view label);

}  // namespace probant
