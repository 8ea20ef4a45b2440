#include "adapters/reference/finess_csv.hpp"

#include "adapters/reference/csv.hpp"
#include "adapters/reference/damage.hpp"
#include "adapters/reference/entity_merge.hpp"
#include "adapters/reference/finess_entities.hpp"
#include "adapters/reference/finess_rows.hpp"
#include "adapters/reference/lines.hpp"

namespace probant::importer {
namespace {

struct Extract {
  SiteTable sites;
  EntityRows entities;
  bool has_sites = false;
  std::int64_t first_line = 0;  ///< 0: none yet
  std::string date;             ///< of extraction, as written
};

constexpr char const* not_finess =
    "ce n'est pas un extrait FINESS : attendu, une première ligne « finess;etalab;<flux>;<date> », "
    "puis des lignes « structureet;… » ou « structureej;… »";

/// `finess;etalab;<flux number>;<extraction date>`
void read_comment(Session& session, Fields const& fields, Extract& extract) {
  if (fields.size() > 3) extract.date = trimmed(fields[3]);
  session.report().extracted_on = Date::parse(extract.date);
  if (auto const damage = damage_of_date(extract.date)) {
    session.reject_damaged(extract.first_line, "date d'extraction", *damage);
  }
}

void read_line(Session& session, TextLine const& line, CsvLine& csv, Extract& extract) {
  bool const first = extract.first_line == 0;
  if (first) extract.first_line = line.number;
  bool const readable = line.defect.empty() && csv.split(line.text, ';');
  auto const section = readable ? trimmed(csv.fields().front()) : std::string_view{};
  if (first && section == "finess") return read_comment(session, csv.fields(), extract);
  if (section == "geolocalisation") return;
  bool const is_site = section == "structureet";
  if (first && !is_site && section != "structureej") throw ImportError(not_finess);
  ++session.report().read;
  if (!line.defect.empty())
    return session.reject_invalid(line.number, "ligne", std::string{line.defect});
  if (!readable) {
    return session.reject_invalid(line.number, "ligne", "guillemets mal fermés ou suivis de texte");
  }
  if (is_site) {
    extract.has_sites = true;
    return read_site(session, line.number, csv.fields(), extract.sites);
  }
  if (section == "structureej") {
    return read_entity(session, line.number, csv.fields(), extract.entities);
  }
  session.reject_invalid(line.number, "section", cited(section) + " : section inconnue");
}

std::string source_label(Session const& session, Extract const& extract) {
  std::string label = extract.entities.empty() ? std::string{establishments_label}
                      : extract.has_sites      ? "FINESS entités juridiques et établissements"
                                               : "FINESS entités juridiques";
  auto const on = session.report().extracted_on;
  if (on) label += ", extraction du " + on->text();
  if (!session.map().name.empty()) label += ", table " + file_label(session.map().name);
  return label;
}

}  // namespace

void import_finess_csv(Session& session) {
  session.first_pass([](std::string_view) {});
  Extract extract;
  Lines lines(session.input());
  CsvLine csv;
  for (TextLine line; lines.next(line);) read_line(session, line, csv, extract);
  if (extract.first_line == 0) throw ImportError("le fichier est vide");
  session.end_second_pass();
  session.refuse_damaged();
  session.require_current("ligne " + std::to_string(extract.first_line) + ", date d'extraction",
                          extract.date);
  extract.sites.group([&](SiteRow const& row, SiteRow const& before) {
    session.reject_invalid(
        row.line, "nofinesset",
        "« " + row.site.text() + " » est déjà à la ligne " + std::to_string(before.line));
  });
  propose_entities(session, extract.sites, extract.entities, source_label(session, extract));
}

}  // namespace probant::importer
