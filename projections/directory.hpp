// Finding a dossier: by name, number, region, kind or phase.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernel/world.hpp"

namespace probant {

struct DirectoryEntry {
  DossierId dossier;
  std::string name;  ///< of the entity, or the title of the project; may be empty
  std::string phase;
  std::string phase_label;
  std::optional<Region> region;
  Version version = 0;
};

/// Absent: all. `query` is part of a name or number; `phase` is one's name, or what readers are
/// shown for it. Case, accents and hyphens do not matter.
struct DirectoryFilter {
  std::string query;
  std::optional<DossierKind> kind;
  std::optional<Region> region;
  std::string phase;
};

/// Ordered by dossier.
std::vector<DirectoryEntry> search(World const& world, DirectoryFilter const& filter);

/// Whether some dossier can be in that phase.
bool is_phase(std::string_view text);
/// Every phase by its name and, in brackets, what readers are shown: "active (en vigueur), …".
std::string known_phases();

std::string to_json(DirectoryEntry const& entry);

/// Latin letters without accents, in lower case, hyphens and apostrophes as spaces, one space where
/// there are several and none at either end: for comparing names.
std::string folded(std::string_view text);

}  // namespace probant
