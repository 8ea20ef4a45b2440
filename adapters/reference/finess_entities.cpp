#include "adapters/reference/finess_entities.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace probant::importer {
namespace {

using reference::EntityRecorded;
using reference::SiteRecord;
using Group = std::span<SiteRow const>;

/// Hospital law comes first in the aggregates of FINESS (1101 regional hospitals, 1102 hospitals…).
SiteRow const& principal(Group group) {
  return *std::ranges::min_element(group, {}, [](SiteRow const& row) {
    return std::pair(row.aggregate[0] == '\0' ? std::string_view{"9999"} : code_text(row.aggregate),
                     row.site);
  });
}

/// All sites in one region: that one. Else that of the entity's number, else the principal site's.
Region stand_in_region(Entity entity, Group group) {
  auto const region = principal(group).region;
  if (std::ranges::all_of(group, [&](auto& row) { return row.region == region; })) return region;
  return region_of_number(entity).value_or(region);
}

StatusHint strongest_hint(Group group) { return std::ranges::min(group, {}, &SiteRow::hint).hint; }

void add_sites(EntityRecorded& record, SiteTable const& table, Group group) {
  record.sites.reserve(group.size());
  for (auto const& row : group) {
    record.sites.push_back({.site = row.site,
                            .name = std::string{table.name(row)},
                            .category = std::string{code_text(row.category)},
                            .pmsi = std::nullopt,
                            .opened = row.opened,
                            .closed = std::nullopt});
  }
}

GhuGroup const* ghu_called(ImportMap const& map, Entity entity) {
  auto const found = std::ranges::find(map.ghus, entity, &GhuGroup::entity);
  return found == map.ghus.end() ? nullptr : &*found;
}

class Proposer {
 public:
  Proposer(Session& session, SiteTable const& table, EntityRows const& entities, Line source)
      : session_(session),
        table_(table),
        entities_(entities),
        source_(std::move(source)),
        context_{.map = session.map(),
                 .view = session.view(),
                 .keep_missing_sites = session.report().rejected > 0,
                 .listed = [&table](Site site) { return table.lists(site); }} {}

  void with_sites(Group group) {
    auto const entity = group.front().entity;
    EntityFacts facts;
    facts.has_sites = true;
    facts.record.entity = entity;
    facts.record.source = source_;
    facts.record.name = std::string{table_.long_name(principal(group))};
    facts.record.legal_status = likely_status(strongest_hint(group));
    facts.record.region = stand_in_region(entity, group);
    identify(facts, entity);
    add_sites(facts.record, table_, group);
    settle_entity(session_, std::move(facts), context_, group.front().line);
  }
  void without_sites(Entity entity) {
    EntityFacts facts;
    facts.record.entity = entity;
    facts.record.source = source_;
    identify(facts, entity);
    settle_entity(session_, std::move(facts), context_, entities_.at(entity).line);
  }

 private:
  void identify(EntityFacts& facts, Entity entity) const {
    if (auto const* ghu = ghu_called(session_.map(), entity)) {
      facts.has_identity = true;
      facts.record.name = ghu->name;
      facts.record.ghu = true;
      auto const region = ghu->region ? ghu->region : region_of_number(ghu->of);
      if (region) facts.record.region = *region;
      return;
    }
    auto const row = entities_.find(entity);
    if (row == entities_.end()) return;
    facts.has_identity = true;
    facts.record.name = row->second.name;
    facts.record.legal_status = row->second.legal_status;
    facts.record.region = row->second.region;
  }

  Session& session_;
  SiteTable const& table_;
  EntityRows const& entities_;
  Line source_;
  MergeContext context_;
};

/// A record that says the same says something when another entity has a site of it by now: that it
/// came back. Where an entity closed a site, another may have it.
bool has_its_sites(EntityRecorded const& record, RegisterView const& view) {
  return std::ranges::all_of(record.sites, [&](SiteRecord const& site) {
    return site.closed || view.entity_of(site.site) == record.entity;
  });
}

}  // namespace

void settle_entity(Session& session, EntityFacts facts, MergeContext const& context,
                   std::int64_t line) {
  auto const entity = facts.record.entity;
  auto const* current = session.view().entity(entity);
  auto record = merge(std::move(facts), current, context);
  if (record.sites.size() > decltype(record.sites)::max_items) {
    return session.reject_invalid(line, "nofinessej",
                                  "« " + entity.text() + " » : plus de 5 000 établissements");
  }
  if (current != nullptr && says_the_same(*current, record) &&
      has_its_sites(record, session.view())) {
    ++session.report().unchanged;
    return;
  }
  session.propose(entity, std::move(record));
}

void propose_entities(Session& session, SiteTable const& sites, EntityRows const& entities,
                      std::string const& source) {
  Proposer proposer(session, sites, entities, source);
  std::set<Entity> without_sites;
  for (auto const& [entity, row] : entities) without_sites.insert(entity);
  auto const rows = sites.rows();
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].entity == rows[begin].entity) ++end;
    proposer.with_sites(rows.subspan(begin, end - begin));
    without_sites.erase(rows[begin].entity);
    begin = end;
  }
  for (auto const& entity : without_sites) proposer.without_sites(entity);
}

}  // namespace probant::importer
