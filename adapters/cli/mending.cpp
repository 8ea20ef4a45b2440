#include "adapters/cli/mending.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>

#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "projections/ahead.hpp"

namespace probant::cli {
namespace {

constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{30};

}  // namespace

Mending::Mending(SqliteEventStore& store, Committer& committer)
    : store_{store}, committer_{committer}, thread_{[this] { work(); }} {}

Mending::~Mending() {
  {
    std::lock_guard const lock{mutex_};
    stopping_ = true;
  }
  wanted_.notify_all();
  thread_.join();
}

void Mending::work() {
  auto pause = first_pause;
  std::string told;
  bool ahead = tell_ahead(false);
  std::unique_lock lock{mutex_};
  while (!wanted_.wait_for(lock, pause, [this] { return stopping_; })) {
    ahead = tell_ahead(ahead);
    committer_.between([&store = store_](Engine&) { store.ensure_there(); });
    auto const failure = store_.failure();
    if (failure.empty()) continue;
    if (failure != told) complain("probant : " + failure);
    told = failure;
    lock.unlock();
    bool const recovered = recover();
    lock.lock();
    pause = recovered ? first_pause : std::min(2 * pause, longest_pause);
    if (!recovered) continue;
    complain("probant : le journal accepte à nouveau des écritures.");
    told.clear();
  }
}

/// Whether the log is ahead of the clock; told when that changes.
bool Mending::tell_ahead(bool before) const {
  auto const words = ahead_words(store_.head().recorded_at, wall_clock());
  bool const ahead = !words.empty();
  if (ahead && !before) complain("probant : attention, " + words);
  if (before && !ahead) complain("probant : l'horloge a rattrapé le journal.");
  return ahead;
}

/// False also when the committer has stopped.
bool Mending::recover() {
  auto const done = std::make_shared<std::promise<bool>>();
  auto answer = done->get_future();
  bool const asked =
      committer_.between([this, done](Engine&) { done->set_value(store_.recover()); });
  return asked && answer.get();
}

}  // namespace probant::cli
