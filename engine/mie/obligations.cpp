#include <algorithm>
#include <set>

#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

/// The convention dates from its last signature, whenever that was written down.
std::optional<Happening> convention_met(MieState const& state) {
  if (state.convention != ConventionPhase::signed_) return std::nullopt;
  auto last = *state.beneficiary_signature;
  if (state.ans_signature->position > last.position) last = *state.ans_signature;
  if (last.day() != *state.last_signature_on) {
    last.occurred_at = start_of_paris_day(*state.last_signature_on);
  }
  return last;
}

/// Those of the rules, and those declared under rules of before.
std::set<std::int64_t> campaign_years(MieState const& state, View const& view) {
  auto const& planned = view.rules().integers("mie.campaign_years");
  std::set<std::int64_t> years(planned.begin(), planned.end());
  for (auto const& [year, campaign] : state.campaigns) {
    if (campaign.declared) years.insert(year);
  }
  return years;
}

/// Nothing can be declared for that year any more: its window is closed, and so is the examination
/// that an extension would have led to.
bool is_missed(std::int64_t year, View const& view) {
  auto const text = std::to_string(year);
  return view.window("mie.declaration." + text).closed(view.day()) &&
         view.window("mie.instruction." + text).closed(view.day());
}

/// Nothing was ever declared, and nothing can be any more.
bool nothing_to_come(MieState const& state, View const& view) {
  return std::ranges::all_of(campaign_years(state, view), [&](std::int64_t year) {
    auto const* campaign = state.campaign(year);
    return !(campaign && campaign->declared) && is_missed(year, view);
  });
}

/// Who is to sign, or signed last.
bool is_for_ans_to_sign(MieState const& state) {
  if (state.convention != ConventionPhase::signed_) {
    return state.convention == ConventionPhase::beneficiary_signed;
  }
  return state.ans_signature->position > state.beneficiary_signature->position;
}

/// Nothing is declared before both have signed: whoever waits is told for whom.
std::string once_signed(ConventionPhase convention) {
  switch (convention) {
    case ConventionPhase::none:
      return ", une fois la convention signée";
    case ConventionPhase::beneficiary_signed:
      return ", une fois la convention signée par l'ANS";
    case ConventionPhase::ans_signed:
      return ", une fois la convention signée par l'établissement";
    case ConventionPhase::signed_:
      break;
  }
  return {};
}

void add_convention(MieState const& state, View const& view, std::vector<Obligation>& out) {
  bool const ans_to_sign = is_for_ans_to_sign(state);
  auto const met = convention_met(state);
  // Signed on a day, not at an instant: what came into force that day counts.
  auto const then = met ? view.at_act({met->position, end_of_paris_day(met->day())}) : view;
  auto convention =
      due_in_window({"mie.convention", "mie.convention", "Convention à signer avec l'ANS",
                     ans_to_sign ? "ans" : "establishment"},
                    then, std::nullopt);
  convention.met = met;
  convention.cancelled = !state.is_live();
  if (!met && nothing_to_come(state, view)) {
    convention.cancelled = true;
    convention.label = "Convention avec l'ANS : non signée, campagnes closes";
  }
  out.push_back(std::move(convention));
}

void add_declaration(MieState const& state, View const& view, std::int64_t year,
                     std::vector<Obligation>& out) {
  auto const text = std::to_string(year);
  auto const key = "mie.declaration." + text;
  auto const* campaign = state.campaign(year);
  auto declaration = due_in_window(
      {key, key,
       "Déclaration d'atteinte " + text + " à transmettre" + once_signed(state.convention)},
      view, campaign ? campaign->declared : std::nullopt);
  declaration.cancelled = !state.is_live();
  if (!declaration.met && is_missed(year, view)) {
    declaration.cancelled = true;
    declaration.label = "Déclaration d'atteinte " + text + " : non transmise, campagne close";
  }
  out.push_back(std::move(declaration));
}

/// The ARS instructs first, then ANS, which attests (annexe 2, Modalités de versement).
void add_instruction(Campaign const& campaign, View const& view, std::int64_t year,
                     std::vector<Obligation>& out) {
  if (!campaign.declared) return;
  auto const text = std::to_string(year);
  auto const key = "mie.instruction." + text;
  auto instruction =
      due_in_window({key, key, "Instruction de la déclaration " + text + " à conclure",
                     campaign.opinion ? "ans" : "ars"},
                    view, campaign.attested);
  if (!instruction.opens_on) instruction.opens_on = campaign.declared->day();
  out.push_back(std::move(instruction));
}

}  // namespace

void add_obligations(MieState const& state, View const& view, std::vector<Obligation>& out) {
  if (!state.requested) return;
  if (state.request == RequestPhase::validated || !state.is_live()) {
    add_convention(state, view, out);
    for (auto const year : campaign_years(state, view)) add_declaration(state, view, year, out);
  }
  for (auto const& [year, campaign] : state.campaigns) {
    add_instruction(campaign, view, year, out);
    add_complements(campaign.complements, campaign.attested.has_value(), out);
  }
  add_complements(state.complements, state.decided.has_value(), out);
  auto const shown = state.conclusion ? state.conclusion->concluded : std::nullopt;
  add_recovery_to_open(excess_to_recover(state, view), shown, "ans", view, out);
  add_retention(view, out);
}

}  // namespace probant
