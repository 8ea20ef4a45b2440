// Group commit: any number of threads propose, one thread decides and appends. Whatever waits when
// the committer is free goes into one batch, hence one fsync; so the slower the disk, the larger
// the batches, and no proposer is answered before its own act is durable.
#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/kernel/engine.hpp"

namespace probant {

class Committer {
 public:
  static constexpr std::size_t max_batch = 1024;      ///< proposals in one transaction
  static constexpr std::size_t max_waiting = 65'536;  ///< then `propose` waits for room

  /// The engine is the committer's alone until `stop`.
  explicit Committer(Engine& engine);
  /// Stops as `stop` does.
  ~Committer();
  Committer(Committer const&) = delete;
  Committer& operator=(Committer const&) = delete;

  /// The answer comes once the disk has it. What the engine throws (a store that cannot be read)
  /// reaches every proposer of the batch through the future.
  std::future<Outcome> propose(Proposal proposal);
  /// The same, as one piece: answers in order, all in one batch when they fit into one.
  std::vector<std::future<Outcome>> propose_all(std::vector<Proposal> proposals);

  /// As propose_all for a thread that may not wait: `answered` is called once, on the committer's
  /// thread, with all answers in order once the disk has the last of them, or with what the engine
  /// threw; it must not throw. False when there is no room, or after `stop`: nothing was taken.
  using Answered = std::function<void(std::vector<Outcome>, std::exception_ptr)>;
  bool offer(std::vector<Proposal> proposals, Answered answered);

  /// Has the log say something of itself: `act` gets the engine on the committer's thread, between
  /// two batches; it must not throw. False after `stop`: it is not called.
  bool between(std::function<void(Engine&)> act);

  /// Proposals that wait to be decided.
  std::size_t waiting() const;

  /// Answers all that was accepted, then ends the thread. Proposals after it are refused with
  /// std::runtime_error.
  void stop();

 private:
  using Answer = std::function<void(Outcome, std::exception_ptr const&)>;
  struct Waiting {
    Proposal proposal;
    Answer answer;
  };
  void work();
  static void commit(Engine& engine, std::vector<Waiting> batch);

  Engine& engine_;
  mutable std::mutex mutex_;
  std::condition_variable wanted_;
  std::condition_variable room_;
  std::vector<Waiting> waiting_;
  std::vector<std::function<void(Engine&)>> acts_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace probant
