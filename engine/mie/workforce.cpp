#include "engine/mie/workforce.hpp"

#include <algorithm>
#include <optional>

namespace probant {
namespace {

/// The sites of one entity and the rules to read their workforce by.
class Reader {
 public:
  Reader(RegisterState const& entity, Rulebook const& rules, View const& view,
         Position known_before)
      : entity_(entity),
        view_(view),
        known_before_(known_before),
        years_(rules.integers("mie.workforce.years")),
        zero_is_a_value_(rules.flag("mie.workforce.zero_counts_as_declared")),
        flagged_before_(rules.date("mie.workforce.site_closed_before")) {}

  /// Each site takes its own latest declared year.
  EntityWorkforce per_site() const {
    EntityWorkforce counted;
    for (auto const& site : sites()) {
      auto const filled = [&](std::int64_t year) { return value(site.site, year) != nullptr; };
      auto const year = std::ranges::find_if(years_, filled);
      if (year != years_.end()) add(counted, site, *year);
    }
    return counted;
  }

  /// One year for all sites: the first for which any of them declared.
  EntityWorkforce per_entity() const {
    EntityWorkforce counted;
    auto const all = sites();
    for (auto const year : years_) {
      for (auto const& site : all) {
        if (value(site.site, year)) add(counted, site, year);
      }
      if (!counted.sites.empty()) break;
    }
    return counted;
  }

 private:
  struct KnownSite {
    Site site;
    std::optional<Date> closed;
    bool left_out = false;
  };

  /// In the order of the register, then those it leaves out. Each site counts with one entity, the
  /// one that had it last: who had it before may still name it, when no extract names that entity.
  std::vector<KnownSite> sites() const {
    std::vector<KnownSite> all;
    for (auto const& site : entity_.entity->sites) {
      if (!is_elsewhere(site.site)) all.push_back({site.site, site.closed});
    }
    for (auto const site : entity_.past_sites) {
      if (!is_elsewhere(site)) all.push_back({site, std::nullopt, true});
    }
    return all;
  }

  /// With another entity, and then already: what its newest record came after may have been before.
  bool is_elsewhere(Site site) const {
    auto const* owner = last_owner(site);
    return owner && owner->entity_position < known_before_ &&
           owner->entity->entity != entity_.entity->entity;
  }

  RegisterState const* last_owner(Site site) const {
    auto const owner = view_.last_owner(site);
    return owner ? view_.entity(*owner) : nullptr;
  }

  /// What was recorded last for a site and a year, by whichever entity had the site then; nothing
  /// when that counts as no value.
  Workforce const* value(Site site, std::int64_t year) const {
    Workforce const* latest = entity_.workforce_of(site, year, known_before_);
    auto const look_in = [&](RegisterState const* other) {
      auto const* one = other ? other->workforce_of(site, year, known_before_) : nullptr;
      if (one && (!latest || one->position > latest->position)) latest = one;
    };
    look_in(last_owner(site));
    for (auto const* former : view_.former_owners(site)) look_in(former);
    return latest && is_a_value(*latest) ? latest : nullptr;
  }

  bool is_a_value(Workforce const& workforce) const {
    bool const declared = workforce.salaried || workforce.liberal;
    bool const positive = workforce.salaried.value_or(0) + workforce.liberal.value_or(0) > 0;
    return declared && (positive || zero_is_a_value_);
  }

  void add(EntityWorkforce& counted, KnownSite const& site, std::int64_t year) const {
    bool const closed_early = site.closed && *site.closed < flagged_before_;
    counted.sites.push_back(
        {site.site, year, *value(site.site, year), site.left_out, closed_early});
  }

  RegisterState const& entity_;
  View const& view_;
  Position known_before_;
  std::vector<std::int64_t> const& years_;
  bool zero_is_a_value_;
  Date flagged_before_;
};

}  // namespace

std::int64_t CountedSite::agents() const {
  return workforce.salaried.value_or(0) + workforce.liberal.value_or(0);
}

std::int64_t EntityWorkforce::agents() const {
  std::int64_t agents = 0;
  for (auto const& site : sites) agents += site.agents();
  return agents;
}

EntityWorkforce counted_workforce(RegisterState const& entity, Rulebook const& rules,
                                  View const& view, Position known_before) {
  if (!entity.entity) return {};
  Reader const reader{entity, rules, view, known_before};
  bool const per_entity = rules.text("mie.workforce.fallback").starts_with("per_entity");
  return per_entity ? reader.per_entity() : reader.per_site();
}

}  // namespace probant
