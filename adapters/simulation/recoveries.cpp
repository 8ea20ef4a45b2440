// Recoveries: the contradictory procedure, the withdrawal, and the appeal against it. The money is
// collected in collection.cpp.
#include <algorithm>

#include "adapters/simulation/recovery_story.hpp"

namespace probant::simulation {
namespace {

using namespace recovery;

constexpr int default_notice_days = 30;
constexpr int short_notice_days = 12;

}  // namespace

RecoveryStory::RecoveryStory(Play& play, std::string const& reference, Region region,
                             DossierId against)
    : Story(play, {DossierKind::recovery, reference}, region), against_(std::move(against)) {}

Actor RecoveryStory::pursuer() const { return of_ans() ? ans() : ars(region_); }
Actor RecoveryStory::authorising_officer() const {
  return of_ans() ? ans_authorising_officer() : ars_authorising_officer(region_);
}
Actor RecoveryStory::accounting_officer() const {
  return of_ans() ? ans_accounting_officer() : ars_accounting_officer(region_);
}
AdministrativeDecision RecoveryStory::decision(Date day) {
  return of_ans() ? by_ans(day) : by_ars(day);
}

void RecoveryStory::start(Cause cause, Money amount, Date day, std::string grounds) {
  Opened opened;
  opened.against = against_;
  opened.cause = cause;
  opened.amount_cents = amount;
  opened.grounds = std::move(grounds);
  act(hour(day), pursuer(), opened, [this, day](Answer const&) {
    if (chance(share::withdraws_too_soon)) withdraw_too_soon(day.plus_days(1));
    serve_notice(later(day, 3, 15));
  });
}

void RecoveryStory::withdraw_too_soon(Date day) {
  WithdrawalDecided withdrawal;
  withdrawal.decision = decision(day);
  withdrawal.amount_cents = Money::cents(1'000);
  withdrawal.grounds = "Retrait sans attendre (simulé).";
  attempt(hour(day), pursuer(), withdrawal);
}

void RecoveryStory::serve_notice(Date day) {
  FormalNoticeServed notice;
  notice.notified_on = day;
  notice.respond_within_days =
      chance(share::notice_short) ? short_notice_days : default_notice_days;
  notice.grounds = "Mise en demeure de remédier au manquement ou de présenter des observations.";
  act(hour(day), pursuer(), notice, [this, day](Answer const&) {
    if (chance(share::notice_again)) return serve_notice(later(day, 5, 15));
    auto const respond_by = *state<RecoveryState>().respond_by;
    if (chance(share::withdraws_too_soon)) withdraw_too_soon(day.plus_days(1));
    if (!chance(share::observations)) return conclude(later(respond_by, 1, 20));
    auto const spoken = later(day, 3, 9);
    ObservationsReceived received;
    received.text = "L'établissement conteste une partie du montant (simulé).";
    act(hour(spoken), pursuer(), received,
        [this, spoken](Answer const&) { conclude(later(spoken, 5, 40)); });
  });
}

void RecoveryStory::conclude(Date day) {
  if (chance(share::breach_remedied)) {
    BreachRemedied remedied;
    remedied.grounds = "Les justificatifs manquants ont été produits (simulé).";
    return act(hour(day), pursuer(), remedied,
               [this, day](Answer const&) { close(later(day, 1, 10)); });
  }
  if (chance(share::no_action)) return close(day);
  withdraw(day, state<RecoveryState>().claimed);
}

void RecoveryStory::withdraw(Date day, Money most) {
  WithdrawalDecided withdrawal;
  withdrawal.decision = decision(day);
  withdrawal.amount_cents = most;
  if (chance(share::withdrawal_reduced)) {
    auto const part = most.cents() * random_.between(400, 950) / 1000;
    withdrawal.amount_cents = Money::cents(std::max<std::int64_t>(1, part));
  }
  withdrawal.grounds = "Les observations n'établissent pas le respect des conditions (simulé).";
  act(hour(day), pursuer(), withdrawal, [this, day](Answer const&) {
    if (chance(share::appeals)) appeal(later(day, 10, 55));
    collect(later(day, 5, 25));
  });
}

void RecoveryStory::appeal(Date day) {
  AppealFiled filed;
  filed.court = "Tribunal administratif";
  filed.filed_on = day;
  act(hour(day), pursuer(), filed, [this, day](Answer const&) {
    transverse::LegalHoldSet hold;
    hold.grounds = "Contentieux en cours devant le tribunal administratif.";
    act(hour(later(day, 1, 5)), pursuer(), hold);
    judge(later(day, 150, 420));
  });
}

void RecoveryStory::judge(Date day) {
  AppealDecided decided;
  decided.decided_on = day;
  bool const first = ++play_.appeals == 1;
  decided.outcome = chance(share::appeal_annulled) || first ? AppealOutcome::annulled
                    : chance(share::appeal_partly_annulled) ? AppealOutcome::partly_annulled
                    : chance(share::appeal_given_up)        ? AppealOutcome::withdrawn
                                                            : AppealOutcome::dismissed;
  act(hour(day), pursuer(), decided, [this, day, outcome = decided.outcome](Answer const&) {
    transverse::LegalHoldLifted lifted;
    lifted.grounds = "Fin du contentieux.";
    act(hour(later(day, 1, 10)), pursuer(), lifted);
    if (outcome == AppealOutcome::partly_annulled) {
      auto const half = state<RecoveryState>().total_withdrawn().half_rounded_down();
      if (half > Money{}) decide_again(later(day, 10, 30), half);
    }
    settle_later(later(day, 31, 45));
  });
}

/// Draws the consequence of a judgment that annulled a part.
void RecoveryStory::decide_again(Date day, Money amount) {
  WithdrawalDecided withdrawal;
  withdrawal.decision = decision(day);
  withdrawal.amount_cents = amount;
  withdrawal.grounds = "Retrait limité à ce que le jugement laisse subsister (simulé).";
  act(hour(day), pursuer(), withdrawal);
}

void RecoveryStory::close(Date day) {
  act(hour(day), pursuer(), Closed{}, [this, day](Answer const&) {
    if (!chance(share::attests_again)) return;
    FormalNoticeServed notice;
    notice.notified_on = day;
    notice.respond_within_days = default_notice_days;
    notice.grounds = "Mise en demeure dans un dossier clos (simulé).";
    attempt(hour(later(day, 3, 10)), pursuer(), notice);
  });
}

void play_recovery(Play& play, DossierId const& against, Region region, Cause cause, Money amount,
                   Date day, std::string grounds) {
  auto const reference = "SIM-R" + std::to_string(++play.recoveries);
  play.stage.cast<RecoveryStory>(play, reference, region, against)
      .start(cause, amount, day, std::move(grounds));
}

}  // namespace probant::simulation
