#include "engine/kernel/decide.hpp"

#include "engine/kernel/authorise.hpp"
#include "engine/kernel/decision_check.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/recovery/target.hpp"
#include "engine/register/funded.hpp"
#include "engine/rules/house_rules.hpp"
#include "engine/transverse/decide.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

void check_time(Context const& context, Verdict& verdict) {
  if (context.occurred_at() <= context.recorded_at()) return;
  verdict.refuse(ReasonCode::occurred_in_future,
                 "L'acte est daté du " + to_french(context.occurred_at()) +
                     ", après son enregistrement le " + to_french(context.recorded_at()) + ".",
                 house_rule("log.time"));
}

void check_version(Dossier const& dossier, Proposal const& proposal, Verdict& verdict) {
  if (!proposal.expected_version || *proposal.expected_version == dossier.version) return;
  verdict.refuse(ReasonCode::version_conflict,
                 "Version attendue " + std::to_string(*proposal.expected_version) + ", mais " +
                     dossier.id.text() + " est à la version " + std::to_string(dossier.version) +
                     " : relisez le dossier avant de proposer à nouveau.");
}

/// Whether an event may be the first of its dossier.
bool can_start(EventBody const& body) {
  return std::visit(
      []<class T>(T const&) {
        constexpr auto kind = T::about.kind;
        return std::is_same_v<T, hospiconnect::CandidacyFiled> ||
               std::is_same_v<T, aap::ProjectFiled> || std::is_same_v<T, mie::FundingRequested> ||
               std::is_same_v<T, recovery::Opened> ||
               std::is_same_v<T, transverse::ExtensionGranted> ||
               (!T::about.in_any_dossier &&
                (kind == DossierKind::register_ || kind == DossierKind::programme));
      },
      body);
}

/// The filing of a project that nobody filed yet is extended: its region shows with its lead, and
/// is held against the extension then.
bool is_before_filing(EventBody const& body, Dossier const& dossier) {
  auto const* project = std::get_if<AapState>(&dossier.state);
  auto const* extension = std::get_if<transverse::ExtensionGranted>(&body);
  return project && !project->filed && extension && extension->key.value == "aap.window";
}

}  // namespace

Decision decide(World const& world, Proposal const& proposal, Instant occurred_at,
                Instant recorded_at, FactReader const& facts) {
  Decision decision{
      .event = proposal.event, .verdict = {}, .subjects_read = {}, .dossiers_read = {}};
  auto& body = decision.event.body;
  auto& verdict = decision.verdict;
  Context const context{world, proposal, occurred_at, recorded_at};
  auto const* known = world.find(proposal.dossier);
  Dossier const fresh = known ? Dossier{} : new_dossier(proposal.dossier);
  Dossier const& dossier = known ? *known : fresh;

  auto const& about = decision.event.about();
  // Of a dossier that does not exist, nothing more is said than what holds whatever it contains.
  bool const missing = !known && !can_start(body);
  if (missing) {
    verdict.refuse(ReasonCode::unknown_dossier,
                   "Le dossier " + proposal.dossier.text() + " n'existe pas encore.");
  }
  check_time(context, verdict);
  if (!missing) check_version(dossier, proposal, verdict);
  auto const competent = std::visit(
      [&](auto const& state) { return competence(state, body, context); }, dossier.state);
  authorise(proposal.actor, about, competent, !missing && !is_before_filing(body, dossier),
            dossier.id.kind, verdict, never_recovering(dossier, body));
  check_author(body, verdict);
  check_signature(dossier, body, context, verdict);
  if (!missing) {
    if (about.in_any_dossier) {
      decide_transverse(world, dossier, body, context, facts, verdict);
    } else if (wants_figures(dossier, body.index())) {
      // Nothing else can be said: it would be told of an amount of zero.
      refuse_for_want_of_figures(dossier, verdict);
    } else {
      std::visit([&](auto const& state) { decide(state, body, context, verdict); }, dossier.state);
      auto const* record = std::get_if<RegisterState>(&dossier.state);
      if (record && !verdict.refused()) warn_of_funded(*record, body, context, verdict);
    }
  }
  name_rules(verdict.reasons(), about, legal_basis(decision.event, &dossier));
  decision.subjects_read = context.subjects_read();
  decision.dossiers_read = context.dossiers_read();
  return decision;
}

}  // namespace probant
