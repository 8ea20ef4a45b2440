#include <algorithm>

#include "engine/kernel/order_of_acts.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/recovery/checks.hpp"
#include "engine/recovery/target.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace recovery;

constexpr Roles of_ans =
    Roles::of(Role::ans, Role::ans_authorising_officer, Role::ans_accounting_officer);
constexpr Roles of_ars =
    Roles::of(Role::ars, Role::ars_authorising_officer, Role::ars_accounting_officer);

DossierId const& target(RecoveryState const& state, EventBody const& body) {
  auto const* opening = std::get_if<Opened>(&body);
  return opening && !state.opened ? opening->against : state.against;
}

/// Each payer recovers its own money: the ANS what it paid in mie, an ARS what it paid in aap.
Roles others_than_payer(DossierKind against) {
  if (against == DossierKind::mie) return of_ars;
  return against == DossierKind::aap ? of_ans : Roles{};
}

void check_payer(DossierKind against, Role role, Verdict& verdict) {
  if (!others_than_payer(against).has(role)) return;
  if (against == DossierKind::mie) {
    verdict.refuse(ReasonCode::forbidden_role,
                   "Ce recouvrement vise un financement versé par l'ANS : il revient à l'ANS, à "
                   "son ordonnateur et à son comptable, pas à une ARS.",
                   house_rule("roles.payer"));
  } else {
    verdict.refuse(ReasonCode::forbidden_role,
                   "Ce recouvrement vise un financement versé par une ARS : il revient à l'ARS, à "
                   "son ordonnateur et à son comptable, pas à l'ANS.",
                   house_rule("roles.payer"));
  }
}

template <class E>
constexpr bool collects =
    std::is_same_v<E, RepaymentOrdered> || std::is_same_v<E, InstalmentsGranted> ||
    std::is_same_v<E, RepaymentReceived> || std::is_same_v<E, Waived> ||
    std::is_same_v<E, WrittenOff>;
template <class E>
constexpr bool restores =
    std::is_same_v<E, RestitutionOrdered> || std::is_same_v<E, RestitutionPaid>;
template <class E>
constexpr bool appeals = std::is_same_v<E, AppealFiled> || std::is_same_v<E, AppealDecided>;

struct Obstacle {
  std::string_view what;
  std::string_view phase_label;
};

/// What keeps the event from happening now; nothing when the tables allow it.
template <class E>
std::optional<Obstacle> obstacle(RecoveryState const& state) {
  static EventType const type = EventBody{E{}}.index();
  Obstacle const procedure{"la procédure", label_of(state.phase)};
  if constexpr (collects<E>) {
    // A correction may show that what was closed as settled is not; money may come all the same.
    bool const money = std::is_same_v<E, RepaymentReceived> && state.first_withdrawal;
    bool const unsettled =
        state.phase == RecoveryPhase::closed && (money || !state.still_due().is_zero());
    if (state.phase != RecoveryPhase::withdrawal_decided && !unsettled) return procedure;
    bool const again = std::is_same_v<E, RepaymentOrdered> && state.ordered;
    if (!next_phase(state.collection, type) || (again && !awaits_another_order(state))) {
      return Obstacle{"le recouvrement", label_of(state.collection)};
    }
  } else if constexpr (appeals<E>) {
    if (!state.first_withdrawal) return procedure;
    if (!next_phase(state.appeal, type)) return Obstacle{"le recours", label_of(state.appeal)};
  } else if constexpr (restores<E>) {
    if (!state.first_withdrawal) return procedure;
    if (!next_phase(state.restitution, type)) {
      return Obstacle{"la restitution", label_of(state.restitution)};
    }
  } else {
    if (!next_phase(state.phase, type)) return procedure;
    bool const second_withdrawal =
        std::is_same_v<E, WithdrawalDecided> && state.phase == RecoveryPhase::withdrawal_decided;
    if (second_withdrawal && !state.awaits_new_withdrawal()) return procedure;
  }
  return std::nullopt;
}

/// What an act of the procedure or of the appeal follows, whenever it is written down.
template <class E>
void require_order(RecoveryState const& state, Context const& context, Verdict& verdict) {
  auto const after = [&](std::initializer_list<Earlier> steps) {
    require_after_all(steps, ReasonCode::not_allowed_now,
                      governing_rule("recovery.steps", state.against, context), context, verdict);
  };
  auto const last = [](std::vector<DatedAmount> const& amounts) {
    return amounts.empty() ? std::nullopt : std::optional{amounts.back().happening};
  };
  auto const withdrawal = last(state.withdrawn);
  if constexpr (std::is_same_v<E, RepaymentReceived>) {
    after({{state.first_withdrawal, "la décision de retrait"}});  // it may have been decided anew
  } else if constexpr (collects<E> || std::is_same_v<E, AppealFiled>) {
    after({{withdrawal, "la décision de retrait"}});
  } else if constexpr (std::is_same_v<E, FormalNoticeServed>) {
    after({{state.opened, "l'ouverture de la procédure"}});
  } else if constexpr (std::is_same_v<E, ObservationsReceived> ||
                       std::is_same_v<E, BreachRemedied>) {
    after({{state.notice, "la mise en demeure"}});
  } else if constexpr (std::is_same_v<E, AppealDecided>) {
    after({{state.appeal_filed, "le recours"}});
  } else if constexpr (restores<E>) {
    auto const* judgment = state.judgment();
    auto const judged = judgment ? std::optional{judgment->told} : std::nullopt;
    after({{withdrawal, "la décision de retrait"},
           {judged, "le jugement"},
           {last(state.received), "le dernier reversement"}});
  } else if constexpr (std::is_same_v<E, Closed>) {
    auto const received = last(state.received);
    auto const waived = last(state.waived);
    auto const written_off = last(state.written_off);
    after({{state.opened, "l'ouverture de la procédure"},
           {state.notice, "la mise en demeure"},
           {state.remedied, "la remédiation au manquement"},
           {withdrawal, "la décision de retrait"},
           {received, "le dernier reversement"},
           {waived, "la dernière remise"},
           {written_off, "l'admission en non-valeur"}});
  }
}

/// Heard before the withdrawal, and written down after it: it moves nothing.
template <class E>
bool heard_before(RecoveryState const& state, Context const& context) {
  return std::is_same_v<E, ObservationsReceived> && state.first_withdrawal &&
         context.occurred_at() < state.first_withdrawal->occurred_at;
}

bool may_be_ordered(RecoveryState const& state) {
  return state.opened && !state.ordered && !state.remedied && !state.closed;
}

/// What an establishment gives back of its own accord waits for the order it is booked under.
void refuse_before_order(Verdict& verdict) {
  verdict.refuse(
      ReasonCode::not_allowed_now,
      "Aucun ordre de recouvrer n'est émis : un reversement, même spontané, s'enregistre "
      "sous un ordre. Une fois le retrait décidé et l'ordre émis, enregistrez-le avec le "
      "jour de son encaissement (data.received_on).",
      house_rule("payment.order"));
}

template <class E>
void decide_own(RecoveryState const& state, EventBody const& body, E& event, Context const& context,
                Verdict& verdict) {
  // Before any notice, what a withdrawal lacks is the contradictory procedure: its check says so.
  bool const told_by_check =
      std::is_same_v<E, WithdrawalDecided> && state.phase == RecoveryPhase::opened;
  bool const heard = heard_before<E>(state, context);
  if (std::is_same_v<E, RepaymentReceived> && may_be_ordered(state)) {
    return refuse_before_order(verdict);
  }
  if (auto const found = obstacle<E>(state); found && !told_by_check && !heard) {
    refuse_not_now(verdict, body, found->what, found->phase_label);
    return;
  }
  if (heard) {
    verdict.warn("withdrawn_meanwhile",
                 "Le retrait est décidé depuis, le " + to_french(state.first_withdrawal->day()) +
                     " : ces observations s'inscrivent à leur date. Vérifiez que la décision en a "
                     "tenu compte.",
                 governing_rule("recovery.steps", state.against, context));
  }
  require_order<E>(state, context, verdict);
  if constexpr (requires { check(state, event, context, verdict); }) {
    check(state, event, context, verdict);
  }
}

template <class E>
bool possible(RecoveryState const& state) {
  if (obstacle<E>(state)) return false;
  if constexpr (std::is_same_v<E, Closed>) return outcome_now(state).has_value();
  if constexpr (std::is_same_v<E, RestitutionOrdered>) return can_order_restitution(state);
  if constexpr (std::is_same_v<E, RestitutionPaid>) return can_pay_restitution(state);
  if constexpr (std::is_same_v<E, RepaymentReceived>) return !may_still_come(state).is_zero();
  return !collects<E> || !state.still_due().is_zero();
}

}  // namespace

Roles never_recovering(Dossier const& dossier, EventBody const& body) {
  auto const* state = std::get_if<RecoveryState>(&dossier.state);
  return state ? others_than_payer(target(*state, body).kind) : Roles{};
}

Competence competence(RecoveryState const& state, EventBody const& body, View const& view) {
  return {region_of_target(target(state, body), view), {}};
}

void decide(RecoveryState const& state, EventBody& body, Context const& context, Verdict& verdict) {
  std::visit(
      [&]<class E>(E& event) {
        if constexpr (E::about.kind == DossierKind::recovery && !E::about.in_any_dossier) {
          check_payer(target(state, body).kind, context.actor().role, verdict);
          decide_own(state, body, event, context, verdict);
        } else {
          refuse_not_now(verdict, body, "la procédure", label_of(state.phase));
        }
      },
      body);
}

std::vector<EventType> possible_events(RecoveryState const& state) {
  std::vector<EventType> types;
  auto const add = [&]<class E>(E const&) {
    if constexpr (E::about.kind == DossierKind::recovery && !E::about.in_any_dossier) {
      if (possible<E>(state)) types.push_back(EventBody{E{}}.index());
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add(std::variant_alternative_t<I, EventTypes>{}), ...);
  }
  (std::make_index_sequence<event_type_count>{});
  return types;
}

std::vector<EventType> possible_events(RecoveryState const& state, View const& view) {
  auto types = possible_events(state);
  if (!was_heard(state, view.day())) std::erase(types, EventBody{WithdrawalDecided{}}.index());
  return types;
}

PhaseView phase_view(RecoveryState const& state) {
  auto const track = [](std::string_view name, auto phase) {
    return PhaseView::TrackPhase{std::string{name}, std::string{name_of(phase)},
                                 std::string{label_of(phase)}};
  };
  PhaseView view{std::string{name_of(state.phase)},
                 std::string{label_of(state.phase)},
                 {track("procedure", state.phase), track("collection", state.collection),
                  track("appeal", state.appeal), track("restitution", state.restitution)}};
  if (state.annulled() && state.phase == RecoveryPhase::withdrawal_decided) {
    view.label = "retrait annulé";
  }
  if (auto const owed = state.to_restore(); !owed.is_zero()) {
    if (!state.closed) view.phase = "restitution_due";
    view.label += ", " + to_french(owed) + " à restituer";
  }
  return view;
}

}  // namespace probant
