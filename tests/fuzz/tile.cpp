// A path; or, after a `t` or a `b` and a byte for the width, a tile or a bundle of entries.
#include "engine/kernel/ensure.hpp"
#include "engine/log/tiles.hpp"

namespace {

using namespace probant;

void check_tile(std::string_view bytes, unsigned width) {
  auto const hashes = parse_tile(bytes, width);
  ensure(!hashes || (hashes->size() == width && tile_bytes(*hashes) == bytes),
         "a tile is written as it was read");
}

void check_bundle(std::string_view bytes, unsigned width) {
  auto const entries = parse_bundle(bytes, width);
  if (!entries) return;
  std::string again;
  for (auto const entry : *entries) append_entry(again, entry);
  ensure(entries->size() == width && again == bytes, "a bundle is written as it was read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input{reinterpret_cast<char const*>(data), size};
  auto const path = TilePath::parse(input);
  ensure(!path || path->text() == input, "a path is written as it was read");
  ensure(!path || (path->width >= 1 && path->width <= tile_width), "a tile is never empty");
  ensure(input.find("..") == std::string_view::npos || !path, "a path never leaves its folder");
  if (size < 2) return 0;
  if (input[0] == 't') check_tile(input.substr(2), 1U + data[1]);
  if (input[0] == 'b') check_bundle(input.substr(2), 1U + data[1]);
  return 0;
}
