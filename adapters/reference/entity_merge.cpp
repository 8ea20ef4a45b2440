#include "adapters/reference/entity_merge.hpp"

#include <algorithm>

namespace probant::importer {
namespace {

using reference::EntityRecorded;
using reference::LegalStatus;
using reference::SiteRecord;

constexpr std::string_view identity_mark = " ; identité : ";

void merge_identity(EntityFacts& facts, EntityRecorded const* current, ImportMap const& map) {
  auto& record = facts.record;
  if (!facts.has_identity && current != nullptr) {
    auto const identity = identity_source(current->source.value);
    if (!identity.empty()) {
      record.name = current->name;
      record.legal_status = current->legal_status;
      record.region = current->region;
      record.source = with_identity(record.source.value, identity);
    }
  }
  auto const decreed = map.legal_status.find(record.entity);
  if (decreed != map.legal_status.end()) record.legal_status = decreed->second;
}

void merge_sites(EntityFacts& facts, EntityRecorded const* current, MergeContext const& context) {
  auto& sites = facts.record.sites;
  if (current != nullptr) {
    for (auto const& site : current->sites) {
      bool const stays = !facts.has_sites || context.keep_missing_sites || site.closed;
      bool const listed = facts.has_sites && context.listed(site.site);
      auto const owner = context.view.entity_of(site.site);
      bool const elsewhere = owner && *owner != current->entity;
      if (stays && !listed && !elsewhere) sites.push_back(site);
    }
  }
  std::ranges::sort(sites, {}, &SiteRecord::site);
}

SiteRecord const* find_site(EntityRecorded const* record, Site site) {
  if (record == nullptr) return nullptr;
  auto const found = std::ranges::find(record->sites, site, &SiteRecord::site);
  return found == record->sites.end() ? nullptr : &*found;
}

/// Mapped, else as before, else by the rule of the map if it has one.
void set_pmsi(EntityRecorded& record, EntityRecorded const* current, ImportMap const& map) {
  bool const is_public = record.legal_status == LegalStatus::public_;
  for (auto& site : record.sites) {
    auto const mapped = map.pmsi_of_site.find(site.site);
    auto const* before = find_site(current, site.site);
    if (mapped != map.pmsi_of_site.end()) {
      site.pmsi = mapped->second;
    } else if (before != nullptr && before->pmsi) {
      site.pmsi = before->pmsi;
    } else if (map.pmsi_by_status) {
      site.pmsi = Pmsi::parse(is_public ? record.entity.view() : site.site.view());
    }
  }
}

}  // namespace

std::string_view identity_source(std::string_view source) {
  auto const at = source.find(identity_mark);
  if (at != std::string_view::npos) return source.substr(at + identity_mark.size());
  return source.starts_with(establishments_label) ? std::string_view{} : source;
}

std::string with_identity(std::string const& source, std::string_view identity) {
  auto const whole = source + std::string{identity_mark} + std::string{identity};
  if (whole.size() <= Line::max_bytes) return whole;
  return source + std::string{identity_mark} + "inscription précédente";
}

EntityRecorded merge(EntityFacts facts, EntityRecorded const* current,
                     MergeContext const& context) {
  auto& record = facts.record;
  merge_identity(facts, current, context.map);
  merge_sites(facts, current, context);
  if (!facts.has_ght && current != nullptr) {
    record.ght = current->ght;
    record.ght_role = current->ght_role;
  }
  if (!record.ghu && current != nullptr) record.ghu = current->ghu;
  set_pmsi(record, current, context.map);
  return std::move(record);
}

bool says_the_same(EntityRecorded const& a, EntityRecorded const& b) {
  return a.entity == b.entity && a.name == b.name && a.legal_status == b.legal_status &&
         a.region == b.region && a.ght == b.ght && a.ght_role == b.ght_role && a.ghu == b.ghu &&
         a.sites == b.sites;
}

}  // namespace probant::importer
