// A subscription to what happens: whom to tell, of which events, and how far that has come. Events
// are told in the order of the log, one at a time: the log itself is the outbox, so that what is
// recorded will be told and nothing is told that is not. Plain values; pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant::outgoing {

enum class State : std::uint8_t {
  active,
  paused,    ///< by a person, or by us until a person has looked
  disabled,  ///< by us: the other end said 410 Gone
};

/// Each list empty: all of them.
struct Filter {
  std::vector<std::string> types;    ///< `aap.project_filed`
  std::vector<std::string> kinds;    ///< of dossiers
  std::vector<std::string> regions;  ///< INSEE codes
};

/// `region` of the dossier, empty when it has none: then a filter by region leaves it out.
bool wants(Filter const& filter, StoredEvent const& event, std::string_view region);

/// The log that is told of: its name, how many events it has, how many of them are those of each
/// log it goes on from, by name, and the leaf of the event at a position (any thread).
struct Log {
  std::string name;
  Position size = 0;
  std::map<std::string, Position> past{};
  std::function<std::string(Position)> leaf{};
};

/// The leaf of the event before `next`; empty when there is none, or it cannot be asked for.
std::string leaf_before(Log const& log, Position next);

/// `next`: first position not yet settled. `attempt`: how often the letter at hand was tried in
/// vain; not again before `due`. `active_since`: made, or resumed last; nothing waits since before.
struct Subscription {
  std::int64_t id = 0;
  std::string url;
  Filter filter;
  Actor owner;        ///< who is told no more than this actor may read
  std::string grant;  ///< what lets the owner in whom an issuer elsewhere vouches for; else empty
  std::string secret;
  std::string former_secret;  ///< signs too until `former_until`
  Instant former_until;
  State state = State::active;
  std::string why;  ///< not active: French
  Instant created_at;
  Position next = 0;
  int attempt = 0;
  Instant due;
  Instant active_since;
  std::string log;    ///< whose positions these are, by name; empty: of none that is left
  Instant seen_at{};  ///< of a grant: when an issuer last vouched for the owner
  std::string leaf;   ///< of the event before `next`; empty: not known
  std::string mark;   ///< drawn for each subscription and log; those made before marks have none
};

/// The book was opened beside this log: a subscription that was told of another one, or of a later
/// state of it, is told of nothing until somebody says where it begins. Whether it has changed.
bool meet(Subscription& subscription, Log const& log);

/// How long the word of an issuer holds that is not asked again: so many days after it last let the
/// owner in, or after the subscription was made or resumed.
Instant vouched_until(Subscription const& subscription, std::int64_t days);

/// One try, kept for those who ask why nothing arrives. `status` 0: no answer.
struct Attempt {
  Position position = -1;
  Instant at;
  int number = 0;  ///< from 1
  int status = 0;
  std::int64_t milliseconds = 0;
  std::string answer;  ///< why there was none (French); else empty
};

struct DeadLetter {
  Position position = -1;
  Instant at;
  std::string why;
  bool again = false;  ///< to be tried once more, before what is new
};

}  // namespace probant::outgoing

namespace probant {
template <>
struct Names<outgoing::State> {
  static constexpr std::array<std::string_view, 3> values{"active", "paused", "disabled"};
};
}  // namespace probant
