// MIE: the instruction of a declaration, ARS first, then ANS, and the payment it leads to.
#include <algorithm>

#include "adapters/simulation/funding_story.hpp"

namespace probant::simulation {
namespace {

using namespace mie;

constexpr int complement_days = 15;
/// The ARS give their opinions by the end of September, as in CaRE.
constexpr int days_left_to_ans = 46;
/// An attestation that misses its day comes within that many days.
constexpr int latest_days = 40;

}  // namespace

void FundingStory::declared(std::int64_t year, Date day, Outcome const& outcome) {
  if (chance(share::corrected)) {
    auto const& label = state<MieState>().campaigns.at(year).declaration->costs.front().label.value;
    correct(hour(later(day, 2, 20)), ans(), outcome.position, "costs[0].label", {label},
            {label + " (libellé corrigé)"});
  }
  if (chance(share::orders_before_attestation)) {
    PaymentOrdered order;
    order.year = year;
    order.order_reference = "OP-" + std::to_string(year) + "-" + candidate_.number.text();
    attempt(hour(later(day, 1, 10)), ans_authorising_officer(), order);
  }
  auto const instruction_ends = play_.calendar.instruction_ends.at(year);
  auto const latest = std::max(day.plus_days(10), instruction_ends.plus_days(-days_left_to_ans));
  auto const opinion_day =
      next_working_day(towards_the_end({day.plus_days(5), latest}), HolidayZone::metropole);
  if (chance(share::declaration_complement)) {
    return ask_for_complement(year, later(day, 3, 20), ars(region_), [this, year](Date answered) {
      give_opinion(year, later(answered, 3, 20));
    });
  }
  give_opinion(year, opinion_day);
}

void FundingStory::ask_for_complement(std::int64_t year, Date day, Actor const& actor,
                                      std::function<void(Date)> then) {
  ComplementRequested request;
  request.year = CampaignYear{year};
  request.items = {"Facture acquittée", "Attestation de déploiement"};
  request.due_on = day.plus_days(complement_days);
  act(hour(day), actor, request, [this, year, day, next = std::move(then)](Outcome const&) {
    if (chance(share::decides_too_soon)) {
      attempt(hour(later(day, 1, 1)), ans(), AttainmentCertified{year, by_ans(day)});
    }
    if (chance(share::complement_unanswered)) return deny(year, later(day, 25, 60));
    auto const answered = later(day, 2, complement_days + 3);
    ComplementReceived received;
    received.year = CampaignYear{year};
    received.items = {"Facture acquittée", "Attestation de déploiement"};
    act(hour(answered), depositor(), received,
        [answered, go_on = next](Outcome const&) { go_on(answered); });
  });
}

void FundingStory::give_opinion(std::int64_t year, Date day) {
  bool const favourable = !chance(share::opinion_unfavourable);
  if (chance(share::wrong_ars)) {
    attempt(hour(day), wrong_ars(), ArsOpinionGiven{year, favourable, by_ars(day)});
  }
  act(hour(day), ars(region_), ArsOpinionGiven{year, favourable, by_ars(day)},
      [this, year, day, favourable](Outcome const&) {
        auto const ends = play_.calendar.instruction_ends.at(year);
        auto attested = std::min(later(day, 5, 45), std::max(ends.plus_days(-2), day.plus_days(1)));
        if (chance(share::attests_late)) attested = later(ends, 1, latest_days);
        if (!chance(share::complement_after_opinion)) return attest(year, attested, favourable);
        ask_for_complement(year, later(day, 1, 4), ans(), [this, year, favourable](Date answered) {
          attest(year, later(answered, 2, 12), favourable);
        });
      });
}

void FundingStory::attest(std::int64_t year, Date day, bool favourable) {
  auto const denies = favourable ? share::denied_despite_opinion : share::denied_after_unfavourable;
  if (chance(denies)) return deny(year, day);
  if (chance(share::author_forgotten)) {
    attempt(hour(day), ans(), AttainmentCertified{year, without_author(by_ans(day))});
  }
  act(hour(day), ans(), AttainmentCertified{year, by_ans(day)},
      [this, year, day](Outcome const&) { order_payment(year, later(day, 3, 20)); });
}

void FundingStory::deny(std::int64_t year, Date day) {
  AttainmentDenied denied;
  denied.year = year;
  denied.decision = by_ans(day);
  denied.grounds = "Les preuves ne montrent pas l'équipement des postes déclarés (simulé).";
  act(hour(day), ans(), denied, [this, year, day](Outcome const&) {
    if (!chance(share::attests_again)) return;
    auto const again = later(day, 2, 15);
    attempt(hour(again), ans(), AttainmentCertified{year, by_ans(again)});
  });
}

void FundingStory::order_payment(std::int64_t year, Date day) {
  PaymentOrdered order;
  order.year = year;
  order.order_reference = "OP-" + std::to_string(year) + "-" + candidate_.number.text();
  act(hour(day), ans_authorising_officer(), order, [this, year, day, order](Outcome const&) {
    execute_payment(year, later(day, 2, 12));
    if (chance(share::orders_again)) {
      attempt(hour(later(day, 15, 40)), ans_authorising_officer(), order);
    }
  });
}

void FundingStory::execute_payment(std::int64_t year, Date day) {
  PaymentExecuted executed;
  executed.year = year;
  executed.payment_reference = "VIR-" + std::to_string(year) + "-" + candidate_.number.text();
  executed.paid_on = day;
  if (chance(share::same_person_pays)) {
    auto const same = in_role(ans_authorising_officer(), Role::ans_accounting_officer);
    attempt(start_of_paris_day(day), same, executed);
  }
  act(hour(day), ans_accounting_officer(), executed,
      [this, year, day](Outcome const&) { paid(year, day); });
}

void FundingStory::paid(std::int64_t year, Date day) {
  if (year > CampaignYear::min && chance(share::false_declaration)) {
    return denounce_false_declaration(later(day, 60, 200));
  }
  if (controlled_ || !chance(share::controlled)) return;
  controlled_ = true;
  open_control(later(day, 20, 150));
}

}  // namespace probant::simulation
