// A log read in turns of many events, the next ones by other threads while one is looked at: what
// takes long about a long log goes on on all cores, and memory does not grow with it.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <future>
#include <thread>
#include <utility>

#include "engine/log/event_store.hpp"

namespace probant {

/// For one thread; `read` is called by several at once. What it throws, `next` throws.
template <class Turn>
class Turns {
 public:
  using Read = std::function<Turn(Position from, Position to)>;

  Turns(Position from, Position end, Position size, Read read)
      : read_{std::move(read)}, from_{from}, end_{end}, size_{size} {}
  Turns(Turns const&) = delete;
  Turns& operator=(Turns const&) = delete;

  bool more() const { return from_ < end_ || !coming_.empty(); }
  /// The next turn, while there is more.
  Turn next() {
    while (from_ < end_ && coming_.size() < ahead()) {
      auto const to = std::min(end_, from_ + size_);
      coming_.push_back(std::async(std::cref(read_), from_, to));
      from_ = to;
    }
    auto first = std::move(coming_.front());
    coming_.pop_front();
    return first.get();
  }

 private:
  static std::size_t ahead() {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  }

  Read read_;
  Position from_;
  Position end_;
  Position size_;
  std::deque<std::future<Turn>> coming_;  ///< they end before what they read with goes
};

}  // namespace probant
