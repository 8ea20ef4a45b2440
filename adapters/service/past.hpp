// Questions about the past, answered by replay on one thread of their own: few may wait, so that
// nobody can keep the service busy with them, and the last world is kept for the next question.
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

class Service::Past {
 public:
  static constexpr std::size_t max_waiting = 8;
  static constexpr std::size_t max_per_caller = 2;

  /// `store` must outlive it. Starts its thread with the first question.
  explicit Past(EventStore const& store) : store_{store} {}
  ~Past() { stop(); }
  Past(Past const&) = delete;
  Past& operator=(Past const&) = delete;

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

  EventStore const& store_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Question> waiting_;
  std::string answering_;  ///< the caller whose question is at hand
  bool stopping_ = false;
  Bounds bounds_;
  std::unique_ptr<World> world_;  ///< within bounds_
  std::thread thread_;
};

}  // namespace probant::service
