#include "adapters/cli/words.hpp"

#include <array>
#include <utility>

#include "adapters/cli/terminal.hpp"
#include "engine/kernel/outcome.hpp"

namespace probant::cli {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> tracks{{
    {"request", "demande"},
    {"convention", "convention"},
    {"campaign", "campagne"},
    {"payment", "paiement"},
    {"control", "contrôle"},
    {"milestone", "jalon"},
    {"instalment", "tranche"},
    {"procedure", "procédure contradictoire"},
    {"collection", "recouvrement"},
    {"appeal", "recours"},
    {"legal_hold", "gel juridique"},
}};

}  // namespace

std::string track_label(std::string_view track) {
  auto const space = track.find(' ');
  auto const word = track.substr(0, space);
  for (auto const& [name, label] : tracks) {
    if (name != word) continue;
    std::string text{label};
    if (space != std::string_view::npos) text += track.substr(space);
    return text;
  }
  return std::string{track};
}

std::string warning_lines(std::string_view json) {
  std::string text;
  for (auto const& warning : read_warnings(json)) {
    text += "    " + coloured(Colour::yellow, "attention") + " : " + warning.message;
    if (!warning.source.empty()) text += " [" + warning.source + "]";
    text += "\n";
  }
  return text;
}

}  // namespace probant::cli
