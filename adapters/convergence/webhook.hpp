// A signed request of the Convergence platform (Standard Webhooks 1.0.0; interface, section 5): its
// signature is checked on the bytes as they came, before any of them is read.
#pragma once

#include <variant>

#include "adapters/convergence/settings.hpp"
#include "adapters/http/message.hpp"
#include "events/envelope.hpp"

namespace probant::convergence {

/// The receipt to propose, or the answer to what cannot be one: 401 when it is not signed by one of
/// the keys or not of these minutes, 400 when it is malformed. Any thread.
std::variant<Proposal, http::Response> receive(http::Request const& request,
                                               Settings const& settings, Instant now);

}  // namespace probant::convergence
