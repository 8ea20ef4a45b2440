#include "engine/log/check.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/log/envelope.hpp"
#include "engine/log/merkle.hpp"
#include "events/codec/decoder.hpp"

namespace probant {
namespace {

// Leaves and events are read in turns of this many, so that memory does not grow with the log.
constexpr Position turn = 4'096;

class Checker {
 public:
  explicit Checker(EventStore const& store) : store_{store}, head_{store.head()} {}

  LogCheck run() {
    while (result_.good() && result_.checked < head_.next) {
      auto const from = result_.checked;
      auto const to = std::min(head_.next, from + turn);
      read_leaves(from, to);
      read_events(from, to);
      if (result_.checked < to) blame(result_.checked, "l'événement manque");
    }
    result_.root = tiles_.frontier(hasher_).root(hasher_);
    if (!result_.good()) read_orders_after(result_.checked);
    check_erasures();
    if (result_.good()) check_root();
    return std::move(result_);
  }

 private:
  struct Leaf {
    std::string envelope;
    std::optional<Sha256> commitment;
  };

  void blame(Position position, std::string why) {
    if (result_.first_bad && *result_.first_bad <= position) return;
    result_.first_bad = position;
    result_.why = std::move(why);
  }

  void read_leaves(Position from, Position to) {
    leaves_.clear();
    store_.scan_leaves(from, to, [&](StoredLeaf const& leaf) {
      if (leaf.position != from + static_cast<Position>(leaves_.size())) return false;
      leaves_.push_back({std::string{leaf.envelope}, std::nullopt});
      if (!leaf.erased) {
        leaves_.back().commitment = payload_commitment(hasher_, leaf.blinding, leaf.payload);
      }
      return true;
    });
  }

  void read_events(Position from, Position to) {
    store_.scan(from, to, [&](StoredEvent const& event) {
      auto const index = static_cast<std::size_t>(result_.checked - from);
      if (event.position != result_.checked) return false;
      if (index == leaves_.size()) {
        blame(event.position, "l'enveloppe de l'événement manque");
        return false;
      }
      check_event(event, leaves_[index]);
      auto const leaf = leaf_hash(hasher_, leaves_[index].envelope);
      tiles_.append(hasher_, leaf,
                    [&](TileId id, std::span<Sha256 const> hashes) { check_tile(id, hashes); });
      ++result_.checked;
      return result_.good();
    });
  }

  void check_event(StoredEvent const& event, Leaf const& leaf) {
    auto& version = versions_[event.dossier];
    if (event.version != ++version) {
      blame(event.position, "la version " + std::to_string(event.version) + " de " +
                                event.dossier.text() + " ne suit pas la précédente");
    } else if (event.recorded_at < recorded_at_) {
      blame(event.position, "l'instant d'enregistrement recule");
    } else if (!envelope_agrees(leaf.envelope, hasher_, event, leaf.commitment)) {
      blame(event.position, "l'événement ne correspond pas à son enveloppe : il a été modifié");
    }
    recorded_at_ = event.recorded_at;
    if (!leaf.commitment) {
      ++result_.erased;
      erased_.push_back(event.position);
    } else if (event.type == erasure_type_) {
      note_erasure(event);
    }
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

  /// What was erased before the first bad position may have been ordered after it.
  void read_orders_after(Position position) {
    store_.scan(position, head_.next, [&](StoredEvent const& event) {
      if (event.type == erasure_type_ && !event.erased) note_erasure(event);
      return true;
    });
  }

  void note_erasure(StoredEvent const& event) {
    try {
      auto const decoded = decode_stored(event.type, event.schema, event.payload);
      ordered_.insert(std::get<transverse::PayloadErased>(decoded.body).position);
    } catch (CodecError const& error) {
      blame(event.position, std::string{"l'ordre d'effacement est illisible : "} + error.what());
    }
  }

  void check_erasures() {
    for (auto const position : erased_) {
      if (ordered_.contains(position)) continue;
      blame(position, "le contenu manque sans qu'un événement en ordonne l'effacement");
      return;
    }
  }

  // Every event agrees with its envelope, and every full tile with both: all of them were replaced
  // together, or something after the last full tile was, or the head.
  void check_root() {
    if (result_.root == head_.root) return;
    result_.why =
        "la racine recalculée sur l'ensemble du journal n'est pas celle de son arbre : une "
        "enveloppe au moins a été remplacée avec son événement ; seul un point de contrôle signé "
        "permet de situer laquelle";
  }

  EventStore const& store_;
  Head const head_;
  EventType const erasure_type_ = *event_type(transverse::PayloadErased::about.name);
  Hasher hasher_;
  TileBuilder tiles_;
  std::vector<Leaf> leaves_;
  std::unordered_map<DossierId, Version> versions_;
  Instant recorded_at_ = Instant::from_unix_ns(0);
  std::vector<Position> erased_;
  std::set<Position> ordered_;
  LogCheck result_;
};

}  // namespace

LogCheck check_log(EventStore const& store) { return Checker{store}.run(); }

}  // namespace probant
