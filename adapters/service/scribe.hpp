// Writes long answers on a thread of its own, so that whoever asks for every deadline of the
// country as a workbook keeps nobody else waiting. What waits is bounded by its rows, for each
// caller and in all.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace probant::service {

class Scribe {
 public:
  static constexpr std::size_t max_rows = 400'000;  ///< some hundred bytes each
  static constexpr std::size_t max_rows_of_caller = 200'000;

  Scribe() = default;
  ~Scribe() { stop(); }
  Scribe(Scribe const&) = delete;
  Scribe& operator=(Scribe const&) = delete;

  /// `work` is called on the thread of this, which begins with the first one; it must not throw.
  /// False: too much waits already, or this has stopped.
  bool ask(std::string const& caller, std::size_t rows, std::function<void()> work);
  /// Ends with the work at hand; what waits is dropped.
  void stop();

 private:
  struct Order {
    std::string caller;
    std::size_t rows;
    std::function<void()> work;
  };
  void work();

  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Order> waiting_;
  std::map<std::string, std::size_t> rows_;  ///< of each caller, what is at hand too
  std::size_t all_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace probant::service
