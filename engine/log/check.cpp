#include "engine/log/check.hpp"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <future>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "engine/log/envelope.hpp"
#include "engine/log/merkle.hpp"
#include "events/codec/decoder.hpp"

namespace probant {
namespace {

// Events are read in turns of this many, so that memory does not grow with the log; a turn is
// worth the thread that is started for it.
constexpr Position turn_size = 8'192;
constexpr std::size_t usual_envelope_bytes = 512;

EventType erasure_type() {
  auto const type = type_of<transverse::PayloadErased>();
  return type;
}

/// What is left of an event once all that concerns it alone has been checked.
struct Seen {
  DossierId dossier;
  Version version = 0;
  Instant recorded_at;
  Sha256 leaf;
  bool erased = false;
  bool half = false;       ///< erased, and its blinding was there when it was read
  bool agrees = false;     ///< with its envelope
  Position orders = -1;    ///< whose erasure it orders
  std::string unreadable;  ///< why the order cannot be read
};

struct Turn {
  std::vector<Seen> events;  ///< up to the first that is not there, or whose envelope is not
  bool without_envelope = false;
};

void read_order(StoredEvent const& event, Seen& seen) {
  if (event.type != erasure_type() || event.erased) return;
  try {
    auto const decoded = decode_stored(event.type, event.schema, event.payload);
    seen.orders = std::get<transverse::PayloadErased>(decoded.body).position;
  } catch (CodecError const& error) {
    seen.unreadable = std::string{"l'ordre d'effacement est illisible : "} + error.what();
  }
}

/// Each row is read once: first the leaves, then the events, with what an erasure in between took.
Turn read_turn(EventStore const& store, Position from, Position to) {
  struct Leaf {
    std::size_t begin = 0;  ///< of its envelope, in `envelopes`
    std::size_t size = 0;
    Bytes32 blinding{};
    bool erased = false;
  };
  std::vector<Leaf> leaves;
  std::string envelopes;
  leaves.reserve(static_cast<std::size_t>(to - from));
  envelopes.reserve(leaves.capacity() * usual_envelope_bytes);
  store.scan_leaves(from, to, [&](StoredLeaf const& leaf) {
    if (leaf.position != from + std::ssize(leaves)) return false;
    leaves.push_back({envelopes.size(), leaf.envelope.size(), leaf.blinding, leaf.erased});
    envelopes += leaf.envelope;
    return true;
  });
  Turn turn;
  turn.events.reserve(leaves.size());
  Hasher hasher;
  store.scan(from, to, [&](StoredEvent const& event) {
    auto const index = turn.events.size();
    if (event.position != from + std::ssize(turn.events)) return false;
    turn.without_envelope = index == leaves.size();
    if (turn.without_envelope) return false;
    auto const& leaf = leaves[index];
    auto const envelope = std::string_view{envelopes}.substr(leaf.begin, leaf.size);
    std::optional<Sha256> commitment;
    if (!event.erased) commitment = payload_commitment(hasher, leaf.blinding, event.payload);
    auto& seen = turn.events.emplace_back();
    seen.dossier = event.dossier;
    seen.version = event.version;
    seen.recorded_at = event.recorded_at;
    seen.leaf = leaf_hash(hasher, envelope);
    seen.erased = event.erased;
    seen.half = event.erased && !leaf.erased;
    seen.agrees = envelope_agrees(envelope, hasher, event, commitment);
    read_order(event, seen);
    return true;
  });
  return turn;
}

/// Turns of a log in order, the next ones read by other threads while one is looked at.
class Turns {
 public:
  Turns(EventStore const& store, Position end)
      : store_{store},
        end_{end},
        ahead_{std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8)} {}

  Turn next() {
    while (from_ < end_ && coming_.size() < ahead_) {
      auto const to = std::min(end_, from_ + turn_size);
      coming_.push_back(
          std::async([&store = store_, from = from_, to] { return read_turn(store, from, to); }));
      from_ = to;
    }
    auto first = std::move(coming_.front());
    coming_.pop_front();
    return first.get();
  }

 private:
  EventStore const& store_;
  Position end_;
  std::size_t ahead_;
  Position from_ = 0;
  std::deque<std::future<Turn>> coming_;
};

class Checker {
 public:
  explicit Checker(EventStore const& store) : store_{store}, head_{store.head()} {}

  LogCheck run(std::function<void(Position, Position)> const& progress) {
    Turns turns{store_, head_.next};
    while (result_.good() && result_.checked < head_.next) {
      auto const to = std::min(head_.next, result_.checked + turn_size);
      auto const turn = turns.next();
      for (auto const& seen : turn.events) {
        check_event(result_.checked, seen);
        tiles_.append(hasher_, seen.leaf,
                      [&](TileId id, std::span<Sha256 const> hashes) { check_tile(id, hashes); });
        ++result_.checked;
        if (!result_.good()) break;
      }
      if (progress) progress(result_.checked, head_.next);
      if (!result_.good() || result_.checked == to) continue;
      blame(result_.checked,
            turn.without_envelope ? "l'enveloppe de l'événement manque" : "l'événement manque");
    }
    auto const tree = tiles_.frontier(hasher_);
    result_.root = tree.root(hasher_);
    result_.peaks = tree.peaks();
    read_orders_after(result_.checked);
    check_erasures();
    if (result_.good()) check_root();
    return std::move(result_);
  }

 private:
  void blame(Position position, std::string why) {
    if (result_.first_bad && *result_.first_bad <= position) return;
    result_.first_bad = position;
    result_.why = std::move(why);
  }

  void check_event(Position position, Seen const& seen) {
    auto& version = versions_[seen.dossier];
    if (seen.version != ++version) {
      blame(position, "la version " + std::to_string(seen.version) + " de " + seen.dossier.text() +
                          " ne suit pas la précédente");
    } else if (seen.recorded_at < recorded_at_) {
      blame(position, "l'instant d'enregistrement recule");
    } else if (!seen.agrees) {
      blame(position, "l'événement ne correspond pas à son enveloppe : il a été modifié");
    }
    recorded_at_ = seen.recorded_at;
    if (seen.erased) {
      ++result_.erased;
      erased_.push_back(position);
    }
    if (seen.half) half_.push_back(position);
    // Ordered before we began to read: it was gone by then.
    if (seen.orders >= 0) gone_.push_back(seen.orders);
    note_order(position, seen);
  }

  void note_order(Position position, Seen const& seen) {
    if (seen.orders >= 0) ordered_.insert(seen.orders);
    if (!seen.unreadable.empty()) blame(position, seen.unreadable);
  }

  /// Tiles were stored with their leaves: where they differ, one of the two was changed since.
  void check_tile(TileId id, std::span<Sha256 const> computed) {
    auto const stored = store_.tile(id, tile_width);
    auto const path = TilePath{id}.text();
    if (stored.size() != tile_width) return blame(first_leaf(id, 0), path + " manque");
    for (std::size_t i = 0; i < computed.size(); ++i) {
      if (stored[i] == computed[i]) continue;
      return blame(first_leaf(id, i), "l'empreinte conservée dans " + path +
                                          " n'est pas celle des enveloppes : l'une ou l'autre a "
                                          "été modifiée");
    }
  }

  static Position first_leaf(TileId id, std::size_t hash) {
    return static_cast<Position>((id.index * tile_width + hash) << (8 * id.level));
  }

  /// What is missing may have been ordered after the first bad position, or while we were reading.
  void read_orders_after(Position position) {
    if (erased_.empty()) return;
    store_.scan(position, store_.head().next, [&](StoredEvent const& event) {
      Seen order;
      read_order(event, order);
      note_order(event.position, order);
      return true;
    });
  }

  void check_erasures() {
    for (auto const position : erased_) {
      if (ordered_.contains(position)) continue;
      blame(position, "le contenu manque sans qu'un événement en ordonne l'effacement");
      break;
    }
    for (auto const position : gone_) {
      if (position >= result_.checked || std::ranges::binary_search(erased_, position)) continue;
      blame(position, "le contenu est là, alors qu'un événement en a ordonné l'effacement");
    }
    for (auto const position : half_) {
      if (!blinding_is_there(position)) continue;
      blame(position, "le contenu est effacé, et son aveuglement est là : l'un sans l'autre");
      break;
    }
  }

  /// Now: an erasure recorded between the two readings took it since.
  bool blinding_is_there(Position position) const {
    bool there = false;
    store_.scan_leaves(position, position + 1, [&there](StoredLeaf const& leaf) {
      there = !leaf.erased;
      return false;
    });
    return there;
  }

  // Every event agrees with its envelope, and every full tile with both: all of them were replaced
  // together, or something after the last full tile was, or the head.
  void check_root() {
    if (result_.root == head_.root) return;
    result_.why =
        "la racine recalculée des enveloppes n'est pas celle de l'état de tête (head.peaks) : l'un "
        "ou l'autre a été modifié hors de probant. Aucun point de contrôle signé ne dit lequel : "
        "n'y écrivez plus, conservez-le tel quel et restaurez une sauvegarde avec « probant "
        "restore »";
  }

  EventStore const& store_;
  Head const head_;
  Hasher hasher_;
  TileBuilder tiles_;
  boost::unordered_flat_map<DossierId, Version, std::hash<DossierId>> versions_;
  Instant recorded_at_ = Instant::from_unix_ns(0);
  std::vector<Position> erased_;
  std::vector<Position> gone_;
  std::vector<Position> half_;
  std::set<Position> ordered_;
  LogCheck result_;
};

}  // namespace

std::optional<Position> first_altered(EventStore const& store) {
  auto const end = store.head().next;
  Turns turns{store, end};
  std::vector<Position> erased;
  std::set<Position> ordered;
  for (Position from = 0; from < end; from += turn_size) {
    auto const turn = turns.next();
    auto const wrong = std::ranges::find(turn.events, false, &Seen::agrees);
    auto const whole = std::min(turn_size, end - from);
    if (wrong != turn.events.end() || std::ssize(turn.events) < whole) {
      return from + (wrong - turn.events.begin());
    }
    for (auto position = from; auto const& seen : turn.events) {
      if (seen.erased) erased.push_back(position);
      if (seen.orders >= 0) ordered.insert(seen.orders);
      ++position;
    }
  }
  auto const taken = std::ranges::find_if(
      erased, [&ordered](Position position) { return !ordered.contains(position); });
  return taken == erased.end() ? std::nullopt : std::optional{*taken};
}

LogCheck check_log(EventStore const& store,
                   std::function<void(Position done, Position total)> const& progress) {
  return Checker{store}.run(progress);
}

namespace {

[[noreturn]] void refuse_altered(Position position) {
  throw StoreError("Position " + std::to_string(position) +
                   " : l'événement ne correspond pas à son enveloppe, il a été modifié, ou son "
                   "contenu enlevé sans ordre d'effacement ; plus "
                   "rien n'est enregistré dans ce journal. Lancez « probant verify », puis "
                   "restaurez une sauvegarde.");
}

}  // namespace

void ensure_unaltered(EventStore const& store, Position position) {
  if (position < 0 || position >= store.head().next) return;
  auto const turn = read_turn(store, position, position + 1);
  if (turn.events.empty() || !turn.events.front().agrees) refuse_altered(position);
}

void ensure_unaltered(EventStore const& store, DossierId const& dossier) {
  std::vector<Position> positions;
  store.scan_dossier(dossier, [&](StoredEvent const& event) {
    positions.push_back(event.position);
    return true;
  });
  for (auto const position : positions) ensure_unaltered(store, position);
}

void ensure_unaltered(EventStore const& store) {
  if (auto const altered = first_altered(store)) refuse_altered(*altered);
}

}  // namespace probant
