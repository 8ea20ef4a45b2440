#include "engine/kernel/committer.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace probant {

Committer::Committer(Engine& engine) : engine_(engine), thread_([this] { work(); }) {}

Committer::~Committer() { stop(); }

std::future<Outcome> Committer::propose(Proposal proposal) {
  std::vector<Proposal> one;
  one.push_back(std::move(proposal));
  return std::move(propose_all(std::move(one)).front());
}

std::vector<std::future<Outcome>> Committer::propose_all(std::vector<Proposal> proposals) {
  std::vector<std::future<Outcome>> answers;
  answers.reserve(proposals.size());
  std::unique_lock lock{mutex_};
  room_.wait(lock, [&] { return stopping_ || waiting_.size() < max_waiting; });
  if (stopping_) throw std::runtime_error("the committer has stopped");
  for (auto& proposal : proposals) {
    waiting_.push_back({std::move(proposal), {}});
    answers.push_back(waiting_.back().answer.get_future());
  }
  lock.unlock();
  wanted_.notify_one();
  return answers;
}

void Committer::stop() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_all();
  room_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Committer::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    wanted_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto const count = std::min(waiting_.size(), max_batch);
    auto const end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Waiting> batch{std::make_move_iterator(waiting_.begin()),
                               std::make_move_iterator(end)};
    waiting_.erase(waiting_.begin(), end);
    lock.unlock();
    room_.notify_all();
    commit(engine_, std::move(batch));
    lock.lock();
  }
}

void Committer::commit(Engine& engine, std::vector<Waiting> batch) {
  std::vector<Proposal> proposals;
  proposals.reserve(batch.size());
  for (auto& waiting : batch) proposals.push_back(std::move(waiting.proposal));
  try {
    auto outcomes = engine.record(proposals);
    for (std::size_t i = 0; i < batch.size(); ++i)
      batch[i].answer.set_value(std::move(outcomes[i]));
  } catch (...) {
    for (auto& waiting : batch) waiting.answer.set_exception(std::current_exception());
  }
}

}  // namespace probant
