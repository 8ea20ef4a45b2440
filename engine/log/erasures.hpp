// The list of erased payloads that is kept outside the database, so that an older copy of the log,
// which still holds them, can be made to forget them again. One line for each:
//
//   <position> <leaf hash, 64 hexadecimal digits> <position of the event that orders it>
//
// The leaf hash ties the line to one event of one log: a line of another history erases nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
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

  auto operator<=>(ErasedPayload const&) const = default;
};

inline constexpr std::size_t max_erasures_bytes = 64 * 1024 * 1024;

/// Every erasure the log orders, by position. Throws StoreError when the log cannot be read.
std::vector<ErasedPayload> erasures_of(EventStore const& store);

/// Nothing unless every line is one to the letter.
std::optional<std::vector<ErasedPayload>> parse_erasures(std::string_view text);
std::string erasures_text(std::vector<ErasedPayload> const& erasures);

/// Both lists as one: sorted, nothing twice.
std::vector<ErasedPayload> merged(std::vector<ErasedPayload> a,
                                  std::vector<ErasedPayload> const& b);

}  // namespace probant
