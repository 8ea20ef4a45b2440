// What a text that names no dossier should have been, for whoever wrote it.
#pragma once

#include <string>
#include <string_view>

namespace probant {

/// French: what follows the colon for this kind of dossier; the kinds, when it is none of them.
std::string dossier_hint(std::string_view text);

}  // namespace probant
