#include "adapters/simulation/nation.hpp"

#include <algorithm>
#include <map>

#include "adapters/simulation/numbers.hpp"
#include "adapters/simulation/proportions.hpp"
#include "adapters/simulation/staffing.hpp"
#include "engine/kernel/ensure.hpp"
#include "engine/rules/rulebook.hpp"

namespace probant::simulation {
namespace {

/// Sites that a private legal entity runs in one town, at most; more make several entities.
constexpr std::size_t private_sites = 2;
/// Public entities of a GHT, at most; a department with more has several.
constexpr std::size_t ght_entities = 12;

using Sites = std::vector<Establishment>;

Establishment copied(Establishment site, int copy, Numbers& numbers) {
  site.site = *Site::parse(numbers.give(site.department));
  site.name += " (simulé, copie " + std::to_string(copy) + ")";
  return site;
}

class Builder {
 public:
  Builder(std::uint64_t seed, Numbers& numbers) : seed_(seed), numbers_(numbers) {}

  /// One nation's worth of sites; `copy` keeps the groups of several apart.
  void add(Sites const& sites, int copy) {
    std::array<Sites, 6> ghus;
    std::map<std::string, std::map<std::string, Sites>> towns;  // public, by department
    std::map<std::string, std::map<std::string, Sites>> firms;  // private
    for (auto const& site : sites) {
      if (auto const ghu = ghu_of(site.name)) {
        ghus[*ghu].push_back(site);
      } else if (site.status == reference::LegalStatus::public_) {
        towns[site.department][town_of(site)].push_back(site);
      } else {
        auto const status = std::string{name_of(site.status)};
        firms[site.department][status + " " + town_of(site)].push_back(site);
      }
    }
    add_ghus(ghus);
    for (auto& [department, groups] : towns) add_public(department, groups, copy);
    for (auto const& [department, groups] : firms) add_private(groups);
  }

  Nation finish() {
    std::ranges::sort(nation_.entities, {}, &SimulatedEntity::number);
    std::map<std::string, std::vector<SimulatedEntity const*>> ghts;
    for (auto const& entity : nation_.entities) {
      if (!entity.ght.empty()) ghts[entity.ght].push_back(&entity);
    }
    for (auto const& entity : nation_.entities) {
      if (!entity.ght.empty() && !entity.support) continue;
      Candidate candidate;
      candidate.number = entity.number;
      candidate.region = entity.region;
      candidate.is_ght = entity.support;
      candidate.is_public = entity.status == reference::LegalStatus::public_;
      auto const covered = entity.support ? ghts[entity.ght] : std::vector{&entity};
      for (auto const* member : covered) {
        candidate.entities.push_back(member->number);
        candidate.staff += member->staff();
      }
      nation_.candidates.push_back(std::move(candidate));
    }
    return std::move(nation_);
  }

 private:
  static std::string town_of(Establishment const& site) {
    return site.city.empty() ? site.name : site.city.substr(0, site.city.find("  "));
  }

  SimulatedEntity& add_entity(Sites const& sites, std::string name) {
    auto const& first = sites.front();
    SimulatedEntity entity;
    entity.number = *Entity::parse(numbers_.give(first.department));
    entity.name = std::move(name);
    entity.status = first.status;
    entity.department = first.department;
    entity.region = first.region;
    for (auto const& site : sites) {
      Random random{seed_, "site " + site.site.text()};
      SimulatedSite simulated;
      simulated.site = site.site;
      // Public hospitals send their activity under the entity's number, private ones per site.
      bool const by_entity = site.status == reference::LegalStatus::public_;
      auto const number = by_entity ? entity.number.text() : site.site.text();
      simulated.pmsi = *Pmsi::parse(number);
      simulated.name = site.name;
      simulated.category = site.category;
      simulated.staff = staff_of(site.category, random);
      if (random.chance(share::site_closed)) simulated.closed = Date{2023, 6, 30};
      entity.sites.push_back(std::move(simulated));
    }
    nation_.entities.push_back(std::move(entity));
    return nation_.entities.back();
  }

  void add_ghus(std::array<Sites, 6> const& ghus) {
    auto const& names = builtin_rulebook()->texts("mie.aphp.ghu");
    for (std::size_t i = 0; i < ghus.size(); ++i) {
      if (!ghus[i].empty()) add_entity(ghus[i], names.at(i) + " (GHU simulé)").ghu = true;
    }
  }

  /// A town whose sites are all satellites belongs to the department's first hospital.
  static void gather_satellites(std::map<std::string, Sites>& towns) {
    auto const is_main = [](Establishment const& site) { return is_main_hospital(site.category); };
    auto const main = std::ranges::find_if(
        towns, [&](auto const& town) { return std::ranges::any_of(town.second, is_main); });
    if (main == towns.end()) return;
    for (auto town = towns.begin(); town != towns.end();) {
      if (std::ranges::any_of(town->second, is_main)) {
        ++town;
        continue;
      }
      auto& sites = main->second;
      sites.insert(sites.end(), town->second.begin(), town->second.end());
      town = towns.erase(town);
    }
  }

  void add_public(std::string const& department, std::map<std::string, Sites>& towns, int copy) {
    gather_satellites(towns);
    std::size_t in_ght = 0;
    for (auto const& [town, sites] : towns) {
      auto& entity = add_entity(sites, "Centre hospitalier simulé de " + town);
      Random random{seed_, "ght " + entity.number.text()};
      if (random.chance(share::outside_ght)) continue;
      auto const rank = in_ght / ght_entities + 1;
      entity.ght = "SIM-" + department + "-" + std::to_string(rank) +
                   (copy > 1 ? "-" + std::to_string(copy) : "");
      entity.support = in_ght % ght_entities == 0;
      ++in_ght;
    }
  }

  void add_private(std::map<std::string, Sites> const& groups) {
    for (auto const& [key, sites] : groups) {
      bool const nonprofit = sites.front().status == reference::LegalStatus::private_nonprofit;
      for (std::size_t from = 0; from < sites.size(); from += private_sites) {
        auto const to = std::min(from + private_sites, sites.size());
        Sites const part(sites.begin() + static_cast<std::ptrdiff_t>(from),
                         sites.begin() + static_cast<std::ptrdiff_t>(to));
        add_entity(part,
                   (nonprofit ? "Association simulée, " : "Société simulée, ") + part.front().name);
      }
    }
  }

  std::uint64_t seed_;
  Numbers& numbers_;
  Nation nation_;
};

}  // namespace

std::int64_t SimulatedEntity::staff() const {
  std::int64_t total = 0;
  for (auto const& site : sites) total += site.staff;
  return total;
}

std::vector<Pmsi> SimulatedEntity::pmsi_numbers() const {
  std::vector<Pmsi> numbers;
  for (auto const& site : sites) numbers.push_back(site.pmsi);
  std::ranges::sort(numbers);
  auto const repeated = std::ranges::unique(numbers);
  numbers.erase(repeated.begin(), repeated.end());
  return numbers;
}

SimulatedEntity const& Nation::entity(Entity number) const {
  auto const found = std::ranges::lower_bound(entities, number, {}, &SimulatedEntity::number);
  ensure(found != entities.end() && found->number == number, "an entity of the nation");
  return *found;
}

Nation make_nation(Establishments const& establishments, int scale, std::uint64_t seed) {
  Numbers numbers;
  for (auto const& site : establishments.sites) numbers.reserve(site.site.view());
  Builder builder{seed, numbers};
  builder.add(establishments.sites, 1);
  for (int copy = 2; copy <= scale; ++copy) {
    Sites sites;
    for (auto const& site : establishments.sites) sites.push_back(copied(site, copy, numbers));
    builder.add(sites, copy);
  }
  return builder.finish();
}

}  // namespace probant::simulation
