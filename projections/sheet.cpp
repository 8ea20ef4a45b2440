#include "projections/sheet.hpp"

#include "projections/words.hpp"

namespace probant {
namespace {

template <class T>
Cell maybe(std::optional<T> const& value) {
  if (!value) return {};
  return *value;
}

Cell maybe(std::optional<Region> const& region) {
  if (!region) return {};
  return std::string{region->text()};
}

std::vector<Cell> with_amounts(std::vector<Cell> cells, Amounts const& amounts) {
  for (auto const& amount : amounts) cells.push_back(maybe(amount));
  return cells;
}

/// "ceiling_net_cents: 2, entitlement_cents: 1": how many dossiers each sum leaves out.
Cell unknown_cell(UnknownCounts const& unknown) {
  std::string text;
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (unknown[i] == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string{Names<Figure>::values[i]} + ": " +
            std::to_string(unknown[i]);
  }
  if (text.empty()) return {};
  return text;
}

std::string heading_of(ExposureBy by) {
  switch (by) {
    case ExposureBy::region:
      return "Région";
    case ExposureBy::programme:
      return "Programme";
    case ExposureBy::beneficiary:
      return "Bénéficiaire";
    case ExposureBy::payer:
      return "Payeur";
    case ExposureBy::dossier:
      break;
  }
  return "Dossier";
}

/// Its amounts stand behind `columns`.
Sheet exposure_sheet(std::vector<Sheet::Column> columns) {
  Sheet sheet;
  sheet.title = "Exposition";
  sheet.columns = std::move(columns);
  for (std::size_t i = 0; i < Names<Figure>::values.size(); ++i) {
    sheet.columns.push_back(
        {std::string{Names<Figure>::values[i]}, std::string{label_of(static_cast<Figure>(i))}});
  }
  return sheet;
}

}  // namespace

Sheet sheet_of(std::vector<Deadline> const& deadlines) {
  Sheet sheet;
  sheet.title = "Échéances";
  sheet.columns = {{"dossier", "Dossier"},
                   {"programme", "Programme"},
                   {"key", "Clé"},
                   {"label", "Échéance"},
                   {"responsible", "Responsable"},
                   {"region", "Région"},
                   {"opens_on", "Ouvre le"},
                   {"due_on", "À faire au plus tard le"},
                   {"due_at", "Dernier instant (UTC)"},
                   {"state", "État"},
                   {"days_left", "Jours restants"},
                   {"met_at", "Fait le (UTC)"},
                   {"met_by_position", "Par l'événement"},
                   {"source", "Source"},
                   {"extended_from", "Prolongée depuis le"}};
  for (auto const& d : deadlines) {
    sheet.rows.push_back({d.dossier.text(), d.programme, d.key, d.label, d.responsible,
                          maybe(d.region), maybe(d.opens_on), d.due_on, d.due_at,
                          std::string{name_of(d.state)}, maybe(d.days_left), maybe(d.met_at),
                          maybe(d.met_by_position), d.source, maybe(d.extended_from)});
  }
  return sheet;
}

Sheet sheet_of(std::vector<ExposureRow> const& rows, ExposureBy by) {
  if (by != ExposureBy::dossier) return sheet_of(group(rows, by), by);
  auto sheet = exposure_sheet({{"dossier", "Dossier"},
                               {"programme", "Programme"},
                               {"beneficiary", "Bénéficiaire"},
                               {"region", "Région"}});
  for (auto const& row : rows) {
    sheet.rows.push_back(with_amounts(
        {row.dossier.text(), row.programme, row.beneficiary, maybe(row.region)}, row.amounts));
  }
  return sheet;
}

Sheet sheet_of(std::vector<ExposureGroup> const& groups, ExposureBy by) {
  auto sheet =
      exposure_sheet({{std::string{name_of(by)}, heading_of(by)}, {"dossiers", "Dossiers"}});
  sheet.columns.push_back({"unknown", "Dossiers hors somme, montant inconnu"});
  for (auto const& one : groups) {
    sheet.rows.push_back(with_amounts({one.heading, one.dossiers}, one.amounts));
    sheet.rows.back().push_back(unknown_cell(one.unknown));
  }
  return sheet;
}

std::string text_of(Cell const& cell) {
  struct Reader {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(std::string const& text) const { return text; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(Money amount) const { return std::to_string(amount.cents()); }
    std::string operator()(Date date) const { return date.text(); }
    std::string operator()(Instant instant) const { return instant.text(); }
  };
  return std::visit(Reader{}, cell);
}

}  // namespace probant
