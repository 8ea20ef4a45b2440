#include "events/event.hpp"

#include <string>
#include <unordered_map>

namespace probant {

EventBody::EventBody() = default;
EventBody::EventBody(EventBody const&) = default;
EventBody::EventBody(EventBody&&) noexcept = default;
EventBody& EventBody::operator=(EventBody const&) = default;
EventBody& EventBody::operator=(EventBody&&) noexcept = default;
EventBody::~EventBody() = default;

// For each type, in the order of EventTypes: one that is missing here is missed by the linker.
template <class T>
requires requires { T::about; }
EventBody::EventBody(T data) : EventTypes(std::in_place_type<T>, std::move(data)) {}

template EventBody::EventBody(reference::EntityRecorded);
template EventBody::EventBody(reference::WorkforceRecorded);
template EventBody::EventBody(reference::ActivityRecorded);
template EventBody::EventBody(reference::UsagePaymentRecorded);
template EventBody::EventBody(reference::CeilingPublished);
template EventBody::EventBody(reference::ImportCompleted);
template EventBody::EventBody(programme::RulebookAdopted);
template EventBody::EventBody(programme::DateSet);
template EventBody::EventBody(programme::WindowOpened);
template EventBody::EventBody(hospiconnect::CandidacyFiled);
template EventBody::EventBody(hospiconnect::ComplementRequested);
template EventBody::EventBody(hospiconnect::ComplementReceived);
template EventBody::EventBody(hospiconnect::CandidacyValidated);
template EventBody::EventBody(hospiconnect::CandidacyRejected);
template EventBody::EventBody(hospiconnect::CandidacyWithdrawn);
template EventBody::EventBody(hospiconnect::NoteDeCadrageDeposited);
template EventBody::EventBody(hospiconnect::MaturityIndicatorsCompleted);
template EventBody::EventBody(aap::ProjectFiled);
template EventBody::EventBody(aap::ComplementRequested);
template EventBody::EventBody(aap::ComplementReceived);
template EventBody::EventBody(aap::ProjectWithdrawn);
template EventBody::EventBody(aap::ProjectSelected);
template EventBody::EventBody(aap::ProjectNotSelected);
template EventBody::EventBody(aap::ConventionSigned);
template EventBody::EventBody(aap::InstalmentOrdered);
template EventBody::EventBody(aap::InstalmentPaid);
template EventBody::EventBody(aap::ProofsDeposited);
template EventBody::EventBody(aap::AttainmentValidated);
template EventBody::EventBody(aap::AttainmentRefused);
template EventBody::EventBody(mie::FundingRequested);
template EventBody::EventBody(mie::ComplementRequested);
template EventBody::EventBody(mie::ComplementReceived);
template EventBody::EventBody(mie::RequestValidated);
template EventBody::EventBody(mie::RequestRejected);
template EventBody::EventBody(mie::ConventionSigned);
template EventBody::EventBody(mie::CardsOrdered);
template EventBody::EventBody(mie::CardsCancelled);
template EventBody::EventBody(mie::DeclarationTransmitted);
template EventBody::EventBody(mie::ArsOpinionGiven);
template EventBody::EventBody(mie::AttainmentCertified);
template EventBody::EventBody(mie::AttainmentDenied);
template EventBody::EventBody(mie::PaymentOrdered);
template EventBody::EventBody(mie::PaymentExecuted);
template EventBody::EventBody(mie::ControlOpened);
template EventBody::EventBody(mie::ControlConcluded);
template EventBody::EventBody(recovery::Opened);
template EventBody::EventBody(recovery::FormalNoticeServed);
template EventBody::EventBody(recovery::ObservationsReceived);
template EventBody::EventBody(recovery::BreachRemedied);
template EventBody::EventBody(recovery::WithdrawalDecided);
template EventBody::EventBody(recovery::RepaymentOrdered);
template EventBody::EventBody(recovery::InstalmentsGranted);
template EventBody::EventBody(recovery::RepaymentReceived);
template EventBody::EventBody(recovery::Waived);
template EventBody::EventBody(recovery::WrittenOff);
template EventBody::EventBody(recovery::AppealFiled);
template EventBody::EventBody(recovery::AppealDecided);
template EventBody::EventBody(recovery::RestitutionOrdered);
template EventBody::EventBody(recovery::RestitutionPaid);
template EventBody::EventBody(recovery::Closed);
template EventBody::EventBody(transverse::ExtensionGranted);
template EventBody::EventBody(transverse::CorrectionRecorded);
template EventBody::EventBody(transverse::LegalHoldSet);
template EventBody::EventBody(transverse::LegalHoldLifted);
template EventBody::EventBody(transverse::PayloadErased);
template EventBody::EventBody(transverse::ProposalRefused);
template EventBody::EventBody(transverse::ErasureRequested);
template EventBody::EventBody(journal::KeyRotated);
template EventBody::EventBody(journal::CheckpointTimestamped);
template EventBody::EventBody(journal::Restored);
template EventBody::EventBody(journal::ClockWentBack);
template EventBody::EventBody(convergence::UpdateReceived);
template EventBody::EventBody(convergence::UpdateResolved);

bool EventBody::operator==(EventBody const& other) const {
  return static_cast<EventTypes const&>(*this) == static_cast<EventTypes const&>(other);
}

std::optional<EventType> event_type(std::string_view name) {
  static auto const types = [] {
    std::unordered_map<std::string_view, EventType> index;
    for (EventType i = 0; i < catalogue.size(); ++i) index.emplace(catalogue[i].name, i);
    return index;
  }();
  auto const found = types.find(name);
  if (found == types.end()) return std::nullopt;
  return found->second;
}

}  // namespace probant
