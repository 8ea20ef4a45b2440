// MIE: the request, the convention and the cards. Campaigns, payments and controls follow in
// campaigns.cpp.
#include <algorithm>

#include "adapters/simulation/funding_story.hpp"

namespace probant::simulation {
namespace {

using namespace mie;

constexpr int complement_days = 15;
/// Cards a beneficiary orders, in thousandths of its agents.
constexpr std::int64_t fewest_cards = 20;
constexpr std::int64_t most_cards = 180;

}  // namespace

FundingStory::FundingStory(Play& play, Candidate const& candidate)
    : Story(play, DossierId::of(DossierKind::mie, candidate.number), candidate.region),
      candidate_(candidate) {}

FundingRequested FundingStory::request() const {
  FundingRequested requested;
  requested.beneficiary = candidate_.number;
  requested.entities.assign(candidate_.entities.begin(), candidate_.entities.end());
  return requested;
}

Actor FundingStory::depositor() {
  return chance(share::by_convergence) ? convergence() : establishment(candidate_.number);
}

void FundingStory::start(Date validated_on) {
  auto const closes_on = play_.calendar.requests_close_on;
  if (!chance(share::requests_funding)) return;
  if (chance(share::too_late)) return attempt(just_after(closes_on), depositor(), request());
  auto const first = validated_on.plus_days(1);
  bool const in_haste = random_.between(0, 2) > 0;
  auto const wanted =
      in_haste ? later(first, 0, 30) : towards_the_end({first, std::max(first, closes_on)});
  auto const day = std::min(wanted, closes_on);
  auto const actor = depositor();
  act(hour(day), actor, request(), [this, day](Outcome const&) { requested(day); });
}

void FundingStory::too_soon(Date day) {
  attempt(hour(later(day, 1, 1)), establishment(candidate_.number), request());
}

void FundingStory::requested(Date day) {
  if (!chance(share::request_complement)) return decide(later(day, 3, 18));
  auto const asked = later(day, 1, 6);
  ComplementRequested request;
  request.items = {"Relevé d'identité bancaire", "Pouvoir du signataire"};
  request.due_on = asked.plus_days(complement_days);
  act(hour(asked), ars(region_), request, [this, asked](Outcome const&) {
    if (chance(share::decides_too_soon)) {
      attempt(hour(later(asked, 1, 1)), ars(region_), RequestValidated{by_ars(asked)});
    }
    auto const answered = later(asked, 1, complement_days - 3);
    ComplementReceived received;
    received.items = {"Relevé d'identité bancaire", "Pouvoir du signataire"};
    act(hour(answered), depositor(), received,
        [this, answered](Outcome const&) { decide(later(answered, 1, 5)); });
  });
}

void FundingStory::decide(Date day) {
  if (chance(share::wrong_ars)) attempt(hour(day), wrong_ars(), RequestValidated{by_ars(day)});
  if (chance(share::request_rejected)) {
    RequestRejected rejected;
    rejected.decision = by_ars(day);
    rejected.grounds = "Le périmètre demandé n'est pas celui de la candidature validée (simulé).";
    return act(hour(day), ars(region_), rejected);
  }
  act(hour(day), ars(region_), RequestValidated{by_ars(day)}, [this, day](Outcome const&) {
    sign_convention(day);
    if (chance(share::orders_cards)) order_cards(later(day, 15, 300), 1);
  });
}

void FundingStory::sign_convention(Date validated_on) {
  if (chance(share::convention_never)) {
    if (chance(share::declares_without_convention)) declare_from(validated_on);
    return;
  }
  auto const closes_on = play_.calendar.conventions_close_on;
  bool const late = chance(share::convention_late);
  auto first = later(validated_on, 2, 9);
  if (late) first = std::max(first, closes_on.plus_days(1));
  auto const second = later(first, 1, 8);
  bool const ans_first = chance(share::ans_signs_first);
  if (chance(share::signs_for_the_other)) {
    attempt(hour(first), ans(), ConventionSigned{Party::beneficiary, first});
  }
  auto const signatory = establishment(candidate_.number);
  ConventionSigned const by_ans{Party::ans, ans_first ? first : second};
  ConventionSigned const by_beneficiary{Party::beneficiary, ans_first ? second : first};
  auto const signed_by_both = [this, second](Outcome const&) { declare_from(second); };
  auto const at = hour(first);
  if (ans_first) {
    act(at, ans(), by_ans);
    act(hour(second), signatory, by_beneficiary, signed_by_both);
  } else {
    act(at, signatory, by_beneficiary);
    act(hour(second), ans(), by_ans, signed_by_both);
  }
}

void FundingStory::order_cards(Date day, int number) {
  if (candidate_.staff == 0) return;
  CardsOrdered order;
  auto const wanted = candidate_.staff * random_.between(fewest_cards, most_cards) / 1000;
  order.quantity = std::max<std::int64_t>(1, wanted);
  order.order_reference = "CPS-" + candidate_.number.text() + "-" + std::to_string(number);
  order.ordered_on = day;
  act(hour(day), ans(), order, [this, day, order, number](Outcome const&) {
    if (chance(share::cards_cancelled)) {
      CardsCancelled cancelled;
      cancelled.quantity = std::max<std::int64_t>(1, order.quantity / 5);
      cancelled.order_reference = order.order_reference;
      act(hour(later(day, 5, 40)), ans(), cancelled);
    }
    if (number < 3 && chance(share::cards_again)) order_cards(later(day, 60, 330), number + 1);
  });
}

void play_funding(Play& play, Candidate const& candidate, Date validated_on) {
  play.stage.cast<FundingStory>(play, candidate).start(validated_on);
}

void request_too_soon(Play& play, Candidate const& candidate, Date day) {
  play.stage.cast<FundingStory>(play, candidate).too_soon(day);
}

}  // namespace probant::simulation
