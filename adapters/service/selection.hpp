// Which events of the log are asked for, by page or as a stream: of one dossier, of one type, those
// that concern one subject.
#pragma once

#include <set>

#include "adapters/service/service.hpp"

namespace probant::service {

struct Selection {
  std::optional<DossierId> dossier;
  std::optional<EventType> type;
  std::optional<Subject> subject;
  std::optional<Instant> valid_at{};  ///< the acts up to there
  std::optional<Instant> known_at{};  ///< recorded up to there

  static std::vector<Parameter> parameters();
  static Selection of(Call const& call);
  /// As far as the event itself tells; not whether it concerns the subject.
  bool wants(StoredEvent const& event) const {
    return (!type || event.type == *type) && (!dossier || event.dossier == *dossier) &&
           (!valid_at || event.occurred_at <= *valid_at) && !is_past(event);
  }
  /// Nothing from there on was known by then: instants of recording never go back.
  bool is_past(StoredEvent const& event) const { return known_at && *known_at < event.recorded_at; }
};

/// The positions in [from, to) of events that concern `subject`; a dossier's own concern it.
std::set<Position> concerning(EventStore const& store, Subject const& subject, Position from,
                              Position to);

Parameter after_parameter();

}  // namespace probant::service
