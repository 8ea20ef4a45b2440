// The couriers at work: one thread looks what there is to tell, and whoever has a letter is
// delivered to on a thread that ends with the last one, so that a subscriber who is slow or down
// keeps nobody else waiting, and one to whom there is nothing to tell costs nothing.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

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
  /// What has been heard of so far.
  struct Heard {
    std::uint64_t wakes = 0;
    std::uint64_t looks = 0;
    std::uint64_t ends = 0;  ///< of deliveries
    bool operator==(Heard const&) const = default;
  };
  /// Of one subscription: what to do next, and what had been heard when that was found out.
  struct Round {
    Next next{Next::Step::at_once};
    Heard heard{};
    bool delivering = false;
    std::thread thread{};  ///< when delivering, or until it is joined
  };

  void work();
  void deliver(std::int64_t id);
  Next attempt(Next (*step)(Book&, Ports const&, std::int64_t), std::int64_t id);
  // With the lock, which is let go of while the log is looked at, or until there is a reason to:
  std::vector<std::int64_t> ready() const;
  void look_at(std::int64_t id, std::unique_lock<std::mutex>& lock);
  void rest(Heard const& before, std::unique_lock<std::mutex>& lock);

  Book& book_;
  Ports const ports_;
  std::function<void(std::string const&)> const failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Heard heard_;
  bool stopping_ = false;
  std::map<std::int64_t, Round> rounds_;
  std::thread thread_;
};

}  // namespace probant::outgoing
