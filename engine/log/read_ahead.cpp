#include "engine/log/read_ahead.hpp"

#include <array>

#include "engine/log/turns.hpp"

namespace probant {
namespace {

// Below it, starting a thread takes longer than reading.
constexpr Position turn_size = 1'024;

/// Rows of the store, copied. Their texts lie one after another in one piece of memory.
class Copies {
 public:
  explicit Copies(std::size_t count) { rows_.reserve(count); }

  void add(StoredEvent const& event) {
    rows_.push_back({event.position,
                     event.dossier,
                     event.version,
                     event.type,
                     event.schema,
                     event.occurred_at,
                     event.recorded_at,
                     event.actor,
                     {},
                     event.erased});
    auto& ends = rows_.back().ends;
    std::size_t i = 0;
    for (auto const text : {event.proposal_id, event.rulebook, event.payload, event.warnings}) {
      texts_ += text;
      ends[i++] = texts_.size();
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
    for (auto const& row : rows_) {
      auto const& ends = row.ends;
      bool const goes_on = visit({.position = row.position,
                                  .dossier = row.dossier,
                                  .version = row.version,
                                  .type = row.type,
                                  .schema = row.schema,
                                  .occurred_at = row.occurred_at,
                                  .recorded_at = row.recorded_at,
                                  .actor = row.actor,
                                  .proposal_id = text_to(ends[0]),
                                  .rulebook = text_to(ends[1]),
                                  .payload = text_to(ends[2]),
                                  .warnings = text_to(ends[3]),
                                  .erased = row.erased});
      if (!goes_on) return false;
    }
    return true;
  }

 private:
  struct Row {
    Position position;
    DossierId dossier;
    Version version;
    EventType type;
    int schema;
    Instant occurred_at;
    Instant recorded_at;
    Actor actor;
    std::array<std::size_t, 4> ends;  ///< of proposal id, rulebook, payload, warnings
    bool erased;
  };
  std::vector<Row> rows_;
  std::string texts_;
};

}  // namespace

void scan_ahead(EventStore const& store, Position from, Position to,
                EventStore::Visitor const& visit) {
  if (to - from <= turn_size) return store.scan(from, to, visit);
  Turns<Copies> turns{from, to, turn_size, [&store](Position first, Position last) {
                        Copies copies{static_cast<std::size_t>(last - first)};
                        store.scan(first, last, [&](StoredEvent const& event) {
                          copies.add(event);
                          return true;
                        });
                        return copies;
                      }};
  while (turns.more()) {
    if (!turns.next().show(visit)) return;
  }
}

}  // namespace probant
