#include "engine/kernel/world.hpp"

#include <algorithm>

#include "engine/kernel/legal_order.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/kernel/view.hpp"
#include "engine/transverse/consequences.hpp"

namespace probant {
namespace {

ProcedureState new_state(DossierKind kind) {
  switch (kind) {
    case DossierKind::register_:
      return RegisterState{};
    case DossierKind::programme:
      return ProgrammeState{};
    case DossierKind::hospiconnect:
      return HospiconnectState{};
    case DossierKind::aap:
      return AapState{};
    case DossierKind::mie:
      return MieState{};
    case DossierKind::recovery:
      return RecoveryState{};
    case DossierKind::refusals:
      return RefusalsState{};
    case DossierKind::journal:
      return JournalState{};
    case DossierKind::convergence:
      return ConvergenceState{};
  }
  return RefusalsState{};
}

constexpr auto for_some = Roles::of(Role::establishment, Role::ars, Role::ars_authorising_officer,
                                    Role::ars_accounting_officer);

/// Whether who tried might have begun the dossier: not, who had no right to or acted in what is not
/// there. Whether refusals are read must not tell strangers whether a dossier exists.
bool is_filing(EventBody const& body) {
  auto const* refused = std::get_if<transverse::ProposalRefused>(&body);
  bool const begins = refused && (refused->type.value == aap::ProjectFiled::about.name ||
                                  refused->type.value == recovery::Opened::about.name);
  return begins && std::ranges::none_of(refused->reasons, [](auto const& reason) {
           auto const code = parse_name<ReasonCode>(reason.code.value);
           return code == ReasonCode::forbidden_role || code == ReasonCode::not_competent_ars ||
                  code == ReasonCode::unknown_dossier;
         });
}

/// Nothing else is folded into it.
void evolve(RefusalsState& state, RecordedEvent const& event) {
  ++state.refused;
  if (!is_filing(event.event.body)) return;
  state.organisations.insert(for_some.has(event.actor.role) ? event.actor.organisation : "");
}

/// When an event's fact could be known: of a payment and of cards, on their day, whenever that was
/// booked.
Happening shown_by(RecordedEvent const& event) {
  auto const shown = Happening::of(event);
  if (event.erased) return shown;
  return std::visit(
      Overload{
          [&](aap::InstalmentPaid const& e) { return placed_on(e.paid_on, shown); },
          [&](mie::PaymentExecuted const& e) { return placed_on(e.paid_on, shown); },
          [&](mie::CardsOrdered const& e) { return placed_on(e.ordered_on, shown); },
          [&](recovery::RepaymentReceived const& e) { return placed_on(e.received_on, shown); },
          [&](auto const&) { return shown; }},
      event.event.body);
}

template <class Map, class Key>
auto const* lookup(Map const& map, Key const& key) {
  auto const found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

World::World(std::shared_ptr<Rulebook const> rules) : imposed_(std::move(rules)) {}
World::World(World const&) = default;
World::World(World&&) noexcept = default;
World& World::operator=(World const&) = default;
World& World::operator=(World&&) noexcept = default;
World::~World() = default;

Dossier new_dossier(DossierId const& id) {
  Dossier dossier;
  dossier.id = id;
  dossier.state = new_state(id.kind);
  return dossier;
}

void fold(Dossier& dossier, RecordedEvent const& event) {
  dossier.version = event.version;
  dossier.last_position = event.position;
  dossier.last_recorded_at = event.recorded_at;
  if (event.erased) dossier.transverse.emptied.insert(event.event.type());
  bool const refusal = std::holds_alternative<transverse::ProposalRefused>(event.event.body);
  if (event.event.about().in_any_dossier && !refusal) {
    evolve(dossier.transverse, event);
  } else {
    std::visit([&](auto& state) { evolve(state, event); }, dossier.state);
  }
}

Dossier& World::dossier(DossierId const& id) {
  auto const [place, is_new] = places_.try_emplace(id, dossiers_.size());
  return is_new ? dossiers_.emplace_back(new_dossier(id)) : dossiers_[place->second];
}

void World::apply(RecordedEvent const& event) {
  auto& dossier = this->dossier(event.dossier);
  auto shown = shown_by(event);
  // What was known before must be known still to tell what an act of the past adds to it.
  auto const before = came_late(shown, dossier) ? std::optional{dossier} : std::nullopt;
  fold(dossier, event);
  index(dossier, &event);
  next_position_ = event.position + 1;
  last_recorded_at_ = event.recorded_at;
  if (!may_have_excess(dossier)) return;
  if (before) {
    View const view{*this, dossier.id, last_recorded_at_};
    auto known = with_late_act(known_excess(dossier.id), excess_by_law(*before, view),
                               excess_by_law(dossier, view));
    if (!known.empty()) excesses_[dossier.id] = std::move(known);
    // What else is found now is none of that act's.
    shown = latest_act(shown, dossier);
  }
  look_for_excess(dossier, shown);
}

void World::replace(Dossier dossier) {
  auto const id = dossier.id;
  auto& place = this->dossier(id);
  place = std::move(dossier);
  // Indexes only ever gain entries; readers check what they find against the dossier itself.
  index(place, nullptr);
  if (id.kind == DossierKind::programme) gather_programme();
  // An erasure takes knowledge away and adds none.
  auto shown = place.transverse.corrected;
  if (shown && shown->position != place.last_position) shown.reset();
  look_for_excess(place, shown);
  auto const* record = std::get_if<RegisterState>(&place.state);
  if (!record) return;
  for (auto const* other : standing_on(id, *record, *this)) look_for_excess(*other, shown);
}

void World::look_for_excess(Dossier const& dossier, std::optional<Happening> const& shown) {
  auto const found = excess_found(dossier, View{*this, dossier.id, last_recorded_at_});
  if (!found) {
    excesses_.erase(dossier.id);
  } else if (shown && *found > total_of(known_excess(dossier.id))) {
    // Less leaves what was known: a correction that is put right later gives no time.
    note_excess(excesses_[dossier.id], *found, *shown);
  }
}

void World::gather_programme() {
  programme_ = {};
  for (auto const& dossier : dossiers_) {
    if (auto const* state = std::get_if<ProgrammeState>(&dossier.state)) programme_.add(*state);
  }
}

Dossier const* World::find(DossierId const& id) const {
  auto const* place = lookup(places_, id);
  return place ? &dossiers_[*place] : nullptr;
}

std::vector<Dossier const*> World::dossiers() const {
  std::vector<Dossier const*> all;
  all.reserve(dossiers_.size());
  for (auto const& dossier : dossiers_) all.push_back(&dossier);
  std::ranges::sort(all, {},
                    [](Dossier const* dossier) -> DossierId const& { return dossier->id; });
  return all;
}

Rulebook const& World::rules_at(Instant at, Position known_before) const {
  if (imposed_) return *imposed_;
  auto const* adopted = programme_.rulebook_at(at, known_before);
  return adopted ? *adopted->rules : *builtin_rulebook();
}

RegisterState const* World::entity(Entity entity) const {
  auto const* found = state<RegisterState>(DossierId::of(DossierKind::register_, entity));
  return found && found->entity ? found : nullptr;
}

SiteInRegister World::site(Site site) const {
  auto const* owner = lookup(site_owner_, site);
  auto const* record = owner ? entity(*owner) : nullptr;
  if (!record) return {};
  auto const& sites = record->entity->sites;
  auto const found = std::ranges::find(sites, site, &reference::SiteRecord::site);
  if (found == sites.end()) return {};
  return {&*found, record};
}

std::optional<Entity> World::last_owner(Site site) const {
  auto const* owner = lookup(site_owner_, site);
  return owner ? std::optional{*owner} : std::nullopt;
}

std::vector<RegisterState const*> World::owners(Pmsi pmsi) const {
  std::vector<RegisterState const*> found;
  if (auto const* owners = lookup(pmsi_owners_, pmsi)) {
    for (auto const owner : *owners) {
      auto const* record = entity(owner);
      if (record && record->names(pmsi)) found.push_back(record);
    }
  }
  return found;
}

std::vector<RegisterState const*> World::former_owners(Site site) const {
  std::vector<RegisterState const*> found;
  auto const* owners = lookup(former_owners_, site);
  if (!owners) return found;
  auto const* present = lookup(site_owner_, site);
  for (auto const owner : *owners) {
    auto const* record = entity(owner);
    if (record && (!present || owner != *present)) found.push_back(record);
  }
  return found;
}

std::vector<Entity> World::ght_members(std::string_view ght) const {
  std::vector<Entity> members;
  if (auto const* entities = lookup(ghts_, std::string{ght})) {
    for (auto const member : *entities) {
      auto const* record = entity(member);
      if (record && record->entity->ght && record->entity->ght->value == ght) {
        members.push_back(member);
      }
    }
  }
  return members;
}

template <class Set>
std::vector<Dossier const*> World::resolve(Set const* ids) const {
  std::vector<Dossier const*> found;
  if (!ids) return found;
  for (auto const& id : *ids) found.push_back(find(id));
  return found;
}

std::vector<Dossier const*> World::candidacies_covering(Entity entity) const {
  auto found = resolve(lookup(candidacies_, entity));
  std::erase_if(found, [&](Dossier const* dossier) {
    return !std::get<HospiconnectState>(dossier->state).covers(entity);
  });
  return found;
}

std::vector<Dossier const*> World::fundings_covering(Entity entity) const {
  auto found = resolve(lookup(fundings_, entity));
  std::erase_if(found, [&](Dossier const* dossier) {
    auto const& entities = std::get<MieState>(dossier->state).entities;
    return std::ranges::find(entities, entity) == entities.end();
  });
  return found;
}

std::vector<Dossier const*> World::projects_of(Pmsi pmsi) const {
  auto found = resolve(lookup(projects_, pmsi));
  std::erase_if(found, [&](Dossier const* dossier) {
    auto const participants = std::get<AapState>(dossier->state).participants();
    return std::ranges::find(participants, pmsi) == participants.end();
  });
  return found;
}

KnownExcess const& World::known_excess(DossierId const& dossier) const {
  static KnownExcess const none;
  auto const found = excesses_.find(dossier);
  return found == excesses_.end() ? none : found->second;
}

std::vector<Dossier const*> World::with_kept_updates() const {
  return resolve(&with_kept_updates_);
}

std::vector<Dossier const*> World::recoveries_against(DossierId const& dossier) const {
  auto found = resolve(lookup(recoveries_, dossier));
  std::erase_if(found, [&](Dossier const* one) {
    return std::get<RecoveryState>(one->state).against != dossier;
  });
  return found;
}

}  // namespace probant
