// The couriers at work: a thread for each subscription, so that a subscriber who is slow or down
// keeps nobody else waiting.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "adapters/outgoing/courier.hpp"

namespace probant::outgoing {

/// Any thread.
class Postman {
 public:
  /// Begins at once. `failed` is told, in French, what a courier could not do because of the book
  /// or the log; the courier tries again later.
  Postman(Book& book, Ports ports, std::function<void(std::string const&)> failed);
  /// Waits for what is on its way, unless `Ports::post` abandons it.
  ~Postman();
  Postman(Postman const&) = delete;
  Postman& operator=(Postman const&) = delete;

  /// Something was recorded. Cheap; what is recorded within a moment is looked at together.
  void wake();
  /// A subscription was added, changed or removed. Throws StoreError.
  void look();

 private:
  void work(std::int64_t id);
  Next attempt(std::int64_t id);
  void rest(Next const& next, std::uint64_t seen);

  Book& book_;
  Ports const ports_;
  std::function<void(std::string const&)> const failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  bool stopping_ = false;
  std::map<std::int64_t, std::thread> threads_;
};

}  // namespace probant::outgoing
