// The checks behind `decide`, one per event type of the procedure: each adds every reason to refuse
// and every warning; `complete` also fills the computed fields, which mean nothing when refused.
// Private to engine/mie. Source: arrêté du 27/01/2026, annexe 2.
#pragma once

#include "engine/kernel/procedure.hpp"

namespace probant::mie {

/// A proposed event and all that is needed to judge it.
struct Act {
  MieState const& state;
  EventBody const& body;
  Context const& context;
  Verdict& verdict;

  /// not_allowed_now: "« … » n'est pas possible maintenant : la demande est dans l'état « … »."
  template <class Phase>
  void refuse_now(std::string_view what, Phase phase) const {
    refuse_not_now(verdict, body, what, label_of(phase));
  }
  Parameter const& rule(std::string_view key) const { return context.rules().parameter(key); }
};

void check(FundingRequested const&, Act const&);
void check(RequestValidated const&, Act const&);
void check(RequestRejected const&, Act const&);
void check(ComplementRequested const&, Act const&);
void check(ComplementReceived const&, Act const&);
void check(ConventionSigned const&, Act const&);

void check(DeclarationTransmitted const&, Act const&);
void check(ArsOpinionGiven const&, Act const&);
void check(AttainmentCertified const&, Act const&);
void check(AttainmentDenied const&, Act const&);

void check(CardsOrdered const&, Act const&);
void check(CardsCancelled const&, Act const&);
void check(ControlOpened const&, Act const&);
void complete(PaymentOrdered&, Act const&);
void complete(PaymentExecuted&, Act const&);
void complete(ControlConcluded&, Act const&);

/// Whether a candidacy that covers the entity is validated at the instant of the view.
bool has_validated_candidacy(Entity, View const&);
/// Warns when an entity's candidacy, validated when the money was asked for, no longer is.
void warn_of_lost_candidacy(Act const&);
/// Refuses with convention_missing unless both parties have signed.
void require_convention(Act const&);
/// Warns, before money is paid, of an attainment attested whose declaration, corrected since, says
/// objectives not achieved.
void warn_of_missed_objectives(Act const&);
/// The phase of a year's campaign; `none` when nothing was declared.
CampaignPhase campaign_phase(MieState const&, std::int64_t year);
/// Written down after the attestation of its campaign, but done before it.
bool precedes_attestation(Campaign const&, Act const&);
/// Refuses what an attestation leaves no room for; `what` names what it still does, in French: "la
/// demande faite".
void refuse_after_attestation(std::string_view what, Campaign const&, Act const&);
/// Refuses an act that took effect before the declaration of its campaign.
void require_after_declaration(Campaign const&, Act const&);
/// "1, 2, 5" or, when there are many, "1, 2, … et 40 autres".
std::string number_list(std::vector<std::size_t> const& numbers);

}  // namespace probant::mie
