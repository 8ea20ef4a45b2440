// Delivers what one subscription is owed, one letter at a time: as CloudEvents, signed by Standard
// Webhooks, in the order of the log, at least once. What was sent and what is still owed is in the
// book before the next letter goes out, so that a killed program begins again where it was, at
// worst with the letter that was on its way.
#pragma once

#include <functional>

#include "adapters/http/message.hpp"
#include "adapters/outgoing/book.hpp"

namespace probant::outgoing {

struct Letter {
  Position position = -1;
  std::string event;  ///< CloudEvents JSON
};

/// The first letter for a subscription at or after a position; what lies before `reached` concerns
/// it not, or is that letter. A search looks at so much of the log in one go.
struct Found {
  std::optional<Letter> letter;
  Position reached = 0;
  bool more = false;  ///< the log goes on beyond `reached`: the search does too, at once
};

struct Parcel {
  std::string url;
  http::Headers headers;
  std::string body;
};

/// `why` (French) when there was no answer.
struct Receipt {
  http::Response response{0, {}, {}};
  std::string why{};
  bool abandoned = false;  ///< by us, who end: neither sent nor failed, to be sent again
};

/// The seams to the outside; each may be called from any courier's thread.
struct Ports {
  std::function<Instant()> now;
  std::function<std::uint32_t()> chance;  ///< any number
  /// Nothing when the log cannot be read now.
  std::function<std::optional<Found>(Subscription const&, Position from)> find;
  std::function<Receipt(Parcel const&)> post;  ///< blocks, within its own limit of time
};

/// What to do next: again at once, not before an instant, when something is recorded or changed,
/// or nothing any more.
struct Next {
  enum class Step : std::uint8_t { at_once, later, when_woken, gone };
  Step step = Step::when_woken;
  Instant at{};
};

/// One letter, or none. One call at a time for each subscription, of this or the next.
Next deliver_next(Book& book, Ports const& ports, std::int64_t id);

/// The same, but what is to be sent is not: then `at_once`. Never waits for a subscriber.
Next look_for_letter(Book& book, Ports const& ports, std::int64_t id);

/// `<subscription>-<mark>-<position>`: the same in every attempt, so that whoever is told twice can
/// tell, and never that of another event, in whatever log.
std::string letter_id(Subscription const& subscription, Position position);

}  // namespace probant::outgoing
