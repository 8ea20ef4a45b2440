#include <algorithm>

#include "engine/kernel/overload.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/mie/checks.hpp"

namespace probant {
namespace {

void add_possible(std::vector<EventType>& types, std::vector<EventType> more) {
  types.insert(types.end(), more.begin(), more.end());
}

/// What a validated request makes possible, besides its own track.
void add_after_validation(MieState const& state, std::vector<EventType>& types) {
  add_possible(types, possible_from(state.control));
  if (state.convention != ConventionPhase::signed_) {
    types.push_back(type_of<mie::ConventionSigned>());
  }
  for (auto const& [year, campaign] : state.campaigns) {
    auto steps = possible_from(campaign.phase);
    // One given before the complement was asked for may be written down; none is given now.
    if (is_awaited(campaign.complements)) std::erase(steps, type_of<mie::ArsOpinionGiven>());
    add_possible(types, std::move(steps));
    bool const payable = campaign.phase == CampaignPhase::certified;
    if (payable) add_possible(types, possible_from(campaign.payment));
  }
  bool const undeclared_year =
      state.campaigns.size() < mie::CampaignYear::max - mie::CampaignYear::min + 1;
  if (undeclared_year) types.push_back(type_of<mie::DeclarationTransmitted>());
  if (state.convention == ConventionPhase::signed_) return;
  std::erase(types, type_of<mie::DeclarationTransmitted>());
  std::erase(types, type_of<mie::PaymentOrdered>());
}

/// A campaign that nothing was declared for is open to declarations.
bool can_declare(MieState const& state, View const& view) {
  for (auto year = mie::CampaignYear::min; year <= mie::CampaignYear::max; ++year) {
    auto const* campaign = state.campaign(year);
    bool const declared = campaign && campaign->phase != CampaignPhase::none;
    if (!declared && view.in_window("mie.declaration." + std::to_string(year))) return true;
  }
  return false;
}

std::string year_track(std::string_view name, std::int64_t year) {
  return std::string{name} + " " + std::to_string(year);
}

template <class Phase>
PhaseView::TrackPhase track(std::string name, Phase phase) {
  return {std::move(name), std::string{name_of(phase)}, std::string{label_of(phase)}};
}

}  // namespace

Competence competence(MieState const& state, EventBody const&, View const& view) {
  Competence competence;
  auto const beneficiary = view.dossier().entity().value_or(state.beneficiary);
  if (auto const* record = view.entity(beneficiary)) competence.region = record->entity->region;
  competence.applicants = {beneficiary};
  return competence;
}

void decide(MieState const& state, EventBody& body, Context const& context, Verdict& verdict) {
  mie::Act const act{state, body, context, verdict};
  std::visit(
      [&]<class E>(E& e) {
        if constexpr (requires { complete(e, act); }) {
          complete(e, act);
        } else if constexpr (requires { check(e, act); }) {
          check(e, act);
        } else {
          verdict.refuse(ReasonCode::not_allowed_now,
                         "« " + std::string{E::about.label} +
                             " » ne s'inscrit pas dans un dossier de financement (mie).");
        }
      },
      body);
}

std::vector<EventType> possible_events(MieState const& state) {
  auto types = possible_from(state.request);
  if (state.is_live()) {
    types.push_back(type_of<mie::CardsOrdered>());
    if (!state.cards.empty()) types.push_back(type_of<mie::CardsCancelled>());
  }
  if (state.request == RequestPhase::validated) add_after_validation(state, types);
  std::ranges::sort(types);
  auto const repeated = std::ranges::unique(types);
  types.erase(repeated.begin(), repeated.end());
  return types;
}

std::vector<EventType> possible_events(MieState const& state, View const& view) {
  auto types = possible_events(state);
  auto const applicant = view.dossier().entity();
  bool const may_ask = applicant && mie::has_validated_candidacy(*applicant, view);
  if (!may_ask || !view.in_window("mie.request")) {
    std::erase(types, type_of<mie::FundingRequested>());
  }
  if (!can_declare(state, view)) std::erase(types, type_of<mie::DeclarationTransmitted>());
  auto const payable = payable_now(state, view, Tracing::off);
  if (!payable || payable->value <= Money{}) std::erase(types, type_of<mie::PaymentOrdered>());
  return types;
}

PhaseView phase_view(MieState const& state) {
  PhaseView view{std::string{name_of(state.request)}, std::string{label_of(state.request)}, {}};
  if (state.request == RequestPhase::validated && state.convention == ConventionPhase::signed_) {
    view.phase = "under_convention";
    view.label = "sous convention";
  }
  view.tracks.push_back(track("request", state.request));
  view.tracks.push_back(track("convention", state.convention));
  for (auto const& [year, campaign] : state.campaigns) {
    view.tracks.push_back(track(year_track("campaign", year), campaign.phase));
    view.tracks.push_back(track(year_track("payment", year), campaign.payment));
  }
  view.tracks.push_back(track("control", state.control));
  return view;
}

}  // namespace probant
