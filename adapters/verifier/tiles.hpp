// The hash tiles of an export (C2SP tlog-tiles): whether they hold together from the leaves up,
// and the roots of the log at any size they cover.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/verifier/folder.hpp"
#include "adapters/verifier/report.hpp"
#include "adapters/verifier/tree.hpp"

namespace probant::verifier {

inline constexpr std::int64_t tile_width = 256;

/// "tile/0/x001/234" for `kind` "0"; with ".p/<width>" when the width is not full.
std::string tile_name(std::string_view kind, std::int64_t n, std::int64_t width);

class Tiles {
 public:
  Tiles(Folder& folder, std::int64_t size) : folder_{folder}, size_{size} {}

  /// Reads every tile; says what does not hold. Gives the root of each of `sizes` (none larger than
  /// the log), as far as the tiles are there.
  std::map<std::int64_t, Digest> check(std::vector<std::int64_t> sizes, Report& report);

  /// The hash of a leaf, as the tiles have it. Quick for leaves in order.
  std::optional<Digest> leaf(std::int64_t position);

 private:
  using Hashes = std::vector<Digest>;

  std::optional<Hashes> read(unsigned level, std::int64_t n);
  std::optional<Hashes> check_leaves(std::vector<std::int64_t> const& sizes, Report& report,
                                     std::map<std::int64_t, Digest>& roots);
  std::optional<Hashes> check_level(unsigned level, Hashes const& expected, Report& report);

  Folder& folder_;
  std::int64_t size_;
  std::int64_t kept_ = -1;  ///< tile of level 0 last asked for
  std::optional<Hashes> hashes_;
};

}  // namespace probant::verifier
