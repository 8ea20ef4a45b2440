// What the events of a log say of its restorations, and whether what was signed of them says the
// same: a certificate, or a note of a time stamp that was lost. The key that signed these may have
// been given up since, and whoever got hold of it may sign them anew.
#pragma once

#include <string>
#include <vector>

#include "adapters/notary/notary.hpp"
#include "events/families/journal.hpp"
#include "projections/certificate.hpp"

namespace probant::cli {

struct ToldRestoration {
  Position position = 0;
  journal::Restored said;
  Instant recorded_at;
  VerifierKey before;  ///< the last of the log restored
  VerifierKey office;  ///< and when it was done
};

/// By position.
std::vector<ToldRestoration> restorations_in(EventStore const& store,
                                             notary::Evidence const& evidence);

/// French: in what the certificate differs from all of them; of one that is not of the `last`, it
/// may be of any. Empty: in nothing.
std::string differs_words(RestoreCertificate const& certificate,
                          std::vector<ToldRestoration> const& told, bool last);

}  // namespace probant::cli
