// The webhook of the Convergence platform, and the inbox of what it sent that could not be applied.
// What a message means is for adapters/convergence to say, which whoever wires the service hands
// in.
#pragma once

#include <functional>
#include <variant>

#include "adapters/service/routes.hpp"
#include "events/codec/update_in.hpp"
#include "projections/inbox.hpp"

namespace probant::service {

/// A person's order about one kept update; `id` is that of the proposal to make.
struct Resolving {
  std::string id;
  Actor actor;
  InboxItem item;
  ResolutionIn order;
};

/// Both are called on the thread of `handle`.
struct ConvergenceDesk {
  /// The receipt to propose, or the answer to what is not signed or malformed.
  std::function<std::variant<Proposal, http::Response>(http::Request const&)> receive;
  /// The resolution to propose, or why the event still cannot be read.
  std::function<std::variant<Proposal, Reasons>(Resolving)> resolve;
};

inline constexpr std::string_view webhook_name = "receiveConvergenceUpdate";
Route webhook_route(ConvergenceDesk const& desk);
/// With the webhook.
Routes convergence_routes(ConvergenceDesk const& desk);

}  // namespace probant::service
