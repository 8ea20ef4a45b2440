// What an event says: as Convergence sent it, and as the data of the event it is or stands for. To
// tell whether two say the same.
#pragma once

#include <optional>
#include <string>

#include "events/codec/proposal_in.hpp"
#include "events/codec/update_in.hpp"

namespace probant {

struct Content {
  std::string sent;
  std::optional<EventType> type;
  std::string said;

  bool operator==(Content const& other) const {
    bool const same_sent = !sent.empty() && sent == other.sent;
    return same_sent || (!said.empty() && type == other.type && said == other.said);
  }
};

/// Reads it from events as they were recorded. Owns its parsers; for use over and over by one
/// thread.
class Contents {
 public:
  Content of(convergence::UpdateReceived const& receipt);
  Content of(Event const& act);
  /// Whether an act that a person applied says anything else than the update that was received.
  bool differ(convergence::UpdateReceived const& receipt, Event const& act);

 private:
  /// What the payload says as the data of an event; nothing when it is none.
  std::optional<std::string> said(EventType type, std::string_view payload);

  UpdateReader updates_;
  ProposalReader proposals_;
};

}  // namespace probant
