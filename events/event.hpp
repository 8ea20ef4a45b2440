// One event of any type, and the list of all types: the whole vocabulary at a glance.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "events/families/aap.hpp"
#include "events/families/convergence.hpp"
#include "events/families/hospiconnect.hpp"
#include "events/families/journal.hpp"
#include "events/families/mie.hpp"
#include "events/families/programme.hpp"
#include "events/families/recovery.hpp"
#include "events/families/reference.hpp"
#include "events/families/transverse.hpp"

namespace probant {

/// Every type of event. Order is free: nothing stored depends on it. Events are stored by name.
using EventTypes = std::variant<
    reference::EntityRecorded, reference::WorkforceRecorded, reference::ActivityRecorded,
    reference::UsagePaymentRecorded, reference::CeilingPublished, reference::ImportCompleted,
    programme::RulebookAdopted, programme::DateSet, programme::WindowOpened,
    hospiconnect::CandidacyFiled, hospiconnect::ComplementRequested,
    hospiconnect::ComplementReceived, hospiconnect::CandidacyValidated,
    hospiconnect::CandidacyRejected, hospiconnect::CandidacyWithdrawn,
    hospiconnect::NoteDeCadrageDeposited, hospiconnect::MaturityIndicatorsCompleted,
    aap::ProjectFiled, aap::ComplementRequested, aap::ComplementReceived, aap::ProjectWithdrawn,
    aap::ProjectSelected, aap::ProjectNotSelected, aap::ConventionSigned, aap::InstalmentOrdered,
    aap::InstalmentPaid, aap::ProofsDeposited, aap::AttainmentValidated, aap::AttainmentRefused,
    mie::FundingRequested, mie::ComplementRequested, mie::ComplementReceived, mie::RequestValidated,
    mie::RequestRejected, mie::ConventionSigned, mie::CardsOrdered, mie::CardsCancelled,
    mie::DeclarationTransmitted, mie::ArsOpinionGiven, mie::AttainmentCertified,
    mie::AttainmentDenied, mie::PaymentOrdered, mie::PaymentExecuted, mie::ControlOpened,
    mie::ControlConcluded, recovery::Opened, recovery::FormalNoticeServed,
    recovery::ObservationsReceived, recovery::BreachRemedied, recovery::WithdrawalDecided,
    recovery::RepaymentOrdered, recovery::InstalmentsGranted, recovery::RepaymentReceived,
    recovery::Waived, recovery::WrittenOff, recovery::AppealFiled, recovery::AppealDecided,
    recovery::RestitutionOrdered, recovery::RestitutionPaid, recovery::Closed,
    transverse::ExtensionGranted, transverse::CorrectionRecorded, transverse::LegalHoldSet,
    transverse::LegalHoldLifted, transverse::PayloadErased, transverse::ProposalRefused,
    transverse::ErasureRequested, journal::KeyRotated, journal::CheckpointTimestamped,
    journal::Restored, journal::ClockWentBack, convergence::UpdateReceived,
    convergence::UpdateResolved>;

/// The data of one event of any type. What copies, moves or compares it is compiled once, in
/// event.cpp: for a variant of this many types it is thousands of functions.
class EventBody : public EventTypes {
 public:
  EventBody();
  EventBody(EventBody const&);
  EventBody(EventBody&&) noexcept;
  EventBody& operator=(EventBody const&);
  EventBody& operator=(EventBody&&) noexcept;
  ~EventBody();

  template <class T>
  requires requires { T::about; }
  EventBody(T data);

  bool operator==(EventBody const&) const;
};

inline constexpr std::size_t event_type_count = std::variant_size_v<EventTypes>;

/// An event type, as an index into `catalogue`; valid within one build only, never stored.
using EventType = std::size_t;

namespace detail {
template <std::size_t... I>
constexpr std::array<About, sizeof...(I)> abouts(std::index_sequence<I...>) {
  return {std::variant_alternative_t<I, EventTypes>::about...};
}
}  // namespace detail

/// Every event type, in the order of EventTypes.
inline constexpr auto catalogue = detail::abouts(std::make_index_sequence<event_type_count>{});

/// The type called `name` ("aap.project_filed"); nothing when there is none.
std::optional<EventType> event_type(std::string_view name);

template <class T>
concept EventData = requires {
  { T::about } -> std::convertible_to<About>;
};

/// Whose data a `T` is.
template <EventData T>
EventType type_of() {
  static auto const type = event_type(T::about.name);
  return *type;
}

struct Event {
  EventBody body;
  Attachments attachments;

  EventType type() const { return body.index(); }
  About const& about() const { return catalogue[body.index()]; }
  bool operator==(Event const&) const = default;
};

}  // namespace probant
