#include "engine/register/funded.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "engine/aap/amounts.hpp"
#include "engine/aap/eligibility.hpp"
#include "engine/transverse/unknown.hpp"

namespace probant {
namespace {

std::string from_to(std::string_view what, Figure figure, Figures const& before,
                    Figures const& after) {
  auto const text = [&](Figures const& all) {
    auto const amount = amount_of(all, figure);
    return amount ? to_french(*amount) : std::string{"inconnu"};
  };
  return std::string{what} + " : " + text(after) + " (avant : " + text(before) + ")";
}

void compare(MieState const& funding, View const& before, View const& after, Verdict& verdict) {
  auto const was = known_figures(funding, before);
  auto const is = known_figures(funding, after);
  auto const same = [&](Figure figure) { return amount_of(was, figure) == amount_of(is, figure); };
  if (same(Figure::ceiling_gross_cents) && same(Figure::ceiling_published_cents)) return;
  auto const ordered = amount_of(is, Figure::ordered_cents).value_or(Money{});
  bool const published = !same(Figure::ceiling_published_cents);
  verdict.warn(
      "ceiling_changed",
      "Cet acte change le plafond de " + before.dossier().text() + ", où " + to_french(ordered) +
          " sont ordonnancés. " +
          (published ? from_to("Plafond publié", Figure::ceiling_published_cents, was, is)
                     : from_to("Plafond calculé", Figure::ceiling_gross_cents, was, is)) +
          ", " + from_to("plafond net", Figure::ceiling_net_cents, was, is) + ", " +
          from_to("droit acquis", Figure::entitlement_cents, was, is) +
          ". Ce qui est ordonnancé garde le plafond en vigueur à l'ordre ; si le fait enregistré "
          "auparavant était faux, corrigez-le (dossier.correction_recorded).",
      after.rules().parameter("mie.ceiling.rule"));
}

/// An extract lists what is open: what it leaves out was there in the years of reference.
void warn_of_sites_left_out(RegisterState const& state, reference::EntityRecorded const& e,
                            Context const& context, Verdict& verdict) {
  std::string missing;
  for (auto const& site : state.entity->sites) {
    bool const listed =
        std::ranges::find(e.sites, site.site, &reference::SiteRecord::site) != e.sites.end();
    bool const elsewhere = context.last_owner(site.site) != e.entity;
    if (listed || elsewhere || !state.workforce.contains(site.site)) continue;
    missing += (missing.empty() ? "" : ", ") + site.site.text();
  }
  if (missing.empty()) return;
  verdict.warn("site_left_out",
               "L'entité " + e.entity.text() + " n'a plus au référentiel : " + missing +
                   ". Leurs effectifs déclarés comptent encore dans son plafond, sauf s'ils "
                   "passent à une autre entité.",
               context.rules().parameter("mie.workforce.fallback"));
}

/// The entities that the record takes sites from.
std::set<Entity> losers(reference::EntityRecorded const& e, Context const& context) {
  std::set<Entity> found;
  for (auto const& site : e.sites) {
    auto const owner = context.last_owner(site.site);
    if (owner && *owner != e.entity) found.insert(*owner);
  }
  return found;
}

/// What was declared for the sites of `after` by entities that had them comes with them.
void bring(RegisterState& after, RegisterState const& loser) {
  for (auto const& site : after.entity->sites) {
    auto const declared = loser.workforce.find(site.site);
    if (declared == loser.workforce.end()) continue;
    for (auto const& [year, one] : declared->second) {
      auto& known = after.workforce[site.site].try_emplace(year, one).first->second;
      if (known.position < one.position) known = one;
    }
  }
}

/// The entity as it will be read once the fact is recorded, after every order.
RegisterState recorded(RegisterState const& state, EventBody const& body,
                       std::set<Entity> const& losing, Context const& context) {
  RecordedEvent fact;
  fact.event.body = body;
  fact.position = no_bound - 1;
  auto after = state;
  evolve(after, fact);
  for (auto const loser : losing) {
    if (auto const* other = context.entity(loser)) bring(after, *other);
  }
  return after;
}

std::string named(ProjectCeiling const& ceiling) {
  return std::string{name_of(ceiling.category)} + ", " + to_french(ceiling.amount.value) +
         " au plus";
}

/// A project keeps the category found when it was filed, by the figures of then: `put_right` has
/// the new one in their place.
void compare(DossierId const& id, AapState const& project, Activity const& former,
             RegisterState const& put_right, Context const& context, Verdict& verdict) {
  auto const then = context.of(id).at_act(*project.filed);
  auto const was = ceiling_seen_from_filing(project, then);
  auto const is = ceiling_seen_from_filing(project, then.supposing(put_right));
  if (!was || !is || was->category == is->category) return;
  verdict.warn("category_changed",
               "Avec cette activité, la catégorie de " + id.text() + " serait : " + named(*is) +
                   " (avant : " + named(*was) + ")." +
                   (project.granted ? " Octroyé : " + to_french(*project.granted) + "." : "") +
                   " Le dossier garde la catégorie constatée à son dépôt ; si le chiffre d'alors "
                   "(position " +
                   std::to_string(former.position) +
                   ") était faux, corrigez-le (dossier.correction_recorded).",
               ceiling_parameter(then.rules(), is->category));
}

bool is_open(AapState const& project) {
  return project.filed && project.phase != ProjectPhase::withdrawn &&
         project.phase != ProjectPhase::not_selected;
}

/// A payment for use that is known only now would have closed the catch-up to a project filed since
/// it was made.
void warn_of_catch_up(reference::UsagePaymentRecorded const& e, Context const& context,
                      Verdict& verdict) {
  for (auto const* dossier : context.projects_of(e.pmsi)) {
    auto const& state = std::get<AapState>(dossier->state);
    if (!is_open(state) || state.project->theme != aap::Theme::maturity_catch_up) continue;
    auto const then = context.of(dossier->id).at_act(*state.filed);
    if (!closes_catch_up(e.programme, e.amount_cents, e.paid_on, then)) continue;
    verdict.warn("usage_payment_received",
                 "Ce versement du " + to_french(e.paid_on) + " à l'établissement " + e.pmsi.text() +
                     " aurait fermé le rattrapage de la maturité numérique à " +
                     dossier->id.text() + ", déposé le " + to_french(state.filed->day()) +
                     (state.granted ? " (octroyé : " + to_french(*state.granted) + ")" : "") +
                     ". Le dossier garde ce qui fut constaté à son dépôt : à vérifier avant de le "
                     "sélectionner ou de le payer.",
                 then.rules().parameter("aap.eligibility.catch_up"));
  }
}

void warn_of_projects(RegisterState const& state, reference::ActivityRecorded const& e,
                      Context const& context, Verdict& verdict) {
  if (!state.activity_of(e.pmsi, e.year, no_bound)) return;
  std::int64_t const year = e.year;
  auto put_right = state;
  put_right.activity[e.pmsi][year].combined = e.combined_activity;
  for (auto& one : put_right.former_activity) {
    if (one.pmsi == e.pmsi && one.year == year) one.activity.combined = e.combined_activity;
  }
  for (auto const* dossier : context.projects_of(e.pmsi)) {
    auto const& project = std::get<AapState>(dossier->state);
    if (!is_open(project)) continue;
    auto const* former = state.activity_of(e.pmsi, e.year, project.filed->position);
    if (former) compare(dossier->id, project, *former, put_right, context, verdict);
  }
}

}  // namespace

void warn_of_funded(RegisterState const& state, EventBody const& body, Context const& context,
                    Verdict& verdict) {
  if (auto const* counted = std::get_if<reference::ActivityRecorded>(&body)) {
    warn_of_projects(state, *counted, context, verdict);
    return;
  }
  if (auto const* payment = std::get_if<reference::UsagePaymentRecorded>(&body)) {
    warn_of_catch_up(*payment, context, verdict);
    return;
  }
  auto const* record = std::get_if<reference::EntityRecorded>(&body);
  if (!record && !state.entity) return;
  auto fundings = context.fundings_covering(record ? record->entity : state.entity->entity);
  if (record && state.entity && !fundings.empty()) {
    warn_of_sites_left_out(state, *record, context, verdict);
  }
  auto const losing = record ? losers(*record, context) : std::set<Entity>{};
  for (auto const loser : losing) {
    std::ranges::copy(context.fundings_covering(loser), std::back_inserter(fundings));
  }
  std::erase_if(fundings,
                [](Dossier const* one) { return std::get<MieState>(one->state).payments.empty(); });
  if (fundings.empty()) return;
  std::ranges::sort(fundings, {}, [](Dossier const* one) -> DossierId const& { return one->id; });
  auto const repeated = std::ranges::unique(fundings);
  fundings.erase(repeated.begin(), repeated.end());
  auto const after = recorded(state, body, losing, context);
  for (auto const* dossier : fundings) {
    auto const before = context.of(dossier->id);
    compare(std::get<MieState>(dossier->state), before, before.supposing(after), verdict);
  }
}

}  // namespace probant
