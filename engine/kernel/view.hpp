// A look at the world from one dossier, at one instant: the rules and calendar in force then, and
// read-only views of other dossiers. Rules and calendar can be bounded to what stood in the log
// before an act. It notes which it read, so that an append can be made on the
// condition that nothing it rested on has changed since.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/world.hpp"
#include "engine/rules/legal_calendar.hpp"

namespace probant {

/// A calendar key as in force for one dossier at one instant. Whole Paris days, both ends included.
struct Window {
  std::optional<Date> opens_on;       ///< absent: no opening day is set
  std::optional<Date> closes_on;      ///< absent: the key is not in the rulebook and was never set
  std::string source;                 ///< the text, or the event's source when it moved the date
  std::optional<Date> extended_from;  ///< the day before this dossier's extension

  bool not_open_yet(Date day) const { return opens_on && day < *opens_on; }
  bool closed(Date day) const { return closes_on && day > *closes_on; }
};

class View {
 public:
  View(World const& world, DossierId dossier, Instant at, Position known_before = no_bound)
      : world_(world), dossier_(std::move(dossier)), at_(at), known_before_(known_before) {}

  /// Rules and calendar as they were for an act already recorded: in force at its own instant, and
  /// known when it was written down. A date moved later, or rules adopted later, change nothing of
  /// what was done before. What the new view reads is noted in it, not here.
  View at_act(Happening const& act) const {
    return {world_, dossier_, act.occurred_at, act.position};
  }

  /// The same look, from another dossier. What it reads is not noted here.
  View of(DossierId const& dossier) const {
    View other{world_, dossier, at_, known_before_};
    other.supposed_ = supposed_;
    return other;
  }
  /// The same look with another record of one entity, which is to outlive it.
  View supposing(RegisterState const& record) const {
    View other{world_, dossier_, at_, known_before_};
    other.supposed_ = &record;
    return other;
  }

  Instant at() const { return at_; }
  Date day() const { return paris_day(at_); }
  /// The first position of the log that is not looked at.
  Position known_before() const { return known_before_; }
  DossierId const& dossier() const { return dossier_; }
  Rulebook const& rules() const { return world_.rules_at(at_, known_before_); }
  HolidayZone zone() const;

  /// The window of a calendar key ("mie.declaration.2026"): the rulebook's dates, then the last
  /// calendar event in force at the instant, then this dossier's last extension.
  Window window(std::string_view key) const;
  /// The extensions of a calendar key that this dossier has at the instant of the view, oldest
  /// first, whoever granted them.
  std::vector<Extension const*> extensions(std::string_view key) const;
  /// Whether an act that the key bounds can be done on the day of the view.
  bool in_window(std::string_view key) const;

  RegisterState const* entity(Entity entity) const;
  SiteInRegister site(Site site) const;
  std::optional<Entity> last_owner(Site site) const;
  /// Noted with the entity that has the site: it cannot move without that changing.
  std::vector<RegisterState const*> former_owners(Site site) const {
    return world_.former_owners(site);
  }
  std::vector<RegisterState const*> owners(Pmsi pmsi) const;
  std::vector<Entity> ght_members(std::string_view ght) const;
  std::vector<Dossier const*> candidacies_covering(Entity entity) const;
  std::vector<Dossier const*> fundings_covering(Entity entity) const;
  std::vector<Dossier const*> projects_of(Pmsi pmsi) const;
  std::vector<Dossier const*> recoveries_against(DossierId const& dossier) const;
  Dossier const* find(DossierId const& dossier) const;
  /// Follows from the dossiers that it is computed from: not noted.
  KnownExcess const& known_excess(DossierId const& dossier) const {
    return world_.known_excess(dossier);
  }

  /// Subjects and dossiers read so far.
  std::vector<Subject> const& subjects_read() const { return subjects_; }
  std::vector<DossierId> const& dossiers_read() const { return dossiers_; }

 private:
  template <FinessKind Kind>
  void note(std::string_view kind, Finess<Kind> number) const {
    subjects_.push_back(std::string{kind} + ":" + number.text());
  }

  World const& world_;
  DossierId dossier_;
  Instant at_;
  Position known_before_;
  RegisterState const* supposed_ = nullptr;
  mutable std::vector<Subject> subjects_;
  mutable std::vector<DossierId> dossiers_;
};

/// What `decide` is given besides state and proposal: who acts, and when it is written down.
class Context : public View {
 public:
  Context(World const& world, Proposal const& proposal, Instant occurred_at, Instant recorded_at,
          Position known_before = no_bound)
      : View(world, proposal.dossier, occurred_at, known_before),
        actor_(proposal.actor),
        recorded_at_(recorded_at),
        brings_another_(proposal.carried != nullptr) {}

  Actor const& actor() const { return actor_; }
  /// The proposal carries another one, see Proposal::carried.
  bool brings_another() const { return brings_another_; }
  Instant occurred_at() const { return at(); }
  Instant recorded_at() const { return recorded_at_; }

  /// Refuses with window_not_open or window_closed unless the act's day lies in the key's window.
  /// `what` is French, with its article: "le guichet de l'AAP".
  void require_window(std::string_view key, std::string_view what, Verdict& verdict) const;

 private:
  Actor const& actor_;
  Instant recorded_at_;
  bool brings_another_;
};

}  // namespace probant
