#include "engine/kernel/lifecycle.hpp"

namespace probant {

std::string mermaid(std::string_view title, std::vector<Track> const& tracks) {
  std::string text = "---\ntitle: " + std::string{title} + "\n---\nstateDiagram-v2\n";
  for (auto const& track : tracks) {
    std::string const prefix = tracks.size() > 1 ? std::string{track.name} + "_" : "";
    text +=
        "  state \"" + std::string{track.name} + "\" as " + std::string{track.name} + "_track {\n";
    text += "    [*] --> " + prefix + std::string{track.initial} + "\n";
    for (auto const& row : track.transitions) {
      text += "    " + prefix + std::string{row.from} + " --> " + prefix + std::string{row.to} +
              " : " + std::string{row.event} + "\n";
    }
    text += "  }\n";
  }
  return text;
}

}  // namespace probant
