#include "engine/kernel/machine.hpp"
#include "engine/mie/state.hpp"

namespace probant {
namespace {

using namespace mie;

struct SignedByBeneficiary {
  static constexpr About about{.name = "mie.convention_signed (beneficiary)"};
};
struct SignedByAns {
  static constexpr About about{.name = "mie.convention_signed (ans)"};
};

namespace request {
using enum RequestPhase;
using Table = boost::mpl::vector<                            //
    On<none, FundingRequested, requested>,                   //
    On<requested, ComplementRequested, complement_awaited>,  //
    On<complement_awaited, ComplementReceived, requested>,   //
    On<requested, RequestValidated, validated>,              //
    On<requested, RequestRejected, rejected>,                //
    On<complement_awaited, RequestRejected, rejected>        //
    >;
using Lifecycle = Machine<RequestPhase, none, Table>;
}  // namespace request

namespace convention {
using enum ConventionPhase;
using Table = boost::mpl::vector<                       //
    On<none, SignedByBeneficiary, beneficiary_signed>,  //
    On<none, SignedByAns, ans_signed>,                  //
    On<beneficiary_signed, SignedByAns, signed_>,       //
    On<ans_signed, SignedByBeneficiary, signed_>        //
    >;
using Lifecycle = Machine<ConventionPhase, none, Table>;
}  // namespace convention

namespace campaign {
using enum CampaignPhase;
using Table = boost::mpl::vector<                                               //
    On<none, DeclarationTransmitted, declared>,                                 //
    On<declared, ComplementRequested, complement_awaited>,                      //
    On<complement_awaited, ComplementReceived, declared>,                       //
    On<declared, ArsOpinionGiven, opinion_given>,                               //
    On<complement_awaited, ArsOpinionGiven, complement_awaited_after_opinion>,  //
    On<opinion_given, ComplementRequested, complement_awaited_after_opinion>,   //
    On<complement_awaited_after_opinion, ComplementReceived, opinion_given>,    //
    On<declared, AttainmentCertified, certified>,                               //
    On<opinion_given, AttainmentCertified, certified>,                          //
    On<declared, AttainmentDenied, denied>,                                     //
    On<complement_awaited, AttainmentDenied, denied>,                           //
    On<opinion_given, AttainmentDenied, denied>,                                //
    On<complement_awaited_after_opinion, AttainmentDenied, denied>              //
    >;
using Lifecycle = Machine<CampaignPhase, none, Table>;
}  // namespace campaign

namespace payment {
using enum PaymentPhase;
using Table = boost::mpl::vector<            //
    On<none, PaymentOrdered, ordered>,       //
    On<ordered, PaymentExecuted, executed>,  //
    On<executed, PaymentOrdered, ordered>    //
    >;
using Lifecycle = Machine<PaymentPhase, none, Table>;
}  // namespace payment

namespace control {
using enum ControlPhase;
using Table = boost::mpl::vector<             //
    On<none, ControlOpened, opened>,          //
    On<opened, ControlConcluded, concluded>,  //
    On<concluded, ControlOpened, opened>      //
    >;
using Lifecycle = Machine<ControlPhase, none, Table>;
}  // namespace control

}  // namespace

std::optional<RequestPhase> next_phase(RequestPhase phase, EventType type) {
  return request::Lifecycle::next(phase, type);
}
std::optional<ConventionPhase> next_phase(ConventionPhase phase, Party party) {
  return party == Party::ans ? convention::Lifecycle::after<SignedByAns>(phase)
                             : convention::Lifecycle::after<SignedByBeneficiary>(phase);
}
std::optional<CampaignPhase> next_phase(CampaignPhase phase, EventType type) {
  return campaign::Lifecycle::next(phase, type);
}
std::optional<PaymentPhase> next_phase(PaymentPhase phase, EventType type) {
  return payment::Lifecycle::next(phase, type);
}
std::optional<ControlPhase> next_phase(ControlPhase phase, EventType type) {
  return control::Lifecycle::next(phase, type);
}

std::vector<Track> mie_tracks() {
  return {{"request", name_of(RequestPhase::none), request::Lifecycle::transitions()},
          {"convention", name_of(ConventionPhase::none), convention::Lifecycle::transitions()},
          {"campaign", name_of(CampaignPhase::none), campaign::Lifecycle::transitions()},
          {"payment", name_of(PaymentPhase::none), payment::Lifecycle::transitions()},
          {"control", name_of(ControlPhase::none), control::Lifecycle::transitions()}};
}

}  // namespace probant
