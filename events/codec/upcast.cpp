#include "events/codec/upcast.hpp"

#include <algorithm>
#include <array>

#include "events/codec/decoder.hpp"

namespace probant {

namespace {

/// A version that only adds optional fields reads the older bytes as they are.
std::string unchanged(std::string_view payload) { return std::string{payload}; }

constexpr std::array known_steps{
    Upcaster{"dossier.proposal_refused", 1, unchanged},  // reasons name their field
    Upcaster{"dossier.payload_erased", 1, unchanged},    // `kept`
    // `recomputed` and `explanation`
    Upcaster{"dossier.correction_recorded", 1, unchanged},
    Upcaster{"journal.restored", 1, unchanged},  // `stamps_lost`
};

}  // namespace

std::span<Upcaster const> upcasters() { return known_steps; }

std::string upcast(std::span<Upcaster const> steps, std::string_view type, int from, int to,
                   std::string_view payload) {
  auto const version = " au schéma " + std::to_string(from);
  if (from > to) {
    throw CodecError{std::string{type} + version +
                     " : écrit par une version plus récente du programme, qu'il faut installer"};
  }
  std::string text{payload};
  for (int schema = from; schema < to; ++schema) {
    auto const step = std::ranges::find_if(
        steps, [&](Upcaster const& each) { return each.type == type && each.from == schema; });
    if (step == steps.end()) {
      throw CodecError{std::string{type} + version + " : aucune conversion vers le schéma " +
                       std::to_string(schema + 1)};
    }
    text = step->step(text);
  }
  return text;
}

}  // namespace probant
