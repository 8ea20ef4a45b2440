// From what a file says of a legal entity and what the register holds already to the record that
// should stand. A file speaks for what it contains only: the establishments file knows no names of
// entities, the entities file no sites, and neither knows of GHT. What a file does not say stays.
#pragma once

#include <functional>
#include <string_view>

#include "adapters/reference/importer.hpp"
#include "adapters/reference/map.hpp"

namespace probant::importer {

/// `identity`: name, legal status and region come from a source that gives them; else they are
/// stand-ins, good until such a source has spoken.
struct EntityFacts {
  reference::EntityRecorded record;
  bool has_identity = false;
  bool has_sites = false;
  bool has_ght = false;
};

struct MergeContext {
  ImportMap const& map;
  RegisterView const& view;
  /// Sites that the file does not list stay (a line that could not be read may be theirs), unless
  /// another entity has them by now.
  bool keep_missing_sites = false;
  /// Whether the file lists this site, under any entity.
  std::function<bool(Site)> listed;
};

/// `record.source` names the file; the merged record's also names where its identity came from.
reference::EntityRecorded merge(EntityFacts facts, reference::EntityRecorded const* current,
                                MergeContext const& context);

/// Whether the records say the same, whatever their source.
bool says_the_same(reference::EntityRecorded const& a, reference::EntityRecorded const& b);

/// What the source of a record begins with when its identity is a stand-in, unless it says more.
inline constexpr std::string_view establishments_label = "FINESS établissements";

/// The source of a record's identity; empty when its identity is a stand-in.
std::string_view identity_source(std::string_view source);
/// `source`, with the mark that makes `identity_source` find `identity` in it.
std::string with_identity(std::string const& source, std::string_view identity);

}  // namespace probant::importer
