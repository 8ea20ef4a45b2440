// The list of erased payloads that is kept outside the database, so that an older copy of the log,
// which still holds them, can be made to forget them again. One line for each:
//
//   <position> <leaf hash, 64 hexadecimal digits> <position of the order> <its instant> <its basis>
//
// The instant is RFC 3339, the basis goes to the end of the line; lists of earlier programs have
// neither. The leaf hash ties the line to one event of one log: a line of another history erases
// nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant {

struct ErasedPayload {
  static constexpr std::string_view expected =
      "une liste d'effacements : une position, une empreinte de feuille et la position de l'acte "
      "qui ordonne, par ligne";

  Position position = 0;
  Sha256 leaf;
  Position ordered_by = 0;
  std::string ordered_at{};   ///< empty: not told
  std::string legal_basis{};  ///< one line

  /// As which erasure it is, whatever is told of it.
  auto operator<=>(ErasedPayload const& other) const {
    return std::tie(position, leaf, ordered_by) <=>
           std::tie(other.position, other.leaf, other.ordered_by);
  }
  bool operator==(ErasedPayload const& other) const { return (*this <=> other) == 0; }
};

inline constexpr std::size_t max_erasures_bytes = 64 * 1024 * 1024;

/// Every erasure the log orders at `from` or after, by position. Throws StoreError when the log
/// cannot be read.
std::vector<ErasedPayload> erasures_of(EventStore const& store, Position from = 0);

/// The event as it is to be read once its erasure was ordered, also when somebody put its payload
/// back by hand: that is for `verify` to tell, and for nobody to read.
StoredEvent emptied(StoredEvent stored);

/// Throws StoreError when the payload of the event at `position` is there although its dossier
/// orders its erasure, or gone although it does not.
void ensure_as_ordered(EventStore const& store, Position position);

/// Nothing unless every line is one to the letter.
std::optional<std::vector<ErasedPayload>> parse_erasures(std::string_view text);
std::string erasures_text(std::vector<ErasedPayload> const& erasures);

/// Both lists as one: sorted, nothing twice; of two lines for one erasure the one that tells more.
std::vector<ErasedPayload> merged(std::vector<ErasedPayload> a,
                                  std::vector<ErasedPayload> const& b);

}  // namespace probant
