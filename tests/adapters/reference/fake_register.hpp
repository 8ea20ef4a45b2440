// A register in memory that applies each import at once, and keeps what the importer said: the two
// ends an import needs, for tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/reference/importer.hpp"
#include "adapters/reference/input.hpp"
#include "adapters/reference/map.hpp"

namespace probant::importer {

class FakeRegister : public RegisterView, public Sink {
 public:
  reference::EntityRecorded const* entity(Entity number) const override {
    return find(entities, number);
  }
  /// The entity whose record named it last, if it still does.
  std::optional<Entity> entity_of(Site number) const override {
    auto const* owner = find(owners, number);
    if (owner == nullptr) return std::nullopt;
    bool const named =
        std::ranges::count(entities.at(*owner).sites, number, &reference::SiteRecord::site) > 0;
    return named ? std::optional{*owner} : std::nullopt;
  }
  std::optional<Entity> entity_of(Pmsi number) const override {
    for (auto const& [entity_number, record] : entities) {
      for (auto const& site : record.sites) {
        if (site.pmsi == number) return entity_number;
      }
    }
    return std::nullopt;
  }
  reference::WorkforceRecorded const* workforce(Site site, Year year) const override {
    return find(workforces, std::pair{site, year.value});
  }
  reference::ActivityRecorded const* activity(Pmsi pmsi, Year year) const override {
    return find(activities, std::pair{pmsi, year.value});
  }
  std::optional<Money> ceiling(Entity number) const override {
    auto const* amount = find(ceilings, number);
    return amount == nullptr ? std::nullopt : std::optional{*amount};
  }
  bool has_usage_payment(reference::UsagePaymentRecorded const& payment) const override {
    return std::ranges::find(payments, payment) != payments.end();
  }
  std::optional<Date> latest_extract(std::string_view) const override { return latest; }

  bool has_import(std::string_view source, Sha256 const& sha256) const override {
    return std::ranges::any_of(imports, [&](auto const& one) {
      return one.source.value == source && one.sha256 == sha256;
    });
  }

  void propose(Proposal proposal) override {
    ids.insert(proposal.id);
    apply(proposal.event.body);
    proposals.push_back(std::move(proposal));
  }
  void reject(Rejected const& one) override { rejected.push_back(one); }
  void progress(std::uint64_t done, std::uint64_t total) override { last_progress = {done, total}; }

  /// Imports a text as if it were a file, with the map in TOML.
  Report import(Source source, std::string_view text, std::string_view map = "") {
    Request request;
    request.source = source;
    request.actor = {"op-1", Role::operator_, ""};
    request.run = std::to_string(proposals.size());
    request.workforce_years = {2024, 2023, 2022};
    request.today = today;
    request.accept_older = accept_older;
    Input input("essai.csv", text);
    rejected.clear();
    auto const parsed = map.empty() ? ImportMap{} : parse_map(map, "table.toml");
    return run(request, input, parsed, *this, *this);
  }
  reference::EntityRecorded const& at(char const* number) const {
    return entities.at(Entity::parse(number).value());
  }

  std::map<Entity, reference::EntityRecorded> entities;
  std::map<Site, Entity> owners;
  std::map<std::pair<Site, std::int64_t>, reference::WorkforceRecorded> workforces;
  std::map<std::pair<Pmsi, std::int64_t>, reference::ActivityRecorded> activities;
  std::map<Entity, Money> ceilings;
  std::vector<reference::UsagePaymentRecorded> payments;
  std::vector<reference::ImportCompleted> imports;
  std::vector<Proposal> proposals;
  std::optional<Date> latest;  ///< extract
  std::optional<Date> today;
  bool accept_older = false;
  std::set<std::string> ids;
  std::vector<Rejected> rejected;
  std::pair<std::uint64_t, std::uint64_t> last_progress;

 private:
  template <class Map, class Key>
  static typename Map::mapped_type const* find(Map const& map, Key const& key) {
    auto const found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
  }
  void apply(EventBody const& body) {
    if (auto const* e = std::get_if<reference::EntityRecorded>(&body)) {
      entities.insert_or_assign(e->entity, *e);
      for (auto const& site : e->sites) owners.insert_or_assign(site.site, e->entity);
    } else if (auto const* w = std::get_if<reference::WorkforceRecorded>(&body)) {
      workforces.insert_or_assign({w->site, w->year.value}, *w);
    } else if (auto const* a = std::get_if<reference::ActivityRecorded>(&body)) {
      activities.insert_or_assign({a->pmsi, a->year.value}, *a);
    } else if (auto const* c = std::get_if<reference::CeilingPublished>(&body)) {
      ceilings.insert_or_assign(c->entity, c->amount_cents);
    } else if (auto const* p = std::get_if<reference::UsagePaymentRecorded>(&body)) {
      payments.push_back(*p);
    } else if (auto const* i = std::get_if<reference::ImportCompleted>(&body)) {
      imports.push_back(*i);
    }
  }
};

}  // namespace probant::importer
