// The log's side of a witness: shows it a checkpoint with the proof that it goes on from the last
// one it saw, and takes its cosignature, or its reason for not giving one.
#pragma once

#include <functional>

#include "adapters/witness/request.hpp"
#include "engine/log/proofs.hpp"

namespace probant::witness {

struct Peer {
  VerifierKey key;
  std::string url;  ///< submission prefix, without a `/` at its end
};

/// `why` is French and empty when there was an answer.
struct Posted {
  int status = 0;
  std::string content_type;
  std::string body;
  std::string why;
};
using Post = std::function<Posted(std::string const& url, std::string const& body)>;

/// Either a cosignature that has been verified, or `why`, in French.
struct Cosigned {
  std::optional<NoteSignature> signature;
  std::string why;
  bool refused = false;  ///< it answered, and said no
};

/// `tree` is that of the checkpoint. `known_size`: what the witness last saw, if that is known;
/// it says so itself when it is not that.
Cosigned ask(Peer const& peer, OpenedCheckpoint const& checkpoint, Tree& tree, Post const& post,
             std::uint64_t known_size = 0);

}  // namespace probant::witness
