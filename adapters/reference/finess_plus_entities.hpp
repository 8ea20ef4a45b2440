// Second reading of a FINESS+ file: one legal entity (`pmej`) with its sites (`ege`) at a time.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "adapters/reference/finess_entities.hpp"
#include "adapters/reference/ght_groups.hpp"

namespace probant::importer {

class FinessPlusEntities : public JsonVisitor {
 public:
  FinessPlusEntities(Session& session, GhtGroups const& groups, Line source)
      : session_(session), groups_(groups), source_(std::move(source)) {}

  void open(std::string_view path) override;
  void close(std::string_view path) override;
  void value(std::string_view path, std::string_view text) override;

 private:
  struct SiteText {
    std::string number, name, long_name, category, opened, closed;
  };
  struct EntityText {
    std::string id, number, name, long_name, status, closed, state, commune;
    std::vector<SiteText> sites;
  };
  void entity_value(std::string_view key, std::string text);
  void site_value(std::string_view key, std::string text);
  void settle();
  bool identify(reference::EntityRecorded& record);
  bool is_closed() const;
  std::optional<RegisterDate> closing_of_entity(std::optional<RegisterDate> opened) const;
  bool read_site(std::size_t rank, reference::SiteRecord& site);
  std::optional<Entity> other_owner(reference::SiteRecord const& site, Entity entity);
  void settle_with_sites(reference::EntityRecorded record);
  void settle_ghus(reference::EntityRecorded& whole, MergeContext const& context);
  void refuse(std::string_view field, std::string reason);

  Session& session_;
  GhtGroups const& groups_;
  Line source_;
  std::int64_t rank_ = 0;
  EntityText entity_;
  SiteText site_;
  std::unordered_set<Entity> seen_;
  std::unordered_map<Site, Entity> open_sites_;  ///< who has each: about 5 MB for the country
};

}  // namespace probant::importer
