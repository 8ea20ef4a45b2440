// A recovery of indus or of overcompensation as its events left it. Tracks: the contradictory
// procedure, the collection, the appeal, the restitution (annexe 2, Gestion des indus et
// recouvrement; CRPA).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/lifecycle.hpp"

namespace probant {

enum class RecoveryPhase : std::uint8_t {
  none,
  opened,
  notice_served,
  observations_received,
  remedied,
  withdrawal_decided,
  closed,
};
template <>
struct Names<RecoveryPhase> {
  static constexpr std::array<std::string_view, 7> values{
      "none",  "opened", "notice_served", "observations_received", "remedied", "withdrawal_decided",
      "closed"};
};
template <>
struct PhaseLabels<RecoveryPhase> {
  static constexpr std::array<std::string_view, 7> values{"aucune procédure",
                                                          "ouverte",
                                                          "mise en demeure notifiée",
                                                          "observations reçues",
                                                          "manquement remédié",
                                                          "retrait décidé",
                                                          "close"};
};

enum class CollectionPhase : std::uint8_t { none, ordered, by_instalments };
template <>
struct Names<CollectionPhase> {
  static constexpr std::array<std::string_view, 3> values{"none", "ordered", "by_instalments"};
};
template <>
struct PhaseLabels<CollectionPhase> {
  static constexpr std::array<std::string_view, 3> values{"aucun ordre", "ordre émis",
                                                          "échéancier accordé"};
};

enum class AppealPhase : std::uint8_t { none, filed, decided };
template <>
struct Names<AppealPhase> {
  static constexpr std::array<std::string_view, 3> values{"none", "filed", "decided"};
};
template <>
struct PhaseLabels<AppealPhase> {
  static constexpr std::array<std::string_view, 3> values{"aucun recours", "formé", "jugé"};
};

/// What is owed to the establishment, given back: what a judgment took away, or what it paid beyond
/// what was due.
enum class RestitutionPhase : std::uint8_t { none, ordered, paid };
template <>
struct Names<RestitutionPhase> {
  static constexpr std::array<std::string_view, 3> values{"none", "ordered", "paid"};
};
template <>
struct PhaseLabels<RestitutionPhase> {
  static constexpr std::array<std::string_view, 3> values{"aucune restitution", "ordonnancée",
                                                          "versée"};
};

/// An amount and the event that set it.
struct DatedAmount {
  Money amount;
  Happening happening;
  bool operator==(DatedAmount const&) const = default;
};

/// Given back to the establishment, with the acts that had made it owed.
struct Restitution {
  Money amount;
  std::vector<DatedAmount> owed_by;  ///< the oldest first; none when its content was erased
  Happening paid;
  bool operator==(Restitution const&) const = default;
};

/// A court's decision on the withdrawal.
struct Judgment {
  recovery::AppealOutcome outcome = recovery::AppealOutcome::dismissed;
  Happening told;  ///< when the payer was: what it makes owed back counts from then
  Date on;         ///< of the court: what it took away may be claimed again since that day
  /// What the withdrawal that carried it out left out of the one before.
  std::optional<DatedAmount> left_out;
  bool operator==(Judgment const&) const = default;
};

struct ScheduledRepayment {
  Date due_on;
  Money amount;
  bool operator==(ScheduledRepayment const&) const = default;
};

struct RecoveryState {
  RecoveryPhase phase = RecoveryPhase::none;
  CollectionPhase collection = CollectionPhase::none;
  AppealPhase appeal = AppealPhase::none;
  RestitutionPhase restitution = RestitutionPhase::none;
  DossierId against;
  recovery::Cause cause = recovery::Cause::overcompensation;
  Money claimed;
  std::optional<Happening> opened;
  std::optional<Happening> notice;
  std::optional<Date> respond_by;  ///< the latest granted: a new notice takes no time back
  std::optional<Happening> observations;
  std::optional<Happening> remedied;
  std::optional<Happening> first_withdrawal;
  bool remedies_stated = false;        ///< by the last withdrawal decision: starts the appeal limit
  std::vector<DatedAmount> withdrawn;  ///< in force: a decision after partial annulment replaces
  std::vector<DatedAmount> waived;
  std::vector<DatedAmount> written_off;
  std::vector<DatedAmount> received;
  std::vector<DatedAmount>
      undue_changes;  ///< by each act what it adds to `undue`, or takes from it
  std::set<std::string> payment_references;  ///< of receipts and restitutions
  std::vector<Restitution> restored;
  std::optional<DatedAmount> restitution_order;  ///< the last one
  std::string restitution_ordered_by;            ///< actor id: the same may not execute
  std::optional<Happening> ordered;
  std::string ordered_by;               ///< actor id: the same may not execute
  std::vector<ScheduledRepayment> due;  ///< one line when ordered, several with instalments
  std::optional<Happening> appeal_filed;
  /// In the order of the log: the last one stands. An appeal withdrawn adds none to those before.
  std::vector<Judgment> judgments;
  std::optional<Happening> closed;
  std::optional<recovery::Outcome> outcome;

  /// The judgment that stands; nothing when no court has decided.
  Judgment const* judgment() const { return judgments.empty() ? nullptr : &judgments.back(); }
  bool annulled() const {
    return judgment() && judgment()->outcome == recovery::AppealOutcome::annulled;
  }
  /// A judgment annulled a part of the withdrawal, and no decision has drawn its consequence yet.
  bool awaits_new_withdrawal() const;
  /// What the decisions in force take back: zero once a judgment has annulled them.
  Money total_withdrawn() const;
  /// Withdrawn less waived and written off. Never negative.
  Money undue() const;
  /// Received, less what was given back.
  Money recovered() const;
  /// Undue less recovered: what remains to be paid or, negative, to be given back to the
  /// establishment because a judgment took away what it had repaid for.
  Money outstanding() const;
  /// The two sides of `outstanding`, neither of them negative.
  Money still_due() const;
  Money to_restore() const;
  /// What `to_restore` consists of, by the act that made each part owed, the oldest first: a
  /// judgment, the withdrawal that carried it out, or the receipt of more than was due.
  std::vector<DatedAmount> owed_back() const;
  /// Money was given back after the last order: a judgment since makes it due again, and that is
  /// ordered anew.
  bool awaits_new_order() const;
  bool operator==(RecoveryState const&) const = default;
};

void evolve(RecoveryState& state, RecordedEvent const& event);

std::optional<RecoveryPhase> next_phase(RecoveryPhase phase, EventType type);
std::optional<CollectionPhase> next_phase(CollectionPhase phase, EventType type);
std::optional<AppealPhase> next_phase(AppealPhase phase, EventType type);
std::optional<RestitutionPhase> next_phase(RestitutionPhase phase, EventType type);
std::vector<Track> recovery_tracks();

}  // namespace probant
