// An update of the Convergence platform as a proposal to the engine: its receipt, which carries the
// event that the update stands for; and the resolution of one that was kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/convergence/statuses.hpp"
#include "events/codec/update_in.hpp"
#include "events/envelope.hpp"

namespace probant::convergence {

/// How an update came: signed over HTTP, or in a file that an operator vouches for.
struct Arrival {
  std::string webhook_id;
  std::string body;
  std::optional<std::string> timestamp{};
  std::optional<std::string> signature{};
  Actor actor{"convergence", Role::convergence, ""};
  /// When it came, of what is sent as it happens: then an act dated a little ahead of this, on the
  /// same Paris day, takes effect now. The receipt keeps the date that was sent.
  std::optional<Instant> received_at{};
};

/// Without an event to carry when the status or the payload cannot be read: the engine then keeps
/// the update with the reasons that stand in it.
Proposal receipt(Arrival arrival, Update update, StatusTable const& statuses);

/// One line of a file of updates that never arrived, which `voucher` answers for.
struct Fed {
  std::string webhook_id;  ///< empty when the line cannot be read
  std::variant<Proposal, Issues> proposed;
};

/// The line may hold a body alone: its digest is then its id, so that the same file may be fed
/// again.
Fed fed(std::string_view line, Actor voucher, StatusTable const& statuses);

/// What a person decides about the kept update whose receipt stands at `position`. `payload`: the
/// event's data, corrected; else as they were sent.
struct Decided {
  std::string id;  ///< of the proposal
  Actor actor;
  Position position = 0;
  Resolution resolution = Resolution::dismissed;
  std::string grounds;
  std::optional<std::string> payload;
};

/// Reasons when the event cannot be read still. What is not corrected, and what an establishment
/// may file, remains an act of Convergence, which the resolution vouches for; any other data that a
/// person corrected are that person's own act.
std::variant<Proposal, Reasons> resolution(Decided decided, DossierId const& reference,
                                           UpdateReceived const& kept, StatusTable const& statuses);

}  // namespace probant::convergence
