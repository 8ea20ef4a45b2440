// The webhook of the Convergence platform, and the inbox of what it sent that could not be applied.
// What a message means is for adapters/convergence to say, which whoever wires the service hands
// in.
#pragma once

#include <functional>
#include <variant>

#include "adapters/service/routes.hpp"
#include "events/codec/update_in.hpp"
#include "projections/inbox.hpp"
#include "projections/json_object.hpp"

namespace probant::service {

/// A person's order about one kept update; `id` is that of the proposal to make.
struct Resolving {
  std::string id;
  Actor actor;
  InboxItem item;
  ResolutionIn order;
};

/// A line of a file of updates that never arrived.
struct FedLine {
  std::int64_t line = 0;  ///< from 1
  std::string webhook_id{};
  Issues issues{};  ///< why it cannot be taken; none when it can
};
/// The answer to a line that was taken, and to one that could not be: one JSON object.
std::string to_json(FedLine const& fed, Outcome const& outcome);
std::string to_json(FedLine const& fed);
/// What became of it: applied, kept, duplicate or refused.
std::string_view fate_of(Outcome const& outcome);
/// Of an update that was taken, now or before: whether it was applied or kept, where, and why.
void tell_taken(JsonObject& object, Outcome const& outcome);

/// All are called on the thread of `handle`.
struct ConvergenceDesk {
  /// The receipt to propose, or the answer to what is not signed or malformed.
  std::function<std::variant<Proposal, http::Response>(http::Request const&)> receive;
  /// The resolution to propose, or why the event still cannot be read.
  std::function<std::variant<Proposal, Reasons>(Resolving)> resolve;
  /// The receipt to propose for the text of a line, with the line's id; or nothing, and why.
  std::function<std::optional<Proposal>(std::string_view text, Actor const&, FedLine&)> feed;
};

inline constexpr std::string_view webhook_name = "receiveConvergenceUpdate";
Route webhook_route(ConvergenceDesk const& desk);
Route feed_route(ConvergenceDesk const& desk);
/// With the webhook.
Routes convergence_routes(ConvergenceDesk const& desk);

}  // namespace probant::service
