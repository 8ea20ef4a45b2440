#include "engine/kernel/decided_matter.hpp"

namespace probant {
namespace {

using Matter = std::optional<DecidedMatter>;

Matter matter(std::optional<Happening> const& act, std::string_view what) {
  return act ? Matter{{*act, what}} : std::nullopt;
}

template <class... E>
bool is_one_of(EventBody const& body) {
  return (std::holds_alternative<E>(body) || ...);
}

Matter of(HospiconnectState const& state, EventBody const& body) {
  using namespace hospiconnect;
  if (!is_one_of<CandidacyValidated, CandidacyRejected>(body)) return std::nullopt;
  return matter(state.filed, "le dépôt de la candidature");
}

Matter of(AapState const& state, EventBody const& body) {
  using namespace aap;
  if (is_one_of<ProjectSelected, ProjectNotSelected>(body)) {
    return matter(state.filed, "le dépôt du projet");
  }
  if (!is_one_of<AttainmentValidated, AttainmentRefused>(body)) return std::nullopt;
  return matter(state.proofs ? state.proofs : state.convention,
                state.proofs ? "le dépôt des preuves" : "la convention");
}

Matter of_campaign(MieState const& state, std::int64_t year) {
  auto const* campaign = state.campaign(year);
  return campaign ? matter(campaign->declared, "la déclaration") : std::nullopt;
}

Matter of(MieState const& state, EventBody const& body) {
  using namespace mie;
  if (is_one_of<RequestValidated, RequestRejected>(body)) {
    return matter(state.requested, "la demande de financement");
  }
  if (auto const* e = std::get_if<ArsOpinionGiven>(&body)) return of_campaign(state, e->year);
  if (auto const* e = std::get_if<AttainmentCertified>(&body)) return of_campaign(state, e->year);
  if (auto const* e = std::get_if<AttainmentDenied>(&body)) return of_campaign(state, e->year);
  return std::nullopt;
}

Matter of(RecoveryState const& state, EventBody const& body) {
  using namespace recovery;
  if (is_one_of<WithdrawalDecided>(body)) return matter(state.notice, "la mise en demeure");
  if (!is_one_of<Waived, WrittenOff>(body)) return std::nullopt;
  return matter(state.first_withdrawal, "la décision de retrait");
}

}  // namespace

Matter decided_matter(Dossier const& dossier, EventBody const& body) {
  return std::visit(
      [&]<class State>(State const& state) -> Matter {
        if constexpr (requires { of(state, body); }) {
          return of(state, body);
        } else {
          return std::nullopt;
        }
      },
      dossier.state);
}

}  // namespace probant
