// What a decision is about: the filing, the request, the declaration or the notice that it answers.
// A decision signed before that deserves a look, whatever its procedure.
#pragma once

#include "engine/kernel/world.hpp"

namespace probant {

struct DecidedMatter {
  Happening act;
  std::string_view what;  ///< French, with its article: "le dépôt du projet"
};

/// Nothing when the event answers no earlier act of its dossier.
std::optional<DecidedMatter> decided_matter(Dossier const& dossier, EventBody const& body);

}  // namespace probant
