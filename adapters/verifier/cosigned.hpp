// What witnesses saw of a log (C2SP tlog-cosignature): the newest checkpoint as far as they
// cosigned it, and in `cosigned/` the last one that each of them did. Times are those the witnesses
// assert.
#pragma once

#include "adapters/verifier/folder.hpp"
#include "adapters/verifier/note.hpp"
#include "adapters/verifier/report.hpp"

namespace probant::verifier {

inline constexpr std::string_view cosigned = "cosigned/";

struct NamedNote {
  std::string file;
  std::string bytes;
};

/// Every checkpoint of the folder, under the name of its size; what else is there is reported.
std::vector<NamedNote> read_cosigned(Folder& folder, Report& report);

/// Reports what each of `witnesses` saw last, of `notes`, and as a problem of `checkpoint` what one
/// has not seen at all; names, as a notice, the cosignatures nobody asked about.
void check_witnesses(std::vector<NamedNote> const& notes, std::vector<VerifierKey> const& witnesses,
                     Report& report);

}  // namespace probant::verifier
