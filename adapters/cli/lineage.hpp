// The logs that this one goes on from after a loss: what it begins with of each, what of each was
// lost, and whether the old key led to this log (adapters/notary/forebears.hpp).
#pragma once

#include "adapters/notary/notary.hpp"
#include "projections/certificate.hpp"

namespace probant::cli {

struct Ancestor {
  notary::Forebear const* kept = nullptr;
  RestoreCertificate certificate;
};

/// `problems` are French: what is missing there, or does not fit the log.
struct Lineage {
  std::vector<Ancestor> ancestors;  ///< by size; those without a certificate are left out
  std::vector<std::string> problems;

  Ancestor const* of(std::string_view origin) const;
};

/// Compares each with the log: its size, root and keys, the certificate of its restoration, and its
/// handover if it has one. `evidence` must outlive the answer.
Lineage lineage_of(EventStore const& store, notary::Evidence const& evidence);

/// Of a checkpoint of a log before that covers more than this one has of it; empty for any other.
std::string lost_words(Ancestor const& ancestor, Checkpoint const& checkpoint);

/// French: whence the log goes on, and what was lost then. One sentence.
std::string lineage_words(RestoreCertificate const& certificate);

std::string to_json(Ancestor const& ancestor);

}  // namespace probant::cli
