#include "engine/kernel/decide.hpp"

#include "engine/kernel/authorise.hpp"
#include "engine/kernel/decided_matter.hpp"
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

template <class T>
concept CarriesDecision = requires(T const& event) {
  event.decision.author;
};

void check_author(EventBody const& body, Verdict& verdict) {
  std::visit(
      [&]<class T>(T const& event) {
        if constexpr (CarriesDecision<T>) {
          if (!event.decision.author) {
            verdict.refuse(ReasonCode::decision_author_missing,
                           "Une décision nomme son auteur : prénom, nom, qualité et service "
                           "(data.decision.author).",
                           house_rule("decision.author"));
          }
        }
      },
      body);
}

/// A decision takes effect once it is signed: an act dated before deserves a look.
void warn_of_later_signature(Date signed_on, Context const& context, Verdict& verdict) {
  if (signed_on <= context.day()) return;
  verdict.warn("signed_after_act",
               "La décision est signée le " + to_french(signed_on) +
                   ", après la date d'effet donnée à l'acte, le " + to_french(context.day()) +
                   " (occurred_at).",
               house_rule("log.time"));
}

/// Nobody decides on what is still to come.
void warn_of_earlier_signature(Date signed_on, Dossier const& dossier, EventBody const& body,
                               Verdict& verdict) {
  auto const matter = decided_matter(dossier, body);
  if (!matter || signed_on >= matter->act.day()) return;
  verdict.warn("signed_before_matter",
               "La décision est signée le " + to_french(signed_on) +
                   " (data.decision.signed_on), avant " + std::string{matter->what} + ", du " +
                   to_french(matter->act.day()) + ", sur quoi elle statue : vérifiez sa date.",
               house_rule("log.time"));
}

/// Generic over every decision: its text exists once it is signed.
void check_signature(Dossier const& dossier, EventBody const& body, Context const& context,
                     Verdict& verdict) {
  auto const last = paris_day(context.recorded_at());
  std::visit(
      [&]<class T>(T const& event) {
        if constexpr (CarriesDecision<T>) {
          auto const signed_on = event.decision.signed_on;
          if (signed_on <= last) {
            warn_of_later_signature(signed_on, context, verdict);
            warn_of_earlier_signature(signed_on, dossier, body, verdict);
            return;
          }
          verdict.refuse(ReasonCode::occurred_in_future,
                         "La décision est datée du " + to_french(signed_on) +
                             ", un jour à venir (data.decision.signed_on) : enregistrez-la une "
                             "fois signée.",
                         house_rule("log.time"));
        }
      },
      body);
}

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
