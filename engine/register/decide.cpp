#include <algorithm>
#include <set>
#include <string>

#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/register/lifecycle.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {
namespace {

using namespace reference;

/// Once for each number: that of an entity is often the FINESS PMSI of its sites too.
void warn_key(auto finess, std::set<std::string>& told, Verdict& verdict) {
  if (finess.key_holds() || !told.insert(finess.text()).second) return;
  verdict.warn("finess_key", "La clé du numéro FINESS " + finess.text() +
                                 " ne vérifie pas : numéro à contrôler.");
}

void require_own_dossier(Entity entity, Context const& context, Verdict& verdict) {
  if (context.dossier().reference == entity.text()) return;
  verdict.refuse_field(
      "data.entity",
      "L'entité " + entity.text() + " s'inscrit dans le dossier register:" + entity.text() + ".",
      house_rule("register.entity"));
}

template <class E>
void require_known(E const&, RegisterState const& state, Context const& context, Verdict& verdict) {
  auto const type = type_of<E>();
  if (next_phase(entity_phase(state), type)) return;
  verdict.refuse(ReasonCode::unknown_entity,
                 "L'entité " + context.dossier().reference +
                     " n'est pas au référentiel : inscrivez-la d'abord "
                     "(register.entity_recorded).",
                 house_rule("register.entity"));
}

/// One establishment supports a group: two would both apply for all (annexe 2).
void warn_of_second_support(EntityRecorded const& e, Context const& context, Verdict& verdict) {
  if (!e.ght || e.ght_role != GhtRole::support) return;
  for (auto const member : context.ght_members(e.ght->value)) {
    auto const* record = context.entity(member);
    if (member == e.entity || !record || record->entity->ght_role != GhtRole::support) continue;
    verdict.warn("ght_second_support",
                 "Le GHT " + e.ght->value + " a déjà un établissement support, " + member.text() +
                     " : enregistrez son changement de rôle (register.entity_recorded).",
                 context.rules().parameter("mie.candidate.ght"));
  }
}

void check(EntityRecorded const& e, Context const& context, Verdict& verdict) {
  require_own_dossier(e.entity, context, verdict);
  std::set<std::string> keys_told;
  warn_key(e.entity, keys_told, verdict);
  std::set<Site> seen;
  for (auto const& site : e.sites) {
    if (!seen.insert(site.site).second) {
      verdict.refuse_field("data.sites",
                           "L'établissement " + site.site.text() + " figure deux fois.");
    }
    warn_key(site.site, keys_told, verdict);
    if (site.pmsi) warn_key(*site.pmsi, keys_told, verdict);
    if (site.opened && site.closed && *site.closed < *site.opened) {
      verdict.refuse_field("data.sites", "L'établissement " + site.site.text() +
                                             " serait fermé avant d'avoir ouvert.");
    }
    auto const owner = context.site(site.site);
    if (owner.entity && owner.entity->entity->entity != e.entity) {
      verdict.warn("site_moved", "L'établissement " + site.site.text() +
                                     " était rattaché à l'entité " +
                                     owner.entity->entity->entity.text() + ".");
    }
  }
  if (e.ght.has_value() != e.ght_role.has_value()) {
    verdict.refuse_field(e.ght ? "data.ght_role" : "data.ght",
                         "Le GHT et le rôle dans le GHT (support ou member) vont ensemble.");
  }
  warn_of_second_support(e, context, verdict);
}

void check(WorkforceRecorded const& e, RegisterState const& state, Context const& context,
           Verdict& verdict) {
  require_known(e, state, context, verdict);
  if (!state.entity) return;
  bool const own = std::ranges::any_of(state.entity->sites,
                                       [&](SiteRecord const& site) { return site.site == e.site; });
  if (!own) {
    verdict.refuse(ReasonCode::unknown_site,
                   "L'établissement " + e.site.text() + " n'est pas un site de l'entité " +
                       state.entity->entity.text() + ".",
                   house_rule("register.site"));
  }
}

template <class E>
void check_number(E const& e, RegisterState const& state, Context const& context,
                  Verdict& verdict) {
  require_known(e, state, context, verdict);
  if (!state.entity) return;
  bool const own = std::ranges::any_of(state.entity->sites,
                                       [&](SiteRecord const& site) { return site.pmsi == e.pmsi; });
  if (!own) {
    verdict.warn("pmsi_unmapped", "Aucun site de l'entité " + state.entity->entity.text() +
                                      " ne porte le FINESS PMSI " + e.pmsi.text() + ".");
  }
}

void check(UsagePaymentRecorded const& e, Context const& context, Verdict& verdict) {
  if (e.paid_on <= paris_day(context.recorded_at())) return;
  verdict.refuse(ReasonCode::occurred_in_future,
                 "Le versement d'usage est daté du " + to_french(e.paid_on) +
                     ", un jour à venir (data.paid_on) : inscrivez-le une fois versé.",
                 house_rule("log.time"));
}

/// The latest activity known at a filing decides on its category: one of a year that is not over
/// would be the latest for as long as it takes.
void warn_of_year_to_come(ActivityRecorded const& e, Context const& context, Verdict& verdict) {
  auto const today = paris_day(context.recorded_at());
  if (std::int64_t{e.year} < int{today.ymd().year()}) return;
  verdict.warn("year_not_over",
               "L'activité de " + std::to_string(std::int64_t{e.year}) + " est inscrite le " +
                   to_french(today) +
                   ", avant la fin de l'année : elle passera pour la dernière connue. Vérifiez "
                   "data.year.",
               context.rules().parameter("aap.combined_activity.year"));
}

/// One ceiling is published for the whole of a group, under its support. A member may have a
/// funding of its own, from before it joined.
void warn_of_group(CeilingPublished const& e, RegisterState const& state, Context const& context,
                   Verdict& verdict) {
  if (!state.entity || !state.entity->ght) return;
  auto const& ght = state.entity->ght->value;
  auto const& rule = context.rules().parameter("mie.ceiling.published_prevails");
  bool const alone = context.ght_members(ght).size() < 2;
  bool const own_funding = context.find({DossierKind::mie, e.entity.text()}) != nullptr;
  if (state.entity->ght_role == GhtRole::support && !alone) {
    verdict.warn("ceiling_of_group",
                 "L'entité " + e.entity.text() + " est le support du GHT " + ght +
                     " : le plafond publié pour elle tient lieu de la somme des plafonds de tous "
                     "les membres du groupe.",
                 rule);
  } else if (state.entity->ght_role == GhtRole::member && !own_funding) {
    verdict.warn("ceiling_of_member",
                 "L'entité " + e.entity.text() + " est membre du GHT " + ght +
                     " : le financement est demandé par l'établissement support, et le plafond "
                     "publié pour un autre membre est enregistré sans effet sur celui du groupe.",
                 rule);
  }
}

}  // namespace

Competence competence(RegisterState const& state, EventBody const& body, View const&) {
  Competence competence;
  if (auto const* e = std::get_if<EntityRecorded>(&body)) competence.region = e->region;
  if (state.entity) competence.region = state.entity->region;
  return competence;
}

void decide(RegisterState const& state, EventBody& body, Context const& context, Verdict& verdict) {
  bool const imports = context.dossier().reference == "imports";
  bool const is_import = std::holds_alternative<ImportCompleted>(body);
  if (imports != is_import || is_group(context.dossier())) {
    verdict.refuse(ReasonCode::not_allowed_now,
                   is_import ? "Les imports s'inscrivent dans register:imports."
                             : "Cet événement s'inscrit dans le dossier d'une entité juridique, "
                               "register:<FINESS>.",
                   house_rule("lifecycle.register"));
    return;
  }
  std::visit(Overload{
                 [&](EntityRecorded const& e) { check(e, context, verdict); },
                 [&](WorkforceRecorded const& e) { check(e, state, context, verdict); },
                 [&](ActivityRecorded const& e) {
                   check_number(e, state, context, verdict);
                   warn_of_year_to_come(e, context, verdict);
                 },
                 [&](UsagePaymentRecorded const& e) {
                   check_number(e, state, context, verdict);
                   check(e, context, verdict);
                 },
                 [&](CeilingPublished const& e) {
                   require_own_dossier(e.entity, context, verdict);
                   require_known(e, state, context, verdict);
                   warn_of_group(e, state, context, verdict);
                 },
                 [&](auto const&) {},
             },
             body);
}

/// `register:imports` is told from an entity's dossier by its first import.
std::vector<EventType> possible_events(RegisterState const& state) {
  auto const imports = possible_from(imports_phase(state));
  if (!state.imports.empty()) return imports;
  auto types = possible_from(entity_phase(state));
  if (!state.entity) types.insert(types.end(), imports.begin(), imports.end());
  return types;
}

std::vector<EventType> possible_events(RegisterState const& state, View const& view) {
  return is_group(view.dossier()) ? std::vector<EventType>{} : possible_events(state);
}

PhaseView phase_view(RegisterState const& state) {
  auto const view = [](auto phase) {
    return PhaseView{std::string{name_of(phase)}, std::string{label_of(phase)}, {}};
  };
  return state.imports.empty() ? view(entity_phase(state)) : view(imports_phase(state));
}

void add_obligations(RegisterState const&, View const&, std::vector<Obligation>&) {}

}  // namespace probant
