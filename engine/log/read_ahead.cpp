#include "engine/log/read_ahead.hpp"

#include <array>
#include <condition_variable>
#include <future>
#include <mutex>
#include <system_error>

namespace probant {
namespace {

// Below it, starting a thread takes longer than reading.
constexpr std::size_t rows_in_one = 1'024;

/// Rows of the store, copied. Their texts lie one after another in one piece of memory.
class Copies {
 public:
  bool full() const { return count_ == rows_in_one; }
  bool empty() const { return count_ == 0; }
  void clear() {
    count_ = 0;
    texts_.clear();
  }

  void add(StoredEvent const& event) {
    if (rows_.size() == count_) rows_.emplace_back();
    auto& row = rows_[count_++];
    row.position = event.position;
    row.dossier = event.dossier;
    row.version = event.version;
    row.type = event.type;
    row.schema = event.schema;
    row.occurred_at = event.occurred_at;
    row.recorded_at = event.recorded_at;
    row.actor = event.actor;
    row.erased = event.erased;
    auto end = row.ends.begin();
    for (auto const text : {event.proposal_id, event.rulebook, event.payload, event.warnings}) {
      texts_ += text;
      *end++ = texts_.size();
    }
  }

  /// False when the visitor has seen enough.
  bool show(EventStore::Visitor const& visit) const {
    std::size_t begin = 0;
    auto const text_to = [&](std::size_t end) {
      auto const text = std::string_view{texts_}.substr(begin, end - begin);
      begin = end;
      return text;
    };
    for (std::size_t i = 0; i < count_; ++i) {
      auto const& row = rows_[i];
      bool const goes_on = visit({.position = row.position,
                                  .dossier = row.dossier,
                                  .version = row.version,
                                  .type = row.type,
                                  .schema = row.schema,
                                  .occurred_at = row.occurred_at,
                                  .recorded_at = row.recorded_at,
                                  .actor = row.actor,
                                  .proposal_id = text_to(row.ends[0]),
                                  .rulebook = text_to(row.ends[1]),
                                  .payload = text_to(row.ends[2]),
                                  .warnings = text_to(row.ends[3]),
                                  .erased = row.erased});
      if (!goes_on) return false;
    }
    return true;
  }

 private:
  struct Row {
    Position position = 0;
    DossierId dossier;
    Version version = 0;
    EventType type = 0;
    int schema = 0;
    Instant occurred_at;
    Instant recorded_at;
    Actor actor;
    std::array<std::size_t, 4> ends{};  ///< of proposal id, rulebook, payload, warnings
    bool erased = false;
  };
  std::vector<Row> rows_;  ///< as many as there ever were: their memory serves again
  std::size_t count_ = 0;
  std::string texts_;
};

/// Goes round between the thread that fills copies and the one that shows them.
class Belt {
 public:
  /// Where to put what comes next; nothing once nobody looks any more.
  Copies* to_fill() {
    std::unique_lock lock{mutex_};
    moved_.wait(lock, [&] { return filled_ - shown_ < ring_.size() || left_; });
    if (left_) return nullptr;
    auto& copies = ring_[filled_ % ring_.size()];
    copies.clear();
    return &copies;
  }
  void filled() { change(filled_, filled_ + 1); }
  void end() { change(ended_, true); }

  /// What to show next; nothing at the end.
  Copies const* to_show() {
    std::unique_lock lock{mutex_};
    moved_.wait(lock, [&] { return shown_ < filled_ || ended_; });
    return shown_ < filled_ ? &ring_[shown_ % ring_.size()] : nullptr;
  }
  void shown() { change(shown_, shown_ + 1); }
  void leave() { change(left_, true); }

 private:
  template <class T>
  void change(T& what, T to) {
    {
      std::lock_guard const lock{mutex_};
      what = to;
    }
    moved_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable moved_;  ///< one thread on each side, and never both wait
  std::array<Copies, 8> ring_;
  std::size_t filled_ = 0;
  std::size_t shown_ = 0;
  bool ended_ = false;
  bool left_ = false;
};

/// Calls `act` at the end of its scope, however that is left.
template <class Act>
struct AtEnd {
  Act act;
  ~AtEnd() { act(); }
};
template <class Act>
AtEnd(Act) -> AtEnd<Act>;

void fill(Belt& belt, EventStore const& store, Position from, Position to) {
  auto* copies = belt.to_fill();
  // What was read before a read failed is shown as well.
  AtEnd const end{[&] {
    if (copies != nullptr && !copies->empty()) belt.filled();
    belt.end();
  }};
  store.scan(from, to, [&](StoredEvent const& event) {
    copies->add(event);
    if (!copies->full()) return true;
    belt.filled();
    copies = belt.to_fill();
    return copies != nullptr;
  });
}

}  // namespace

void scan_ahead(EventStore const& store, Position from, Position to,
                EventStore::Visitor const& visit) {
  if (to - from <= static_cast<Position>(rows_in_one)) return store.scan(from, to, visit);
  Belt belt;
  std::future<void> reading;
  try {
    reading = std::async(std::launch::async, [&] { fill(belt, store, from, to); });
  } catch (std::system_error const&) {
    return store.scan(from, to, visit);  // no thread to be had
  }
  AtEnd const leave{[&] { belt.leave(); }};
  while (auto const* copies = belt.to_show()) {
    if (!copies->show(visit)) return;
    belt.shown();
  }
  reading.get();
}

}  // namespace probant
