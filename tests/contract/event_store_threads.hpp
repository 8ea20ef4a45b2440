// Readers beside a writer: whatever the moment, each of them sees a prefix of the log.
#pragma once

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "engine/log/envelope.hpp"
#include "engine/log/merkle.hpp"
#include "tests/contract/example_events.hpp"

namespace probant::test {

/// Catch2's assertions are for one thread: this one counts what it would have said.
class PrefixReader {
 public:
  PrefixReader(EventStore const& store, std::atomic<bool> const& done)
      : store_{store}, done_{done}, thread_{[this] { run(); }} {}

  /// Reads that were wrong, once the writer is done.
  int wrong() {
    thread_.join();
    return wrong_;
  }
  int reads() const { return reads_; }

 private:
  void run() {
    for (bool last = false; !last; ++reads_) {
      last = done_.load();
      if (!prefix_holds()) ++wrong_;
    }
  }

  bool prefix_holds() {
    auto const head = store_.head();
    Hasher hasher;
    Frontier frontier;
    store_.scan_leaves(0, head.next, [&](StoredLeaf const& leaf) {
      frontier.append(hasher, leaf_hash(hasher, leaf.envelope));
      return true;
    });
    Position next = 0;
    bool found = true;
    store_.scan(0, head.next, [&](StoredEvent const& event) {
      found = found && event.position == next++ && event.version == event.position / 3 + 1;
      return found;
    });
    if (next > 0) {
      auto const id = "aap:0/" + std::to_string((next - 1) / 3 + 1);
      auto const proposal = store_.find_proposal(id);
      found = found && proposal && proposal->position == (next - 1) / 3 * 3;
    }
    return found && next == head.next && frontier.root(hasher) == head.root;
  }

  EventStore const& store_;
  std::atomic<bool> const& done_;
  int wrong_ = 0;
  int reads_ = 0;
  std::thread thread_;
};

/// Three dossiers grow by one event each in every batch.
inline void contract_between_threads(EventStore& store, Version batches) {
  std::atomic<bool> done{false};
  PrefixReader first{store, done};
  PrefixReader second{store, done};
  int failed = 0;
  for (Version version = 1; version <= batches; ++version) {
    std::vector<NewEvent> events;
    for (auto const* name : {"0", "1", "2"}) {
      events.push_back(example_event(aap_dossier(name), version));
    }
    failed += append(store, std::move(events)) == AppendResult::appended ? 0 : 1;
  }
  done = true;
  CHECK(first.wrong() == 0);
  CHECK(second.wrong() == 0);
  CHECK(failed == 0);
  CHECK(first.reads() > 0);
  CHECK(store.head().next == 3 * batches);
}

}  // namespace probant::test
