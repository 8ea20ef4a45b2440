// rapport.html and LISEZMOI.md: an export in words, for people. One page of HTML without script or
// anything from elsewhere, that prints well; everything that comes from the log is escaped. What it
// says is not proven by itself: the page tells how to check.
#pragma once

#include <string>

#include "adapters/evidence/export.hpp"
#include "adapters/evidence/rows.hpp"

namespace probant {

/// `store` ends where the checkpoint does.
struct ReportInput {
  EventStore const& store;
  std::optional<DossierId> const& dossier;
  OpenedCheckpoint const& opened;
  KeptEvidence const& evidence;
  RowFacts const& facts;
};

std::string report_page(ReportInput const& input);
std::string readme_page(ReportInput const& input);

/// The part of LISEZMOI.md on checking by hand; `proofs`: the export has its events' paths.
std::string by_hand(bool proofs);

/// "rulebooks/<name>-<version>.toml" for "name/version"; what is not plain is written as `%` and
/// two hexadecimal digits.
std::string rulebook_file(std::string_view rulebook);

}  // namespace probant
