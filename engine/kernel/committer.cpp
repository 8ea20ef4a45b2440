#include "engine/kernel/committer.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

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
    auto const promise = std::make_shared<std::promise<Outcome>>();
    answers.push_back(promise->get_future());
    auto answer = [promise](Outcome outcome, std::exception_ptr const& failure) {
      failure ? promise->set_exception(failure) : promise->set_value(std::move(outcome));
    };
    waiting_.push_back({std::move(proposal), std::move(answer)});
  }
  lock.unlock();
  wanted_.notify_one();
  return answers;
}

bool Committer::offer(std::vector<Proposal> proposals, Answered answered) {
  struct Gathered {
    std::vector<Outcome> outcomes;
    std::size_t missing;
    std::exception_ptr failure{};
    Answered answered;
  };
  auto const gathered = std::make_shared<Gathered>();
  gathered->outcomes.resize(proposals.size());
  gathered->missing = proposals.size();
  gathered->answered = std::move(answered);
  {
    std::lock_guard const lock{mutex_};
    if (stopping_ || proposals.empty() || waiting_.size() + proposals.size() > max_waiting) {
      return false;
    }
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      auto answer = [gathered, i](Outcome outcome, std::exception_ptr const& failure) {
        gathered->outcomes[i] = std::move(outcome);
        if (failure) gathered->failure = failure;
        if (--gathered->missing > 0) return;
        gathered->answered(std::move(gathered->outcomes), gathered->failure);
      };
      waiting_.push_back({std::move(proposals[i]), std::move(answer)});
    }
  }
  wanted_.notify_one();
  return true;
}

bool Committer::between(std::function<void(Engine&)> act) {
  {
    std::lock_guard const lock{mutex_};
    if (stopping_) return false;
    acts_.push_back(std::move(act));
  }
  wanted_.notify_one();
  return true;
}

std::size_t Committer::waiting() const {
  std::lock_guard const lock{mutex_};
  return waiting_.size();
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
    wanted_.wait(lock, [&] { return stopping_ || !waiting_.empty() || !acts_.empty(); });
    if (!acts_.empty()) {
      auto const acts = std::exchange(acts_, {});
      lock.unlock();
      for (auto const& act : acts) act(engine_);
      lock.lock();
      continue;
    }
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
  std::vector<Outcome> outcomes(batch.size());
  std::exception_ptr failure;
  try {
    outcomes = engine.record(proposals);
  } catch (...) {
    failure = std::current_exception();
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].answer(std::move(outcomes[i]), failure);
  }
}

}  // namespace probant
