// HospiConnect equipment funding of one beneficiary as its events left it (arrêté du 27/01/2026,
// annexe 2). Tracks: the request, the convention, one campaign a year, its payments, the control.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/kernel/facts.hpp"
#include "engine/kernel/lifecycle.hpp"

namespace probant {

enum class RequestPhase : std::uint8_t { none, requested, complement_awaited, validated, rejected };
template <>
struct Names<RequestPhase> {
  static constexpr std::array<std::string_view, 5> values{"none", "requested", "complement_awaited",
                                                          "validated", "rejected"};
};
template <>
struct PhaseLabels<RequestPhase> {
  static constexpr std::array<std::string_view, 5> values{"aucune demande", "demandé",
                                                          "complément attendu", "validé", "rejeté"};
};

enum class ConventionPhase : std::uint8_t { none, beneficiary_signed, ans_signed, signed_ };
template <>
struct Names<ConventionPhase> {
  static constexpr std::array<std::string_view, 4> values{"none", "beneficiary_signed",
                                                          "ans_signed", "signed"};
};
template <>
struct PhaseLabels<ConventionPhase> {
  static constexpr std::array<std::string_view, 4> values{
      "non signée", "signée par le bénéficiaire", "signée par l'ANS", "signée"};
};

/// A complement asked for after the ARS opinion brings the campaign back to that opinion, so it is
/// a phase of its own: a transition table has no memory.
enum class CampaignPhase : std::uint8_t {
  none,
  declared,
  complement_awaited,
  opinion_given,
  complement_awaited_after_opinion,
  certified,
  denied,
};
template <>
struct Names<CampaignPhase> {
  static constexpr std::array<std::string_view, 7> values{"none",
                                                          "declared",
                                                          "complement_awaited",
                                                          "opinion_given",
                                                          "complement_awaited_after_opinion",
                                                          "certified",
                                                          "denied"};
};
template <>
struct PhaseLabels<CampaignPhase> {
  static constexpr std::array<std::string_view, 7> values{"rien de déclaré",
                                                          "déclarée",
                                                          "complément attendu",
                                                          "avis ARS rendu",
                                                          "complément attendu après l'avis ARS",
                                                          "atteinte attestée",
                                                          "non-atteinte attestée"};
};

enum class PaymentPhase : std::uint8_t { none, ordered, executed };
template <>
struct Names<PaymentPhase> {
  static constexpr std::array<std::string_view, 3> values{"none", "ordered", "executed"};
};
template <>
struct PhaseLabels<PaymentPhase> {
  static constexpr std::array<std::string_view, 3> values{"non ordonnancé", "ordonnancé",
                                                          "exécuté"};
};

enum class ControlPhase : std::uint8_t { none, opened, concluded };
template <>
struct Names<ControlPhase> {
  static constexpr std::array<std::string_view, 3> values{"none", "opened", "concluded"};
};
template <>
struct PhaseLabels<ControlPhase> {
  static constexpr std::array<std::string_view, 3> values{"aucun contrôle", "ouvert", "conclu"};
};

struct MiePayment {
  std::int64_t year = 0;
  Money amount;
  std::string order_reference;
  std::string ordered_by;  ///< actor id: the same may not execute
  Happening ordered;
  std::optional<Happening> executed;
  std::optional<Happening> disbursed;  ///< the same, on the day of the payment if booked later
  std::string payment_reference;       ///< of the execution; empty until then, and once erased
  bool operator==(MiePayment const&) const = default;
};

struct Campaign {
  CampaignPhase phase = CampaignPhase::none;
  PaymentPhase payment = PaymentPhase::none;
  std::optional<mie::DeclarationTransmitted> declaration;
  std::optional<Happening> declared;
  std::optional<Happening> opinion;
  std::optional<bool> opinion_favourable;
  std::optional<Happening> attested;  ///< certified or denied
  std::vector<Complement> complements;
  bool operator==(Campaign const&) const = default;
};

/// Cards ordered from ANS (positive) or cancelled (negative).
struct CardMovement {
  std::int64_t quantity = 0;
  std::string order_reference;
  Date on;
  Happening happening;
  bool operator==(CardMovement const&) const = default;
};

/// `concluded` is absent while the conclusion is being decided: it is not an event yet.
struct ControlConclusion {
  Money recognised_costs;
  std::optional<Happening> concluded;
  bool operator==(ControlConclusion const&) const = default;
};

struct MieState {
  RequestPhase request = RequestPhase::none;
  ConventionPhase convention = ConventionPhase::none;
  ControlPhase control = ControlPhase::none;
  Entity beneficiary;
  std::vector<Entity> entities;
  std::optional<Happening> requested;
  std::optional<Happening> decided;
  std::optional<Happening> beneficiary_signature;
  std::optional<Happening> ans_signature;
  std::optional<Date> last_signature_on;
  std::vector<Complement> complements;         ///< of the request
  std::map<std::int64_t, Campaign> campaigns;  ///< by year
  std::vector<CardMovement> cards;
  std::vector<MiePayment> payments;
  std::optional<Happening> control_opened;
  std::optional<ControlConclusion> conclusion;  ///< the last one
  std::vector<ControlConclusion> conclusions;   ///< every one, in their legal order

  /// Nothing when nothing was ever declared for that year.
  Campaign const* campaign(std::int64_t year) const;
  bool is_certified(std::int64_t year) const;
  bool is_live() const {
    return request != RequestPhase::none && request != RequestPhase::rejected;
  }
  /// The last payment ordered for that year and not executed yet.
  MiePayment const* awaiting_execution(std::int64_t year) const;

  bool operator==(MieState const&) const = default;
};

void evolve(MieState& state, RecordedEvent const& event);

std::optional<RequestPhase> next_phase(RequestPhase phase, EventType type);
/// A signature's party is part of the fact, so the convention has one event per party.
std::optional<ConventionPhase> next_phase(ConventionPhase phase, mie::Party party);
std::optional<CampaignPhase> next_phase(CampaignPhase phase, EventType type);
std::optional<PaymentPhase> next_phase(PaymentPhase phase, EventType type);
std::optional<ControlPhase> next_phase(ControlPhase phase, EventType type);
std::vector<Track> mie_tracks();

}  // namespace probant
