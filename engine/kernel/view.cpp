#include "engine/kernel/view.hpp"

#include <algorithm>

namespace probant {
namespace {

std::optional<Date> rulebook_date(Rulebook const& rules, std::string const& key) {
  auto const* parameter = rules.find(key);
  if (!parameter) return std::nullopt;
  auto const* date = std::get_if<Date>(&parameter->value);
  return date ? std::optional{*date} : std::nullopt;
}

/// Of those in force at `at` and known before a position, oldest first; later positions win a tie.
/// `happening` picks when one was decided.
template <class Dated>
std::vector<Dated const*> in_force(std::vector<Dated> const& all, Happening Dated::*happening,
                                   Instant at, Position known_before) {
  std::vector<Dated const*> held;
  for (auto const& one : all) {
    auto const& decided = one.*happening;
    if (decided.occurred_at <= at && decided.position < known_before) held.push_back(&one);
  }
  std::ranges::stable_sort(held, {},
                           [&](Dated const* one) { return (one->*happening).occurred_at; });
  return held;
}

}  // namespace

HolidayZone View::zone() const {
  return parse_name<HolidayZone>(rules().text("calendar.zone")).value_or(HolidayZone::metropole);
}

Window View::window(std::string_view key) const {
  auto const& rules = this->rules();
  std::string const base = "calendar." + std::string{key};
  Window window;
  window.opens_on = rulebook_date(rules, base + ".opens_on");
  window.closes_on = rulebook_date(rules, base + ".closes_on");
  if (auto const* parameter = rules.find(base + ".closes_on"))
    window.source = parameter->citation();

  // A date set later moves the closing day of a window opened before, and leaves its opening day.
  auto const& moves = world_.programme().moves;
  if (auto const found = moves.find(key); found != moves.end()) {
    for (auto const* move : in_force(found->second, &CalendarMove::set, at_, known_before_)) {
      if (window.closes_on != move->closes_on) window.source = move->source;
      if (move->opens_on) window.opens_on = move->opens_on;
      window.closes_on = move->closes_on;
    }
  }
  auto const held = extensions(key);
  auto const latest =
      std::ranges::max_element(held, {}, [](Extension const* one) { return one->new_date; });
  // An extension gives time: it takes back none that another, or a date for all, gives.
  if (latest != held.end() && (!window.closes_on || *window.closes_on < (*latest)->new_date)) {
    window.extended_from = window.closes_on;
    window.closes_on = (*latest)->new_date;
  }
  return window;
}

std::vector<Extension const*> View::extensions(std::string_view key) const {
  auto const* dossier = world_.find(dossier_);
  if (!dossier) return {};
  auto const& granted = dossier->transverse.extensions;
  auto const found = granted.find(key);
  if (found == granted.end()) return {};
  return in_force(found->second, &Extension::granted, at_, known_before_);
}

RegisterState const* View::entity(Entity entity) const {
  note("entity", entity);
  if (supposed_ && supposed_->entity && supposed_->entity->entity == entity) return supposed_;
  return world_.entity(entity);
}
std::optional<Entity> View::last_owner(Site site) const {
  note("site", site);
  if (supposed_ && supposed_->entity) {
    auto const& sites = supposed_->entity->sites;
    bool const named = std::ranges::find(sites, site, &reference::SiteRecord::site) != sites.end();
    if (named) return supposed_->entity->entity;
  }
  return world_.last_owner(site);
}
SiteInRegister View::site(Site site) const {
  note("site", site);
  return world_.site(site);
}
std::vector<RegisterState const*> View::owners(Pmsi pmsi) const {
  note("pmsi", pmsi);
  auto found = world_.owners(pmsi);
  if (!supposed_ || !supposed_->entity) return found;
  for (auto& one : found) {
    if (one->entity && one->entity->entity == supposed_->entity->entity) one = supposed_;
  }
  return found;
}
std::vector<Entity> View::ght_members(std::string_view ght) const {
  auto members = world_.ght_members(ght);
  for (auto const member : members) note("entity", member);
  return members;
}
std::vector<Dossier const*> View::candidacies_covering(Entity entity) const {
  note("entity", entity);
  return world_.candidacies_covering(entity);
}
std::vector<Dossier const*> View::fundings_covering(Entity entity) const {
  note("entity", entity);
  return world_.fundings_covering(entity);
}
std::vector<Dossier const*> View::projects_of(Pmsi pmsi) const {
  note("pmsi", pmsi);
  return world_.projects_of(pmsi);
}
std::vector<Dossier const*> View::recoveries_against(DossierId const& dossier) const {
  subjects_.push_back("dossier:" + dossier.text());
  return world_.recoveries_against(dossier);
}
Dossier const* View::find(DossierId const& dossier) const {
  dossiers_.push_back(dossier);
  return world_.find(dossier);
}

namespace {

/// Opened by an event alone, never by the rulebook.
bool awaits_opening(std::string_view key, Window const& window) {
  return key == "aap.window" && !window.opens_on;
}

}  // namespace

bool View::in_window(std::string_view key) const {
  auto const window = this->window(key);
  return !awaits_opening(key, window) && !window.not_open_yet(day()) && !window.closed(day());
}

void Context::require_window(std::string_view key, std::string_view what, Verdict& verdict) const {
  auto const window = this->window(key);
  std::string const name{what};
  if (awaits_opening(key, window)) {
    verdict.refuse(ReasonCode::window_not_open,
                   name + " n'est pas encore ouvert : aucune date d'ouverture n'a été publiée.",
                   std::string{key}, window.source);
  } else if (window.not_open_yet(day())) {
    verdict.refuse(ReasonCode::window_not_open,
                   name + " n'ouvre que le " + to_french(*window.opens_on) + ".", std::string{key},
                   window.source);
  } else if (window.closed(day())) {
    verdict.refuse(
        ReasonCode::window_closed,
        name + " a fermé le " + to_french(*window.closes_on) + " à 24 h (heure de Paris) ; " +
            (window.extended_from ? "la prorogation accordée à ce dossier ne va pas plus loin."
                                  : "seule une prorogation accordée à ce dossier avant cet acte le "
                                    "permettrait."),
        std::string{key}, window.source);
  }
}

}  // namespace probant
