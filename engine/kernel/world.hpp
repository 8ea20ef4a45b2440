// The whole programme at one point of the log: every dossier folded, and the indexes that decisions
// across dossiers need. A value: it can be copied (what-if), compared and thrown away, for replay
// makes the same again. Not safe for use from several threads while being changed.
#pragma once

#include <boost/container/flat_set.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/aap/state.hpp"
#include "engine/convergence/state.hpp"
#include "engine/hospiconnect/state.hpp"
#include "engine/journal/state.hpp"
#include "engine/kernel/known_excess.hpp"
#include "engine/mie/state.hpp"
#include "engine/programme/state.hpp"
#include "engine/recovery/state.hpp"
#include "engine/register/state.hpp"
#include "engine/transverse/state.hpp"

namespace probant {

/// Proposals refused for one dossier: counted, read through its history.
struct RefusalsState {
  std::int64_t refused = 0;
  /// For whom a first filing was tried, of those who may begin one: entity numbers, region codes;
  /// empty text for who acts for neither.
  std::set<std::string> organisations;
  bool operator==(RefusalsState const&) const = default;
};

using ProcedureState =
    std::variant<RegisterState, ProgrammeState, HospiconnectState, AapState, MieState,
                 RecoveryState, RefusalsState, JournalState, ConvergenceState>;

struct Dossier {
  DossierId id;
  Version version = 0;
  Position last_position = -1;
  Instant last_recorded_at;
  TransverseState transverse;
  ProcedureState state;
};

/// An empty dossier of the right kind.
Dossier new_dossier(DossierId const& id);
/// Folds one event into its dossier. Total.
void fold(Dossier& dossier, RecordedEvent const& event);

/// A site and the entity it belongs to, as recorded.
struct SiteInRegister {
  reference::SiteRecord const* site = nullptr;
  RegisterState const* entity = nullptr;
};

class World {
 public:
  /// With `rules`, every question is answered under them whatever was adopted (what-if).
  explicit World(std::shared_ptr<Rulebook const> rules = nullptr);
  // Compiled once, in world.cpp: they are much, and many files have a world.
  World(World const&);
  World(World&&) noexcept;
  World& operator=(World const&);
  World& operator=(World&&) noexcept;
  ~World();

  void apply(RecordedEvent const& event);
  /// Puts a dossier folded anew in the place of the old one, as soon as it was amended.
  void replace(Dossier dossier);

  Position next_position() const { return next_position_; }
  Instant last_recorded_at() const { return last_recorded_at_; }

  Dossier const* find(DossierId const& id) const;
  template <class State>
  State const* state(DossierId const& id) const {
    auto const* dossier = find(id);
    return dossier ? std::get_if<State>(&dossier->state) : nullptr;
  }
  /// All dossiers, ordered by id: the order of every list shown.
  std::vector<Dossier const*> dossiers() const;

  /// The rulebook in force at an instant, of those adopted before a position of the log; the
  /// built-in one when none was.
  Rulebook const& rules_at(Instant at, Position known_before = no_bound) const;
  ProgrammeState const& programme() const { return programme_; }

  RegisterState const* entity(Entity entity) const;
  SiteInRegister site(Site site) const;
  /// The entity whose record named a site last, be it that its newest one does no more.
  std::optional<Entity> last_owner(Site site) const;
  /// The entities a site belonged to before it came to the one that has it, oldest number first:
  /// what was declared for it is still in their dossiers.
  std::vector<RegisterState const*> former_owners(Site site) const;
  /// The entities whose register dossier names this PMSI number (a site's, or an activity's).
  std::vector<RegisterState const*> owners(Pmsi pmsi) const;
  std::vector<Entity> ght_members(std::string_view ght) const;
  /// Dossiers by what they concern, ordered by id.
  std::vector<Dossier const*> candidacies_covering(Entity entity) const;
  std::vector<Dossier const*> fundings_covering(Entity entity) const;
  std::vector<Dossier const*> projects_of(Pmsi pmsi) const;
  std::vector<Dossier const*> recoveries_against(DossierId const& dossier) const;
  /// What was paid too much in a dossier, as it came to be known; empty when nothing is.
  KnownExcess const& known_excess(DossierId const& dossier) const;
  /// Convergence numbers with updates that wait for a person, ordered by id.
  std::vector<Dossier const*> with_kept_updates() const;

 private:
  template <class Key, class Value>
  using Index = boost::unordered_flat_map<Key, Value, std::hash<Key>>;
  /// Few each: a sorted array takes a third of a tree's memory.
  using Entities = boost::container::flat_set<Entity>;
  using Ids = boost::container::flat_set<DossierId>;
  Dossier& dossier(DossierId const& id);
  void index(Dossier const& dossier, RecordedEvent const* event);
  void index_register(Dossier const& dossier, RecordedEvent const* event);
  /// `shown`: the act that shows what was not known yet; without one nothing is added.
  void look_for_excess(Dossier const& dossier, std::optional<Happening> const& shown);
  /// The programme's memory anew, from every dossier that holds a part of it.
  void gather_programme();
  template <class Set>
  std::vector<Dossier const*> resolve(Set const* ids) const;

  std::shared_ptr<Rulebook const> imposed_;
  std::deque<Dossier> dossiers_;  ///< in the order of their first events; they stay where they are
  Index<DossierId, std::size_t> places_;  ///< of the dossiers
  ProgrammeState programme_;
  Index<Site, Entity> site_owner_;
  Index<Site, Entities> former_owners_;  ///< of the few sites that changed entity
  Index<Pmsi, Entities> pmsi_owners_;
  Index<std::string, Entities> ghts_;
  Index<Entity, Ids> candidacies_;
  Index<Entity, Ids> fundings_;
  Index<Pmsi, Ids> projects_;
  Index<DossierId, Ids> recoveries_;
  std::set<DossierId> with_kept_updates_;
  std::map<DossierId, KnownExcess> excesses_;
  Position next_position_ = 0;
  Instant last_recorded_at_;
};

}  // namespace probant
