#include "adapters/service/veil.hpp"

#include <algorithm>
#include <iterator>

#include "engine/kernel/authorise.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/kernel/name_rules.hpp"
#include "projections/readership.hpp"

namespace probant::service {
namespace {

bool is_of_no_dossier(Reason const& reason) {
  return is_not_theirs(reason) || reason.code == ReasonCode::unknown_dossier;
}

/// Told before any dossier is looked at, and alone.
bool is_told_first(Reason const& reason) {
  return reason.code == ReasonCode::idempotency_conflict ||
         reason.code == ReasonCode::store_read_only;
}

/// A claim that is not there yet is seen by whoever sees what it is against.
DossierId const& seen_by(World const& world, Proposal const& proposal) {
  auto const* opening = std::get_if<recovery::Opened>(&proposal.event.body);
  return opening && !world.find(proposal.dossier) ? opening->against : proposal.dossier;
}

/// Who files a project in what an extension began for it begins it all the same; so does another
/// ARS that puts it off for its own leads.
bool is_begun_by(Proposal const& proposal, Dossier const& dossier) {
  auto const* project = std::get_if<AapState>(&dossier.state);
  auto const& body = proposal.event.body;
  return project && !project->project &&
         (std::holds_alternative<aap::ProjectFiled>(body) ||
          std::holds_alternative<transverse::ExtensionGranted>(body));
}

/// From the role, the act and the names alone.
Reasons reasons_for(Proposal const& proposal) {
  auto const& about = proposal.event.about();
  Verdict verdict;
  authorise(proposal.actor, about, {}, false, proposal.dossier.kind, verdict);
  auto reasons = verdict.reasons();
  if (reasons.empty() && proposal.actor.role == Role::establishment) {
    reasons.push_back(house_reason(ReasonCode::forbidden_role,
                                   not_for_others(proposal.actor.organisation),
                                   "roles.own_entity"));
  } else if (reasons.empty()) {
    reasons.push_back(house_reason(
        ReasonCode::not_competent_ars,
        "Cet acte n'est pas du ressort de la région « " + proposal.actor.organisation + " ».",
        competent_ars_rule(proposal.dossier.kind).key));
  }
  name_rules(reasons, about, legal_basis(proposal.event, nullptr));
  reasons.push_back(house_reason(ReasonCode::unknown_dossier,
                                 "Le dossier " + proposal.dossier.text() +
                                     ", ou celui qu'il vise, n'existe pas ou n'est pas de votre "
                                     "ressort : vérifiez sa référence.",
                                 "log.dossier"));
  return reasons;
}

}  // namespace

Veil::Veil(Call const& call, Proposal const& proposal) {
  auto const& reader = proposal.actor;
  if (reads_everything(reader.role)) return;
  try {
    auto const& world = call.present();
    auto const& seen = seen_by(world, proposal);
    auto const* found = world.find(seen);
    if (may_read(world, found ? *found : new_dossier(seen), reader, call.now())) return;
    auto const* there = world.find(proposal.dossier);
    reach_ = there && !is_begun_by(proposal, *there) ? Reach::hidden : Reach::open;
    instead_ = reasons_for(proposal);
  } catch (StoreError const&) {
    reach_ = Reach::shown;
  }
}

Outcome Veil::over(Outcome outcome) const {
  if (reach_ == Reach::shown || !outcome.is_no()) return outcome;
  auto& reasons = outcome.reasons;
  if (std::ranges::all_of(reasons, is_told_first)) return outcome;
  if (reach_ == Reach::open && std::ranges::none_of(reasons, is_of_no_dossier)) return outcome;
  // Of the act, whatever the dossier holds.
  auto const nameless =
      std::ranges::find(reasons, ReasonCode::decision_author_missing, &Reason::code);
  auto told = instead_;
  if (nameless != reasons.end()) told.push_back(*nameless);
  reasons = std::move(told);
  return outcome;
}

}  // namespace probant::service
