#include "events/codec/upcast.hpp"

#include <algorithm>

#include "events/codec/decoder.hpp"

namespace probant {

std::span<Upcaster const> upcasters() { return {}; }

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
