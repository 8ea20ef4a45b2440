// What every procedure offers the engine, by overload on its state. One folder per procedure holds
// state, evolve, lifecycle, decide and obligations; knowing one is knowing all.
//
//   Competence competence(State const&, EventBody const&, View const&);
//   void decide(State const&, EventBody& body, Context const&, Verdict&);   // completes `body`
//   std::vector<EventType> possible_events(State const&);                   // and with a View
//   PhaseView phase_view(State const&);
//   void add_obligations(State const&, View const&, std::vector<Obligation>&);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// Who is entitled to act on a dossier: the region whose ARS is competent (nothing when no region
/// can be told), and the entities for which an establishment may act.
struct Competence {
  std::optional<Region> region;
  std::vector<Entity> applicants;
};

/// Something due, or done: what becomes a deadline once compared with a day.
struct Obligation {
  std::string key;          ///< "mie.declaration.2026"
  std::string label;        ///< French
  std::string responsible;  ///< establishment, ars or ans
  std::optional<Date> opens_on;
  Date due_on;
  std::optional<Happening> met;
  bool cancelled = false;
  std::string source;
  std::optional<Date> extended_from;
};

/// A dossier's phase in one word, and that of each of its tracks, for reading.
struct PhaseView {
  std::string phase;
  std::string label;  ///< French
  struct TrackPhase {
    std::string track;
    std::string phase;
    std::string label;
  };
  std::vector<TrackPhase> tracks;
};

Competence competence(RegisterState const&, EventBody const&, View const&);
Competence competence(ProgrammeState const&, EventBody const&, View const&);
Competence competence(HospiconnectState const&, EventBody const&, View const&);
Competence competence(AapState const&, EventBody const&, View const&);
Competence competence(MieState const&, EventBody const&, View const&);
Competence competence(RecoveryState const&, EventBody const&, View const&);
Competence competence(RefusalsState const&, EventBody const&, View const&);
Competence competence(JournalState const&, EventBody const&, View const&);
Competence competence(ConvergenceState const&, EventBody const&, View const&);

void decide(RegisterState const&, EventBody&, Context const&, Verdict&);
void decide(ProgrammeState const&, EventBody&, Context const&, Verdict&);
void decide(HospiconnectState const&, EventBody&, Context const&, Verdict&);
void decide(AapState const&, EventBody&, Context const&, Verdict&);
void decide(MieState const&, EventBody&, Context const&, Verdict&);
void decide(RecoveryState const&, EventBody&, Context const&, Verdict&);
void decide(RefusalsState const&, EventBody&, Context const&, Verdict&);
void decide(JournalState const&, EventBody&, Context const&, Verdict&);
void decide(ConvergenceState const&, EventBody&, Context const&, Verdict&);

std::vector<EventType> possible_events(RegisterState const&);
std::vector<EventType> possible_events(ProgrammeState const&);
std::vector<EventType> possible_events(HospiconnectState const&);
std::vector<EventType> possible_events(AapState const&);
std::vector<EventType> possible_events(MieState const&);
std::vector<EventType> possible_events(RecoveryState const&);
std::vector<EventType> possible_events(RefusalsState const&);
std::vector<EventType> possible_events(JournalState const&);
std::vector<EventType> possible_events(ConvergenceState const&);

/// As above, less what the figures or the calendar of the view's instant rule out.
std::vector<EventType> possible_events(RegisterState const&, View const&);
std::vector<EventType> possible_events(HospiconnectState const&, View const&);
std::vector<EventType> possible_events(RecoveryState const&, View const&);
std::vector<EventType> possible_events(MieState const&, View const&);
std::vector<EventType> possible_events(AapState const&, View const&);
std::vector<EventType> possible_events(ProgrammeState const&, View const&);
template <class State>
std::vector<EventType> possible_events(State const& state, View const&) {
  return possible_events(state);
}

PhaseView phase_view(RegisterState const&);
PhaseView phase_view(ProgrammeState const&);
PhaseView phase_view(HospiconnectState const&);
PhaseView phase_view(AapState const&);
PhaseView phase_view(MieState const&);
PhaseView phase_view(RecoveryState const&);
PhaseView phase_view(RefusalsState const&);
PhaseView phase_view(JournalState const&);
PhaseView phase_view(ConvergenceState const&);

/// Everything this dossier must do, has done or need no longer do, seen at the view's instant.
void add_obligations(RegisterState const&, View const&, std::vector<Obligation>&);
void add_obligations(ProgrammeState const&, View const&, std::vector<Obligation>&);
void add_obligations(HospiconnectState const&, View const&, std::vector<Obligation>&);
void add_obligations(AapState const&, View const&, std::vector<Obligation>&);
void add_obligations(MieState const&, View const&, std::vector<Obligation>&);
void add_obligations(RecoveryState const&, View const&, std::vector<Obligation>&);
void add_obligations(RefusalsState const&, View const&, std::vector<Obligation>&);
void add_obligations(JournalState const&, View const&, std::vector<Obligation>&);
void add_obligations(ConvergenceState const&, View const&, std::vector<Obligation>&);

/// Refuses with not_allowed_now: "« Candidature validée » n'est pas possible : … est « retirée »."
void refuse_not_now(Verdict& verdict, EventBody const& body, std::string_view what,
                    std::string_view phase_label);

/// The event types the lifecycle allows from a phase, in the order of the catalogue.
template <class Phase>
std::vector<EventType> possible_from(Phase phase) {
  std::vector<EventType> types;
  for (EventType type = 0; type < event_type_count; ++type) {
    if (next_phase(phase, type)) types.push_back(type);
  }
  return types;
}

/// Something that is due in a window of the calendar: the obligation's key, that of the calendar.
struct Due {
  std::string key;
  std::string window_key;
  std::string label;  ///< French
  std::string responsible = "establishment";
};
/// Until it is met, the window is the one in force at the view's instant; an act that met it is
/// measured against the dates it was done under, whatever is decided later.
Obligation due_in_window(Due due, View const& view, std::optional<Happening> const& met);

/// An open complement or its receipt, as an obligation of the establishment.
void add_complements(std::vector<Complement> const& complements, bool cancelled,
                     std::vector<Obligation>& out);

/// What was paid beyond what is due, and is known to be: by a control, a withdrawal or a
/// correction. Nothing when it cannot be told.
std::optional<Money> excess_to_recover(MieState const&, View const&);
std::optional<Money> excess_to_recover(AapState const&, View const&);

/// A recovery of that excess is to be opened against the view's dossier before the claim is
/// time-barred (C. civ. art. 2224), part by part as it came to be known. `shown`: the act that
/// shows what no look at the dossier had found yet; nothing when none does.
void add_recovery_to_open(std::optional<Money> excess, std::optional<Happening> const& shown,
                          std::string responsible, View const& view, std::vector<Obligation>& out);

/// Warns, before more is paid, of recoveries that take money back from the view's dossier.
void warn_of_recoveries(Context const& context, Verdict& verdict);

/// The day until which a dossier is kept: the rulebook's years after the end of the operational
/// period (decision (EU) 2025/2630, art. 8).
void add_retention(View const& view, std::vector<Obligation>& out);

}  // namespace probant
