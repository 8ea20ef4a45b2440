#include "adapters/evidence/rows.hpp"

#include <algorithm>
#include <set>

#include "engine/log/envelope.hpp"
#include "events/codec/decoder.hpp"
#include "events/codec/json_pieces.hpp"
#include "projections/cloud_event.hpp"

namespace probant {
namespace {

struct Leaf {
  std::string envelope;
  Bytes32 blinding{};
  bool erased = false;
};

std::string hex(Bytes32 const& bytes) { return Sha256{bytes}.text(); }

std::string leaf_line(Position position, Leaf const& leaf) {
  std::string out = R"({"blinding":)";
  if (leaf.erased) {
    out += "null";
  } else {
    append_json_string(out, hex(leaf.blinding));
  }
  add_text(out, R"(,"envelope":)", leaf.envelope);
  add_number(out, R"(,"position":)", position);
  return out + "}\n";
}

[[noreturn]] void refuse(Position position, std::string_view what) {
  throw StoreError("L'événement " + std::to_string(position) + " " + std::string{what} +
                   " : rien n'en est donné comme preuve ; lancez probant verify.");
}

/// What leaves as evidence is what was recorded, or lawfully nothing.
void ensure_as_recorded(StoredEvent const& event, Leaf const& leaf) {
  if (leaf.erased != event.erased) {
    refuse(event.position, "n'a plus que son contenu ou que l'empreinte de celui-ci");
  }
  Hasher hasher;
  std::optional<Sha256> commitment;
  if (!event.erased) commitment = payload_commitment(hasher, leaf.blinding, event.payload);
  if (!envelope_agrees(leaf.envelope, hasher, event, commitment)) {
    refuse(event.position, "n'est plus tel qu'il a été inscrit");
  }
}

void note_adoption(StoredEvent const& event, RowFacts& facts) {
  auto decoded = decode_stored(event.type, event.schema, event.payload);
  auto const& adopted = std::get<programme::RulebookAdopted>(decoded.body);
  facts.rulebooks[adopted.name.value + "/" + adopted.version.value] = adopted.content.value;
}

void note_order(StoredEvent const& event, RowFacts& facts) {
  auto const decoded = decode_stored(event.type, event.schema, event.payload);
  auto const& order = std::get<transverse::PayloadErased>(decoded.body);
  facts.orders[order.position.value] = {event.position, event.occurred_at, order.legal_basis.value};
}

void note(StoredEvent const& event, Leaf const& leaf, RowFacts& facts) {
  static auto const adopted = *event_type("programme.rulebook_adopted");
  static auto const ordered = *event_type("dossier.payload_erased");
  ++facts.events;
  if (!event.rulebook.empty()) facts.rulebooks.try_emplace(std::string{event.rulebook});
  if (leaf.erased) {
    facts.erased.push_back(event.position);
  } else if (event.type == adopted) {
    note_adoption(event, facts);
  } else if (event.type == ordered) {
    note_order(event, facts);
  }
}

/// Adds the adoption of `rulebook`, "name/version", and of the rules it was itself taken under.
void add_adoption(EventStore const& store, std::string const& rulebook, std::set<Position>& out) {
  auto const name = rulebook.substr(0, rulebook.rfind('/'));
  auto const dossier = DossierId::parse("programme:" + name);
  std::string under;
  if (!dossier) return;
  store.scan_dossier(*dossier, [&](StoredEvent const& event) {
    if (event.erased || catalogue[event.type].name != "programme.rulebook_adopted") return true;
    RowFacts facts;
    note_adoption(event, facts);
    if (!facts.rulebooks.contains(rulebook)) return true;
    if (out.insert(event.position).second) under = event.rulebook;
    return false;
  });
  if (!under.empty()) add_adoption(store, under, out);
}

}  // namespace

std::vector<Position> positions_of(EventStore const& store, DossierId const& dossier) {
  std::set<Position> positions;
  std::set<std::string, std::less<>> rulebooks;
  store.scan_dossier(dossier, [&](StoredEvent const& event) {
    positions.insert(event.position);
    if (!event.rulebook.empty()) rulebooks.emplace(event.rulebook);
    return true;
  });
  for (auto const& rulebook : rulebooks) add_adoption(store, rulebook, positions);
  return {positions.begin(), positions.end()};
}

void read_rows(EventStore const& store, std::string_view origin, Position from, Position to,
               RowFacts& facts, std::function<void(ExportRow const&)> const& visit) {
  std::vector<Leaf> leaves;
  store.scan_leaves(from, to, [&leaves](StoredLeaf const& leaf) {
    leaves.push_back({std::string{leaf.envelope}, leaf.blinding, leaf.erased});
    return true;
  });
  auto next = from;
  store.scan(from, to, [&](StoredEvent const& event) {
    auto const& leaf = leaves.at(static_cast<std::size_t>(event.position - from));
    if (event.position != next++) {
      throw StoreError("Il manque des événements au magasin ; lancez probant verify.");
    }
    ensure_as_recorded(event, leaf);
    note(event, leaf, facts);
    visit({event.position, leaf.envelope, leaf_line(event.position, leaf),
           cloud_event(event, leaf.envelope, origin) + "\n"});
    return true;
  });
  if (next != to) throw StoreError("Il manque des événements au magasin ; lancez probant verify.");
}

}  // namespace probant
