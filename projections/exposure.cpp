#include "projections/exposure.hpp"

#include <algorithm>
#include <map>

#include "engine/aap/eligibility.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/rules/counted.hpp"
#include "projections/json_object.hpp"
#include "projections/readership.hpp"

namespace probant {
namespace {

constexpr std::array<std::string_view, figure_count> labels{"Plafond brut",
                                                            "Déduction des cartes",
                                                            "Plafond net",
                                                            "Plafond publié",
                                                            "Coûts déclarés",
                                                            "Coûts éligibles",
                                                            "Coûts reconnus",
                                                            "Droit à financement",
                                                            "Ordonnancé",
                                                            "Payé",
                                                            "Payé non vérifié",
                                                            "Surcompensation",
                                                            "Indu",
                                                            "Recouvré",
                                                            "Reste à recouvrer"};

Amounts amounts_of(Figures const& figures) {
  Amounts amounts;
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (figures[i]) amounts[i] = figures[i]->value;
  }
  return amounts;
}

void add(Amounts& sum, Amounts const& amounts) {
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (amounts[i]) sum[i] = sum[i].value_or(Money{}) + *amounts[i];
  }
}

/// What a funding request has from the day it is filed, unless one of its entities is not known.
constexpr std::array always_there{Figure::ceiling_gross_cents, Figure::ceiling_net_cents,
                                  Figure::entitlement_cents, Figure::unverified_cents,
                                  Figure::overcompensation_cents};

FigureSet unknown_in(Dossier const& dossier, Amounts const& amounts, View const& view) {
  auto unknown = unknown_figures(dossier.transverse);
  for (auto const* recovery : view.recoveries_against(dossier.id)) {
    unknown |= unknown_figures(recovery->transverse);
  }
  auto const* funding = std::get_if<MieState>(&dossier.state);
  if (funding == nullptr || !funding->is_live()) return unknown;
  for (auto const figure : always_there) {
    auto const index = static_cast<std::size_t>(figure);
    if (!amounts[index]) unknown.set(index);
  }
  return unknown;
}

void add(UnknownCounts& counts, FigureSet const& unknown) {
  for (std::size_t i = 0; i < figure_count; ++i) counts[i] += unknown[i] ? 1 : 0;
}

/// The legal entity that is paid, of a project that of its lead; the lead's PMSI number while the
/// register does not say whose it is.
std::string beneficiary_of(World const& world, Dossier const& dossier, Instant at) {
  if (std::holds_alternative<MieState>(dossier.state)) return dossier.id.reference;
  auto const& project = std::get<AapState>(dossier.state).project;
  if (!project) return {};
  auto const* lead = lead_entity(*project, View{world, dossier.id, at});
  return lead ? lead->entity->entity.text() : project->lead_pmsi.text();
}

std::string heading_of(ExposureRow const& row, ExposureBy by) {
  switch (by) {
    case ExposureBy::region:
      return row.region ? row.region->text() : "";
    case ExposureBy::programme:
      return row.programme;
    case ExposureBy::beneficiary:
      return row.beneficiary;
    case ExposureBy::payer:
      return row.dossier.kind == DossierKind::mie ? "ans" : "ars";
    case ExposureBy::dossier:
      break;
  }
  return row.dossier.text();
}

std::optional<ExposureRow> row_of(World const& world, Dossier const& dossier, Instant at) {
  // What a recovery takes back is shown in the dossier it is against: counted once.
  if (dossier.id.kind == DossierKind::recovery) return std::nullopt;
  auto const figures = figures_of(world, dossier, at, Tracing::off);
  if (!figures) return std::nullopt;
  ExposureRow row;
  row.dossier = dossier.id;
  row.programme = name_of(dossier.id.kind);
  row.beneficiary = beneficiary_of(world, dossier, at);
  row.region = competence_of(world, dossier, at).region;
  row.amounts = amounts_of(*figures);
  row.unknown = unknown_in(dossier, row.amounts, View{world, dossier.id, at});
  return row;
}

void write_amounts(JsonObject& object, Amounts const& amounts) {
  for (std::size_t i = 0; i < figure_count; ++i) {
    object.cents_or_null(Names<Figure>::values[i], amounts[i]);
  }
}

}  // namespace

std::optional<Figures> figures_of(World const& world, Dossier const& dossier, Instant at,
                                  Tracing tracing) {
  View const view{world, dossier.id, at};
  std::optional<Figures> all;
  if (auto const* state = std::get_if<MieState>(&dossier.state)) {
    all = figures(*state, view, tracing);
  } else if (auto const* project = std::get_if<AapState>(&dossier.state)) {
    all = figures(*project, view, tracing);
  } else if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    all = figures(*recovery, view, tracing);
  }
  if (all) forget_unknown(*all, dossier, view);
  return all;
}

std::vector<ExposureRow> exposure(World const& world, Instant at, ExposureFilter const& filter) {
  std::vector<ExposureRow> rows;
  auto const add = [&](Dossier const& dossier) {
    auto row = row_of(world, dossier, at);
    if (row && filter.holds(*row)) rows.push_back(*std::move(row));
  };
  if (filter.dossier) {
    if (auto const* one = world.find(*filter.dossier)) add(*one);
    return rows;
  }
  for (auto const* dossier : world.dossiers()) add(*dossier);
  return rows;
}

std::vector<ExposureGroup> group(std::vector<ExposureRow> const& rows, ExposureBy by) {
  std::map<std::string, ExposureGroup> groups;
  for (auto const& row : rows) {
    auto const heading = heading_of(row, by);
    auto& group = groups[heading];
    group.heading = heading;
    ++group.dossiers;
    add(group.amounts, row.amounts);
    add(group.unknown, row.unknown);
    auto const& left = row.amounts[static_cast<std::size_t>(Figure::outstanding_cents)];
    if (left && *left < Money{}) group.to_restore -= *left;
  }
  std::vector<ExposureGroup> ordered;
  ordered.reserve(groups.size());
  for (auto& [heading, group] : groups) ordered.push_back(std::move(group));
  return ordered;
}

Amounts total(std::vector<ExposureRow> const& rows) {
  Amounts sum;
  for (auto const& row : rows) add(sum, row.amounts);
  return sum;
}

UnknownCounts count_unknown(std::vector<ExposureRow> const& rows) {
  UnknownCounts counts{};
  for (auto const& row : rows) add(counts, row.unknown);
  return counts;
}

std::string left_out_words(std::int64_t unknown) {
  if (unknown == 0) return {};
  return "hors " + counted(unknown, "dossier", "dossiers") + " dont ce montant n'est pas connu";
}

std::string to_json(Amounts const& amounts) {
  JsonObject object;
  write_amounts(object, amounts);
  return object.json();
}

std::string to_json(ExposureRow const& row) {
  JsonObject object;
  object.text("dossier", row.dossier.text()).text("programme", row.programme);
  if (row.beneficiary.empty()) {
    object.raw("beneficiary", "null");
  } else {
    object.text("beneficiary", row.beneficiary);
  }
  object.text_or_null("region", row.region);
  write_amounts(object, row.amounts);
  return object.json();
}

std::string to_json(ExposureGroup const& group, ExposureBy by) {
  JsonObject object;
  if (group.heading.empty()) {
    object.raw(name_of(by), "null");
  } else {
    object.text(name_of(by), group.heading);
  }
  object.number("dossiers", group.dossiers);
  write_amounts(object, group.amounts);
  JsonObject unknown;
  bool any = false;
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (group.unknown[i] == 0) continue;
    unknown.number(Names<Figure>::values[i], group.unknown[i]);
    any = true;
  }
  if (any) object.raw("unknown", unknown.json());
  return object.json();
}

std::optional<Figure> figure_named(std::string_view name) {
  if (auto figure = parse_name<Figure>(name)) return figure;
  return parse_name<Figure>(std::string{name} + "_cents");
}

std::string_view label_of(Figure figure) { return labels[static_cast<std::size_t>(figure)]; }

}  // namespace probant
