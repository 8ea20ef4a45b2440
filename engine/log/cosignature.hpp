// Cosignatures of witnesses (C2SP tlog-cosignature, cosignature/v1): who saw a checkpoint, and when
// it says it did, in seconds since 1970. The signature is 8 bytes of time, big-endian, and 64 of
// Ed25519 over "cosignature/v1\ntime <seconds>\n" and the whole text of the checkpoint.
#pragma once

#include "engine/log/note.hpp"

namespace probant {

/// `key` is a witness's (KeyType::cosignature); `seconds` is not negative.
NoteSignature cosign(SigningKey const& key, std::string_view checkpoint_text, std::int64_t seconds);

/// The time at which `key` cosigned; nothing when the signature is not a right one of that key.
std::optional<std::int64_t> cosigned_at(VerifierKey const& key, std::string_view checkpoint_text,
                                        NoteSignature const& signature);

}  // namespace probant
