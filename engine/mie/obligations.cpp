#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

Obligation of_window(View const& view, std::string key, std::string label,
                     std::string responsible) {
  auto const window = view.window(key);
  Obligation obligation;
  obligation.key = std::move(key);
  obligation.label = std::move(label);
  obligation.responsible = std::move(responsible);
  obligation.opens_on = window.opens_on;
  obligation.due_on = window.closes_on.value_or(Date{});
  obligation.source = window.source;
  obligation.extended_from = window.extended_from;
  return obligation;
}

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

void add_convention(MieState const& state, View const& view, std::vector<Obligation>& out) {
  bool const ans_to_sign = state.convention == ConventionPhase::beneficiary_signed;
  auto convention = of_window(view, "mie.convention", "Convention à signer avec l'ANS",
                              ans_to_sign ? "ans" : "establishment");
  convention.met = convention_met(state);
  convention.cancelled = !state.is_live();
  out.push_back(std::move(convention));
}

void add_declaration(MieState const& state, View const& view, std::int64_t year,
                     std::vector<Obligation>& out) {
  auto const text = std::to_string(year);
  auto declaration =
      of_window(view, "mie.declaration." + text,
                "Déclaration d'atteinte " + text + " à transmettre", "establishment");
  if (auto const* campaign = state.campaign(year)) declaration.met = campaign->declared;
  declaration.cancelled = !state.is_live();
  out.push_back(std::move(declaration));
}

/// The ARS instructs first, then ANS, which attests (annexe 2, Modalités de versement).
void add_instruction(Campaign const& campaign, View const& view, std::int64_t year,
                     std::vector<Obligation>& out) {
  if (!campaign.declared) return;
  auto const text = std::to_string(year);
  auto instruction = of_window(view, "mie.instruction." + text,
                               "Instruction de la déclaration " + text + " à conclure",
                               campaign.opinion ? "ans" : "ars");
  if (!instruction.opens_on) instruction.opens_on = campaign.declared->day();
  instruction.met = campaign.attested;
  out.push_back(std::move(instruction));
}

}  // namespace

void add_obligations(MieState const& state, View const& view, std::vector<Obligation>& out) {
  if (!state.requested) return;
  if (state.request == RequestPhase::validated || !state.is_live()) {
    add_convention(state, view, out);
    for (auto const year : view.rules().integers("mie.campaign_years")) {
      add_declaration(state, view, year, out);
    }
  }
  for (auto const& [year, campaign] : state.campaigns) {
    add_instruction(campaign, view, year, out);
    add_complements(campaign.complements, campaign.attested.has_value(), out);
  }
  add_complements(state.complements, !state.is_live(), out);
  add_retention(view, out);
}

}  // namespace probant
