// Funding and exposure to overcompensation: the figures of each mie and aap dossier, alone or
// summed by region, programme, beneficiary or payer. A figure that is not known is absent, never
// zero.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/figures.hpp"
#include "engine/kernel/world.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {

using Amounts = std::array<std::optional<Money>, figure_count>;

/// One dossier.
struct ExposureRow {
  DossierId dossier;
  std::string programme;
  std::string beneficiary;
  std::optional<Region> region;
  Amounts amounts;
  /// Absent for want of what they rest on (erased, or an entity that is not known), not for want of
  /// meaning.
  FigureSet unknown{};
};

/// By figure, the dossiers of which it is unknown: sums leave them out.
using UnknownCounts = std::array<std::int64_t, figure_count>;

/// Several dossiers under one heading; an amount is the sum of those that are known.
struct ExposureGroup {
  std::string heading;  ///< region code, programme…; empty: no region known
  std::int64_t dossiers = 0;
  Amounts amounts;
  UnknownCounts unknown{};
  Money to_restore;  ///< of what is outstanding, what is owed to establishments: counted negative
};

/// `payer`: "ans" for mie, "ars" for aap. Their money is never one account.
enum class ExposureBy : std::uint8_t { dossier, region, programme, beneficiary, payer };
template <>
struct Names<ExposureBy> {
  static constexpr std::array<std::string_view, 5> values{"dossier", "region", "programme",
                                                          "beneficiary", "payer"};
};

struct ExposureFilter {
  std::optional<Region> region;
  std::optional<DossierId> dossier;

  bool holds(ExposureRow const& row) const {
    return (!region || row.region == region) && (!dossier || row.dossier == *dossier);
  }
};

/// Ordered by dossier.
std::vector<ExposureRow> exposure(World const& world, Instant at,
                                  ExposureFilter const& filter = {});
std::vector<ExposureGroup> group(std::vector<ExposureRow> const& rows, ExposureBy by);
Amounts total(std::vector<ExposureRow> const& rows);
UnknownCounts count_unknown(std::vector<ExposureRow> const& rows);
/// French: "hors 2 dossiers dont ce montant n'est pas connu"; empty for none.
std::string left_out_words(std::int64_t unknown);

/// The figures of one dossier, with their trees; nothing for a kind without money.
std::optional<Figures> figures_of(World const& world, Dossier const& dossier, Instant at,
                                  Tracing tracing);

std::string to_json(ExposureRow const& row);
std::string to_json(ExposureGroup const& group, ExposureBy by);
/// `{"ceiling_gross_cents":…,…}` in the order of Figure.
std::string to_json(Amounts const& amounts);

/// A figure by its name, with or without `_cents`.
std::optional<Figure> figure_named(std::string_view name);
/// French: "Plafond net".
std::string_view label_of(Figure figure);

}  // namespace probant
