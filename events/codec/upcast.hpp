// The one place where bytes of an older schema become bytes of today's. A step turns the canonical
// JSON of one schema version of one type into that of the next; steps chain. Steps are pure, and
// kept for as long as a store may hold their version: for ever.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace probant {

struct Upcaster {
  std::string_view type;
  int from = 1;  ///< yields schema version from + 1
  std::string (*step)(std::string_view payload);
};

/// Every step there is.
std::span<Upcaster const> upcasters();

/// `payload` at schema version `to`. Throws CodecError when a step is missing, or when the bytes
/// are of a newer program (`from` > `to`).
std::string upcast(std::span<Upcaster const> steps, std::string_view type, int from, int to,
                   std::string_view payload);

}  // namespace probant
