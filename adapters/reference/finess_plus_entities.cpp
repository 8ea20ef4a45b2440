#include "adapters/reference/finess_plus_entities.hpp"

#include <algorithm>

#include "adapters/reference/csv.hpp"
#include "adapters/reference/damage.hpp"

namespace probant::importer {
namespace {

using reference::EntityRecorded;
using reference::SiteRecord;

constexpr std::string_view entity_info = "pmej/informationsgeneralespmej/";
constexpr std::string_view site_path = "pmej/ege/";
constexpr std::string_view site_info = "informationsgeneralesege/";

/// The first of two names that is there, as a Line.
std::optional<Line> either(std::string const& first, std::string const& second) {
  return Line::parse(first.empty() ? second : first);
}

}  // namespace

void FinessPlusEntities::open(std::string_view path) {
  if (path == "pmej") entity_ = {};
  if (path == "pmej/ege") site_ = {};
}

void FinessPlusEntities::value(std::string_view path, std::string_view padded) {
  if (path.starts_with(entity_info)) {
    entity_value(path.substr(entity_info.size()), std::string{trimmed(padded)});
  } else if (path.starts_with(site_path)) {
    site_value(path.substr(site_path.size()), std::string{trimmed(padded)});
  } else if (path == "pmej/etatobjet") {
    entity_.state = trimmed(padded);
  } else if (path == "pmej/adresse/cogcommune" && entity_.commune.empty()) {
    entity_.commune = trimmed(padded);
  }
}

void FinessPlusEntities::entity_value(std::string_view key, std::string text) {
  if (key == "pmsmsseid")
    entity_.id = std::move(text);
  else if (key == "numfinesspm")
    entity_.number = std::move(text);
  else if (key == "denominationpm")
    entity_.name = std::move(text);
  else if (key == "denominationlonguepmsmsse")
    entity_.long_name = std::move(text);
  else if (key == "statutjuridique" || key == "statutjuridique/code")
    entity_.status = std::move(text);
  else if (key == "datefermeture")
    entity_.closed = std::move(text);
}

void FinessPlusEntities::site_value(std::string_view key, std::string text) {
  if (key.starts_with("categorieentitegeographiqueexercice")) {
    key.remove_prefix(std::string_view{"categorieentitegeographiqueexercice"}.size());
    if (key.empty() || key == "/code") site_.category = std::move(text);
    return;
  }
  if (!key.starts_with(site_info)) return;
  key.remove_prefix(site_info.size());
  if (key == "numfinessege")
    site_.number = std::move(text);
  else if (key == "nomegecourt")
    site_.name = std::move(text);
  else if (key == "nomegelong")
    site_.long_name = std::move(text);
  else if (key == "dateouverture")
    site_.opened = std::move(text);
  else if (key == "datefermeture")
    site_.closed = std::move(text);
}

void FinessPlusEntities::close(std::string_view path) {
  if (path == "pmej") settle();
  if (path != "pmej/ege") return;
  if (entity_.sites.size() > decltype(EntityRecorded::sites)::max_items) {
    throw ImportError("pmej " + std::to_string(rank_ + 1) + " : plus de 5 000 établissements");
  }
  entity_.sites.push_back(std::move(site_));
}

void FinessPlusEntities::refuse(std::string_view field, std::string reason) {
  session_.reject_invalid(rank_, field, std::move(reason));
}

bool FinessPlusEntities::is_closed() const {
  return !entity_.closed.empty() || (!entity_.state.empty() && entity_.state != "A");
}

bool FinessPlusEntities::identify(EntityRecorded& record) {
  auto const number = Entity::parse(entity_.number);
  if (!number) {
    auto const damage = damage_of_finess(entity_.number);
    refuse("numFinessPm",
           damage ? *damage
                  : cited(entity_.number) + " : " + std::string{Entity::expected} + " attendu");
    return false;
  }
  auto const name = either(entity_.long_name, entity_.name);
  if (!name) return refuse("denominationPm", "nom absent, trop long ou illisible"), false;
  auto const decreed = session_.map().legal_status.find(*number);
  bool const is_decreed = decreed != session_.map().legal_status.end();
  auto const status = is_decreed ? decreed->second : legal_status_of_code(entity_.status);
  if (!status) {
    refuse("statutJuridique", cited(entity_.status) +
                                  " : code inconnu ; le donner par --map, "
                                  "section [legal_status]");
    return false;
  }
  auto const here = region_of_commune(entity_.commune);
  auto const region = here ? here : region_of_number(*number);
  if (!region) return refuse("adresse", "aucune agence régionale de santé pour ce lieu"), false;
  if (std::ranges::find(session_.map().ghus, *number, &GhuGroup::entity) !=
      session_.map().ghus.end()) {
    return refuse("numFinessPm", cited(entity_.number) + " est pris par un GHU de la table"), false;
  }
  if (!seen_.insert(*number).second) {
    return refuse("numFinessPm", cited(entity_.number) + " est déjà dans le fichier"), false;
  }
  record.entity = *number;
  record.name = *name;
  record.legal_status = *status;
  record.region = *region;
  record.source = source_;
  return true;
}

/// A site without a closing date of its own closed with its entity, unless it opened later.
std::optional<RegisterDate> FinessPlusEntities::closing_of_entity(
    std::optional<RegisterDate> opened) const {
  auto const closed = RegisterDate::parse(entity_.closed);
  if (closed && opened && *closed < *opened) return std::nullopt;
  return closed;
}

bool FinessPlusEntities::read_site(std::size_t rank, SiteRecord& site) {
  auto const& text = entity_.sites[rank];
  auto const field = [&](char const* name) { return "ege[" + std::to_string(rank) + "]." + name; };
  auto const number = Site::parse(text.number);
  if (!number) {
    refuse(field("numFinessEge"), cited(text.number) + " : " + std::string{Site::expected});
    return false;
  }
  auto const name = either(text.name, text.long_name);
  if (!name) return refuse(field("nomEgeCourt"), "nom absent, trop long ou illisible"), false;
  auto const category = Line::parse(text.category);
  if (!category) return refuse(field("categorie"), "code de catégorie attendu"), false;
  auto const opened = RegisterDate::parse(text.opened);
  if (!opened && !text.opened.empty()) {
    return refuse(field("dateOuverture"), std::string{RegisterDate::expected}), false;
  }
  auto closed = RegisterDate::parse(text.closed);
  if (!closed && !text.closed.empty()) {
    return refuse(field("dateFermeture"), std::string{RegisterDate::expected}), false;
  }
  if (opened && closed && *closed < *opened) {
    return refuse(field("dateFermeture"), "fermeture antérieure à l'ouverture"), false;
  }
  if (!closed) closed = closing_of_entity(opened);
  site = {*number, *name, *category, std::nullopt, opened, closed};
  return true;
}

/// A site is open at one entity: the first of the file that lists it so, as in the other files.
std::optional<Entity> FinessPlusEntities::other_owner(SiteRecord const& site, Entity entity) {
  if (site.closed) return std::nullopt;
  auto const owner = open_sites_.try_emplace(site.site, entity).first->second;
  return owner == entity ? std::nullopt : std::optional{owner};
}

void FinessPlusEntities::settle() {
  ++rank_;
  auto& report = session_.report();
  report.read += 1 + static_cast<std::int64_t>(entity_.sites.size());
  if (session_.map().skip_closed && is_closed()) {
    report.ignored += 1 + static_cast<std::int64_t>(entity_.sites.size());
    return;
  }
  EntityRecorded record;
  if (!identify(record)) return;
  if (auto const* ght = groups_.find(entity_.id)) {
    record.ght = ght->ght;
    record.ght_role = ght->role;
  }
  settle_with_sites(std::move(record));
}

void FinessPlusEntities::settle_with_sites(EntityRecorded record) {
  auto const& map = session_.map();
  bool const filtered = !map.categories.empty() || !map.aggregates.empty();
  bool complete = true;
  for (std::size_t i = 0; i < entity_.sites.size(); ++i) {
    SiteRecord site;
    if (!read_site(i, site)) {
      complete = false;
    } else if (!map.keeps(site.category.value, "")) {
      ++session_.report().ignored;
    } else if (std::ranges::find(record.sites, site.site, &SiteRecord::site) !=
               record.sites.end()) {
      refuse("ege[" + std::to_string(i) + "].numFinessEge", "établissement en double");
    } else if (auto const owner = other_owner(site, record.entity)) {
      refuse("ege[" + std::to_string(i) + "].numFinessEge",
             cited(site.site.text()) + " est déjà ouvert dans le fichier, chez " + owner->text());
    } else {
      record.sites.push_back(std::move(site));
    }
  }
  if (filtered && record.sites.empty()) {
    ++session_.report().ignored;
    return;
  }
  std::unordered_set<Site> listed;
  for (auto const& site : record.sites) listed.insert(site.site);
  MergeContext const context{.map = map,
                             .view = session_.view(),
                             .keep_missing_sites = !complete,
                             .listed = [&](Site site) { return listed.contains(site); }};
  settle_ghus(record, context);
  EntityFacts facts{std::move(record), true, true, groups_.has_groups()};
  settle_entity(session_, std::move(facts), context, rank_);
}

/// Moves the sites of hospital groups out of `whole`, into a record for each group.
void FinessPlusEntities::settle_ghus(EntityRecorded& whole, MergeContext const& context) {
  auto const& map = session_.map();
  for (std::size_t i = 0; i < map.ghus.size(); ++i) {
    auto const& ghu = map.ghus[i];
    if (ghu.of != whole.entity) continue;
    EntityFacts facts{{}, true, true, false};
    auto& record = facts.record;
    record.entity = ghu.entity;
    record.name = ghu.name;
    record.legal_status = whole.legal_status;
    record.region = ghu.region.value_or(whole.region);
    record.ghu = true;
    record.source = source_;
    auto const in_group = [&](SiteRecord const& site) {
      auto const found = map.ghu_of_site.find(site.site);
      return found != map.ghu_of_site.end() && found->second == i;
    };
    auto const rest = std::ranges::stable_partition(whole.sites, std::not_fn(in_group));
    record.sites.assign(std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
    whole.sites.erase(rest.begin(), rest.end());
    if (!record.sites.empty()) settle_entity(session_, std::move(facts), context, rank_);
  }
}

}  // namespace probant::importer
