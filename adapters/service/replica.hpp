// Questions that keep others waiting, answered on a thread of their own from a world of its own:
// that of the past, by replay, or the present, which is folded on from one question to the next. So
// many may wait, so that nobody can keep the service busy with them; the last world is kept.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/service/service.hpp"

namespace probant::service {

class Service::Replica {
 public:
  struct Room {
    std::size_t waiting;  ///< in all
    std::size_t of_caller;
  };
  /// A replay takes seconds; a list less than one, and is computed once for all who ask.
  static constexpr Room of_replays{8, 2};
  static constexpr Room of_lists{1'024, 256};

  /// `store` must outlive it. Starts its thread with the first question.
  Replica(EventStore const& store, Room room) : store_{store}, room_{room} {}
  ~Replica() { stop(); }
  Replica(Replica const&) = delete;
  Replica& operator=(Replica const&) = delete;

  /// `answer` is called on the thread of this with the world within the bounds, or with nothing
  /// when the log cannot be read or this stops. False: too many wait already.
  using Use = std::function<void(World const*)>;
  /// Whether one more of that caller may wait: what prepares it is no work for nothing.
  bool has_room(std::string const& caller);
  bool ask(Bounds const& bounds, std::string const& caller, Use answer);
  void stop();

 private:
  struct Question {
    Bounds bounds;
    std::string caller;
    Use answer;
  };
  bool has_room_now(std::string const& caller) const;  ///< with the lock
  void work();
  World const* world_of(Bounds const& bounds);
  std::unique_ptr<World> replayed(Bounds const& bounds) const;

  EventStore const& store_;
  Room const room_;
  mutable std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Question> waiting_;
  std::string answering_;  ///< the caller whose question is at hand
  bool stopping_ = false;
  Bounds bounds_;
  std::unique_ptr<World> world_;  ///< within bounds_
  std::thread thread_;
};

}  // namespace probant::service
