// The log as it grows, as server-sent events: each is read from the log when the reader has taken
// the one before, so that a slow reader costs no memory, and is cut off by the server's deadline.
#pragma once

#include <map>

#include "adapters/service/selection.hpp"

namespace probant::service {

/// How many streams are open, in all and for each token. One thread.
class StreamCount {
 public:
  static constexpr std::size_t max_in_all = 256;
  static constexpr std::size_t max_per_token = 8;

  /// Given back when the last copy goes; nothing when there are too many already.
  static std::shared_ptr<void> take(std::shared_ptr<StreamCount> const& count,
                                    std::string const& token);

 private:
  std::map<std::string, std::size_t> open_;
  std::size_t in_all_ = 0;
};

class EventStream {
 public:
  static constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
  static constexpr Position piece_events = 1024;  ///< looked at for one piece

  /// `next`: the first position of interest.
  EventStream(std::shared_ptr<Call const> call, Position next, std::shared_ptr<void> slot)
      : call_{std::move(call)},
        selection_{Selection::of(*call_)},
        next_{next},
        with_leaf_{call_->arguments().text("ids") == "leaf"},
        slot_{slot} {}

  /// http::More: nothing once the caller's token is no longer good, or the log cannot be read.
  std::optional<std::string> piece(bool quiet);

 private:
  std::string id_of(Position position) const;
  std::string read();
  bool take(StoredEvent const& event, World const& world, Instant at);

  std::shared_ptr<Call const> call_;
  Selection selection_;
  Position next_;
  bool with_leaf_;
  std::shared_ptr<void> slot_;
  std::string text_;
};

}  // namespace probant::service
