// The evidence others give: how a command reaches witnesses and time-stamping authorities over
// HTTP, and what it tells of their answers.
#pragma once

#include <vector>

#include "adapters/cli/session.hpp"
#include "adapters/witness/submit.hpp"

namespace probant::cli {

/// Shows the checkpoint to each witness of the settings and keeps their cosignatures with it. One
/// answer for each, in their order; `witness` names it.
struct WitnessAnswer {
  std::string witness;
  std::string why;  ///< French; empty: it has cosigned
};
std::vector<WitnessAnswer> have_cosigned(notary::Notary& notary, EventStore const& store,
                                         OpenedCheckpoint const& checkpoint);

/// POST over HTTP or HTTPS, as witnesses expect it.
witness::Post post_to_witnesses();

}  // namespace probant::cli
