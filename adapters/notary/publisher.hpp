// Signs checkpoints while a log grows: at most a second after an append, one for all that was
// appended until then. A thread of its own, so that no append waits for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <thread>

#include "adapters/notary/notary.hpp"

namespace probant::notary {

/// `store` and `notary` must outlive it. Any thread.
class Publisher {
 public:
  /// `failed`: called on the publisher's thread with why nothing could be signed, each time that
  /// changes. `rested`: called there when the log has not grown for a while, and all is signed.
  /// Both may be empty, and must not throw.
  Publisher(EventStore const& store, Notary& notary,
            std::function<void(std::string const&)> failed = {}, std::function<void()> rested = {});
  /// Signs what is not signed yet.
  ~Publisher();
  Publisher(Publisher const&) = delete;
  Publisher& operator=(Publisher const&) = delete;

  /// Signs what is not signed yet and ends. Further calls do nothing.
  void stop();
  /// Why the last attempt to sign failed, in French; empty when it did not.
  std::string failure() const;

 private:
  void work();
  void sign_if_grown();

  EventStore const& store_;
  Notary& notary_;
  std::function<void(std::string const&)> failed_;
  std::function<void()> rested_;
  mutable std::mutex mutex_;
  std::condition_variable wanted_;
  bool stopping_ = false;
  Position signed_ = -1;
  int idle_ = 0;  ///< how often nothing was to be signed
  std::string failure_;
  std::thread thread_;
};

}  // namespace probant::notary
