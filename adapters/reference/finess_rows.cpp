#include "adapters/reference/finess_rows.hpp"

#include <algorithm>

#include "adapters/reference/csv.hpp"
#include "adapters/reference/damage.hpp"

namespace probant::importer {
namespace {

/// Positions in a `structureet` line of 32 fields, of which the last may be missing.
enum Column : std::size_t {
  nofinesset = 1,
  nofinessej = 2,
  rs = 3,
  rslongue = 4,
  departement = 13,
  categetab = 18,
  categagretab = 20,
  siret = 22,
  codemft = 24,
  codesph = 26,
  dateouv = 28,
  dateautor = 29,
  maj = 30,
  column_count = 32,
};

/// Reads the fields of one line; after the first defect, reported, `ok` is false.
class RowReader {
 public:
  RowReader(Session& session, std::int64_t line) : session_(session), line_(line) {}
  bool ok() const { return ok_; }

  void refuse(std::string_view field, std::string reason) {
    if (ok_) session_.reject_invalid(line_, field, std::move(reason));
    ok_ = false;
  }
  void refuse_damage(std::string_view field, std::optional<std::string> damage) {
    if (!damage || !ok_) return;
    session_.reject_damaged(line_, field, std::move(*damage));
    ok_ = false;
  }
  template <class Number>
  Number finess(std::string_view field, std::string_view text) {
    refuse_damage(field, damage_of_finess(text));
    auto const number = Number::parse(text);
    if (!number) refuse(field, cited(text) + " : " + std::string{Number::expected} + " attendu");
    return number.value_or(Number{});
  }
  std::string_view name(std::string_view field, std::string_view text) {
    if (!text.empty() && !Line::parse(text)) {
      refuse(field, "texte de plus de 500 octets ou caractère de contrôle");
    }
    return text;
  }
  std::optional<RegisterDate> date(std::string_view field, std::string_view text) {
    if (text.empty()) return std::nullopt;
    refuse_damage(field, damage_of_date(text));
    auto const date = RegisterDate::parse(text);
    if (!date) refuse(field, cited(text) + " : " + std::string{RegisterDate::expected});
    return date;
  }
  Region region(std::string_view field, std::string_view department) {
    if (department.size() == 1) {
      refuse_damage(field, cited(department) +
                               " : département qui a perdu son zéro de tête "
                               "dans un tableur : reprendre le fichier d'origine");
    }
    auto const region = region_of_finess_department(department);
    if (!region) {
      refuse(field, cited(department) + " : département inconnu ou sans agence régionale de santé");
    }
    return region.value_or(Region{});
  }

 private:
  Session& session_;
  std::int64_t line_;
  bool ok_ = true;
};

void read_names(RowReader& reader, Fields const& fields, std::string_view& name,
                std::string_view& long_name) {
  name = reader.name("rs", trimmed(fields[rs]));
  long_name = reader.name("rslongue", trimmed(fields[rslongue]));
  if (name.empty() && long_name.empty()) reader.refuse("rs", "le nom de l'établissement manque");
  if (long_name == name) long_name = {};
}

/// Fields that the register does not keep but that betray a copy gone through a spreadsheet.
void check_damage(RowReader& reader, Fields const& fields) {
  auto const number = trimmed(fields[siret]);
  if (auto damage = damage_of_siret(number)) {
    // A short SIRET may be a slip of the register's; scientific notation is no slip.
    if (is_scientific_notation(number)) reader.refuse_damage("siret", std::move(damage));
    reader.refuse("siret", cited(number) + " : SIRET de 14 chiffres attendu");
  }
  reader.refuse_damage("dateautor", damage_of_date(trimmed(fields[dateautor])));
  reader.refuse_damage("maj", damage_of_date(trimmed(fields[maj])));
}

void move_to_ghu(SiteRow& row, ImportMap const& map) {
  auto const ghu = map.ghu_of_site.find(row.site);
  if (ghu == map.ghu_of_site.end()) return;
  if (map.ghus[ghu->second].of == row.entity) row.entity = map.ghus[ghu->second].entity;
}

}  // namespace

void read_site(Session& session, std::int64_t line, Fields const& fields, SiteTable& table) {
  if (fields.size() != column_count && fields.size() != column_count - 1) {
    return session.reject_invalid(line, "ligne",
                                  std::to_string(fields.size()) +
                                      " colonnes au lieu de 32 : ligne coupée, ou "
                                      "séparateur autre que le point-virgule");
  }
  RowReader reader(session, line);
  SiteRow row;
  row.line = line;
  row.site = reader.finess<Site>("nofinesset", trimmed(fields[nofinesset]));
  row.entity = reader.finess<Entity>("nofinessej", trimmed(fields[nofinessej]));
  std::string_view name;
  std::string_view long_name;
  read_names(reader, fields, name, long_name);
  row.region = reader.region("departement", trimmed(fields[departement]));
  row.opened = reader.date("dateouv", trimmed(fields[dateouv]));
  check_damage(reader, fields);
  if (!set_code(row.category, trimmed(fields[categetab]))) {
    reader.refuse("categetab", "code de catégorie de 1 à 4 caractères attendu");
  }
  set_code(row.aggregate, trimmed(fields[categagretab]));
  row.hint =
      status_hint(trimmed(fields[codesph]), trimmed(fields[codemft]), trimmed(fields[siret]));
  if (!reader.ok()) return;
  if (!session.map().keeps(code_text(row.category), code_text(row.aggregate))) {
    ++session.report().ignored;
    return;
  }
  move_to_ghu(row, session.map());
  if (!table.add(row, name, long_name)) {
    throw ImportError("plus d'un million d'établissements : ce n'est pas un fichier FINESS");
  }
}

void read_entity(Session& session, std::int64_t line, Fields const& fields, EntityRows& rows) {
  auto const& columns = session.map().entity_columns;
  auto const at = [&](std::string_view name) -> std::string_view {
    auto const found = std::ranges::find(columns, name);
    auto const index = static_cast<std::size_t>(found - columns.begin()) + 1;
    return index < fields.size() ? trimmed(fields[index]) : std::string_view{};
  };
  if (columns.empty()) {
    return session.reject_invalid(line, "ligne",
                                  "l'ordre des colonnes d'un fichier d'entités juridiques est à "
                                  "donner par --map, section [entity_file]");
  }
  RowReader reader(session, line);
  EntityRow row;
  row.line = line;
  auto const entity = reader.finess<Entity>("nofiness", at("nofiness"));
  auto const long_name = reader.name("rslongue", at("rslongue"));
  auto const name = long_name.empty() ? reader.name("rs", at("rs")) : long_name;
  if (name.empty()) reader.refuse("rs", "le nom de l'entité juridique manque");
  row.name = std::string{name};
  row.region = reader.region("departement", at("departement"));
  auto const status = legal_status_of_code(at("statutjuridique"));
  if (!status) reader.refuse("statutjuridique", "code de statut juridique inconnu");
  if (!reader.ok()) return;
  row.legal_status = *status;
  if (rows.size() == SiteTable::max_sites) {
    throw ImportError("plus d'un million d'entités : ce n'est pas un fichier FINESS");
  }
  if (!rows.emplace(entity, std::move(row)).second) {
    session.reject_invalid(line, "nofiness", "« " + entity.text() + " » est déjà dans le fichier");
  }
}

}  // namespace probant::importer
