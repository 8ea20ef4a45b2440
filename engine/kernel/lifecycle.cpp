#include "engine/kernel/lifecycle.hpp"

#include <initializer_list>

namespace probant {

std::string mermaid(std::string_view title, std::vector<Track> const& tracks) {
  std::string text;
  auto const add = [&](std::initializer_list<std::string_view> parts) {
    for (auto const part : parts) text += part;
  };
  add({"---\ntitle: ", title, "\n---\nstateDiagram-v2\n"});
  for (auto const& track : tracks) {
    std::string const prefix = tracks.size() > 1 ? std::string{track.name} + "_" : "";
    add({"  state \"", track.name, "\" as ", track.name, "_track {\n"});
    add({"    [*] --> ", prefix, track.initial, "\n"});
    for (auto const& row : track.transitions) {
      add({"    ", prefix, row.from, " --> ", prefix, row.to, " : ", row.event, "\n"});
    }
    text += "  }\n";
  }
  return text;
}

}  // namespace probant
