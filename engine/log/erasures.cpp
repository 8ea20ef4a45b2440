#include "engine/log/erasures.hpp"

#include <algorithm>

#include "engine/log/checkpoint.hpp"
#include "engine/log/merkle.hpp"
#include "events/codec/decoder.hpp"

namespace probant {
namespace {

std::string_view word(std::string_view& rest, char end) {
  auto const at = rest.find(end);
  auto const found = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return found;
}

std::optional<ErasedPayload> parse_line(std::string_view line) {
  auto const position = parse_tree_number(word(line, ' '));
  auto const leaf = Sha256::parse(word(line, ' '));
  bool const told = line.find(' ') != std::string_view::npos;
  auto const ordered_by = parse_tree_number(word(line, ' '));
  auto const at = word(line, ' ');
  if (!position || !leaf || !ordered_by) return std::nullopt;
  if (told && (!Instant::parse(at) || line.empty() || !Line::parse(line))) return std::nullopt;
  return ErasedPayload{static_cast<Position>(*position), *leaf, static_cast<Position>(*ordered_by),
                       std::string{at}, std::string{line}};
}

/// The erasure that an event orders.
std::optional<transverse::PayloadErased> order_in(StoredEvent const& event) {
  auto const type = type_of<transverse::PayloadErased>();
  if (event.type != type || event.erased) return std::nullopt;
  auto const order = decode_stored(event.type, event.schema, event.payload);
  return std::get<transverse::PayloadErased>(order.body);
}

}  // namespace

std::vector<ErasedPayload> erasures_of(EventStore const& store, Position from) {
  std::vector<ErasedPayload> erasures;
  auto const next = store.head().next;
  store.scan(from, next, [&](StoredEvent const& event) {
    auto const order = order_in(event);
    if (!order) return true;
    erasures.push_back(
        {order->position, {}, event.position, event.occurred_at.text(), order->legal_basis.value});
    return true;
  });
  Hasher hasher;
  for (auto& erased : erasures) {
    store.scan_leaves(erased.position, erased.position + 1, [&](StoredLeaf const& leaf) {
      erased.leaf = leaf_hash(hasher, leaf.envelope);
      return false;
    });
  }
  return merged(std::move(erasures), {});
}

StoredEvent emptied(StoredEvent stored) {
  stored.erased = true;
  stored.payload = {};
  return stored;
}

void ensure_as_ordered(EventStore const& store, Position position) {
  std::optional<DossierId> dossier;
  bool erased = false;
  store.scan(position, position + 1, [&](StoredEvent const& event) {
    dossier = event.dossier;
    erased = event.erased;
    return false;
  });
  if (!dossier) return;
  std::optional<Position> ordered_by;
  store.scan_dossier(*dossier, [&](StoredEvent const& event) {
    auto const order = order_in(event);
    if (order && order->position.value == position) ordered_by = event.position;
    return !ordered_by;
  });
  if (erased == ordered_by.has_value()) return;
  auto const at = "Le contenu de la position " + std::to_string(position);
  throw StoreError{ordered_by
                       ? at + " a été effacé légalement (position " + std::to_string(*ordered_by) +
                             ") et se trouve de nouveau dans le magasin ; lancez probant verify."
                       : at + " est absent sans qu'un événement en ordonne l'effacement ; lancez "
                              "probant verify."};
}

std::optional<std::vector<ErasedPayload>> parse_erasures(std::string_view text) {
  if (!text.empty() && text.back() != '\n') return std::nullopt;
  std::vector<ErasedPayload> erasures;
  while (!text.empty()) {
    auto const one = parse_line(word(text, '\n'));
    if (!one) return std::nullopt;
    erasures.push_back(*one);
  }
  return erasures;
}

std::string erasures_text(std::vector<ErasedPayload> const& erasures) {
  std::string text;
  for (auto const& one : erasures) {
    text +=
        std::to_string(one.position) + " " + one.leaf.text() + " " + std::to_string(one.ordered_by);
    if (!one.legal_basis.empty()) text += " " + one.ordered_at + " " + one.legal_basis;
    text += "\n";
  }
  return text;
}

std::vector<ErasedPayload> merged(std::vector<ErasedPayload> a,
                                  std::vector<ErasedPayload> const& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::ranges::stable_sort(a, [](ErasedPayload const& one, ErasedPayload const& other) {
    if (one != other) return one < other;
    return !one.legal_basis.empty() && other.legal_basis.empty();
  });
  auto const repeated = std::ranges::unique(a);
  a.erase(repeated.begin(), repeated.end());
  return a;
}

}  // namespace probant
