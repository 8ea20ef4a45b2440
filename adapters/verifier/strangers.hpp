// A checkpoint kept elsewhere that none of the keys signed which an export knows: whose it is, as
// far as can be told, and what would tell more. A key may have taken over since the export, or in
// what was lost of a log before it; nobody but who gives its handover knows of it. And files that
// are none of an export's.
#pragma once

#include "adapters/verifier/cosigned.hpp"
#include "adapters/verifier/lineage.hpp"

namespace probant::verifier {

/// The log of an export: its key in force, its newest checkpoint.
struct Home {
  VerifierKey const& key;
  Checkpoint const& checkpoint;
  Lineage const& lineage;
};

/// French.
std::string stranger_words(Home const& home, Note const& note, Checkpoint const& checkpoint);

/// French, after "nobody who is believed signed": for whom is led no further than to the key of a
/// log that this one says to continue, or to one of its name. Empty for others.
std::string led_nowhere_words(Home const& home);

/// French: what a checkpoint of a log before covers beyond what the export has of it.
std::string lost_words(Forebear const& before, Checkpoint const& checkpoint);

/// The log before, of what was lost of which the passage between two of its keys is; null: of none.
Forebear const* lost_passage_of(Lineage const& lineage, Handover const& passage);

/// Files beside the format are not proven; inside its folders they pass for evidence. Once all that
/// belongs there was read.
void check_strange_files(Folder const& folder, bool whole_log, Report& report);

/// French: of a checkpoint of more events than the export.
std::string newer_words(Checkpoint const& checkpoint, Checkpoint const& home);

}  // namespace probant::verifier
