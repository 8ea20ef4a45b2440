#include "engine/aap/filing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/aap/amounts.hpp"
#include "engine/aap/eligibility.hpp"
#include "engine/rules/counted.hpp"

namespace probant {
namespace {

using namespace aap;

void check_site(PerimeterItem const& item, Context const& context, Verdict& verdict) {
  auto const number = item.site.text();
  auto const [site, entity] = context.site(item.site);
  if (!site) {
    verdict.refuse(ReasonCode::unknown_site,
                   "Le site " + number +
                       " du périmètre n'est pas au référentiel : vérifiez son numéro FINESS "
                       "géographique ou faites-le inscrire.",
                   context.rules().parameter("aap.perimeter"));
    return;
  }
  if (site->closed && *site->closed <= context.day()) {
    verdict.warn("site_closed", "Le site " + number + " du périmètre est fermé depuis le " +
                                    to_french(*site->closed) + ".");
  }
  if (site->pmsi) {
    if (*site->pmsi == item.pmsi) return;
    verdict.refuse(ReasonCode::unknown_site,
                   "Le site " + number + " transmet son activité sous le FINESS PMSI " +
                       site->pmsi->text() + " au référentiel, non sous " + item.pmsi.text() +
                       " : corrigez le périmètre ou faites corriger le référentiel.",
                   context.rules().parameter("aap.perimeter"));
    return;
  }
  auto const owners = context.owners(item.pmsi);
  if (std::ranges::find(owners, entity) == owners.end()) {
    verdict.warn("pmsi_unconfirmed", "Le référentiel ne rattache pas le FINESS PMSI " +
                                         item.pmsi.text() + " à l'entité du site " + number + ".");
  }
}

void check_perimeter(ProjectFiled const& filed, Context const& context, Verdict& verdict) {
  std::set<Site> seen;
  for (auto const& item : filed.perimeter) {
    if (seen.insert(item.site).second) {
      check_site(item, context, verdict);
    } else {
      verdict.refuse_field("data.perimeter",
                           "Le site " + item.site.text() +
                               " figure plusieurs fois dans le périmètre (data.perimeter) : ne le "
                               "citez qu'une fois.",
                           context.rules().parameter("aap.perimeter"));
    }
  }
  if (std::ranges::find(filed.perimeter, filed.lead_pmsi, &PerimeterItem::pmsi) ==
      filed.perimeter.end()) {
    verdict.refuse_field(
        "data.lead_pmsi",
        "L'établissement porteur " + filed.lead_pmsi.text() +
            " (data.lead_pmsi) n'est pas dans le périmètre : ajoutez-y au moins un de "
            "ses sites.",
        context.rules().parameter("aap.lead.identified_by"));
  }
}

/// The number of the objective a line names ("2", or "2. Disposer de…"); empty when it names none.
std::string_view objective_number(std::string_view line) {
  auto const digits = line.find_first_not_of("0123456789");
  auto const number = line.substr(0, digits);
  bool const alone = digits == std::string_view::npos || line[digits] == '.';
  return alone ? number : std::string_view{};
}

void check_objectives(ProjectFiled const& filed, Context const& context, Verdict& verdict) {
  auto const theme = "aap.theme." + std::string{name_of(filed.theme)};
  auto const& objectives = context.rules().parameter(theme + ".objectives");
  std::set<std::string_view> known;
  for (auto const& one : context.rules().texts(objectives.key)) known.insert(objective_number(one));
  std::set<std::string_view> seen;
  std::size_t place = 0;
  for (auto const& line : filed.objectives) {
    ++place;
    auto const number = objective_number(line.value);
    if (number.empty() || !known.contains(number)) {
      auto const named =
          number.empty() ? "Ce qui est" : "L'objectif « " + std::string{number} + " »,";
      verdict.refuse_field("data.objectives",
                           named + " à la place " + std::to_string(place) +
                               " de data.objectives n'est pas un objectif de la thématique « " +
                               context.rules().text(theme + ".label") +
                               " » : donnez le numéro d'un de ses objectifs, de 1 à " +
                               std::to_string(known.size()) + ".",
                           objectives);
    } else if (!seen.insert(number).second) {
      verdict.refuse_field(
          "data.objectives",
          "L'objectif " + std::string{number} +
              " figure plusieurs fois (data.objectives) : ne le citez qu'une fois.",
          objectives);
    }
  }
}

void check_forecast(ProjectFiled const& filed, Context const& context, Verdict& verdict) {
  auto const& parameter = context.rules().parameter("aap.forecast_years");
  auto const& years = context.rules().integers(parameter.key);
  std::string expected;
  for (auto const year : years) expected += (expected.empty() ? "" : ", ") + std::to_string(year);
  std::set<std::int64_t> seen;
  Money total;
  for (auto const& forecast : filed.forecast) {
    auto const year = std::to_string(forecast.year.value);
    if (std::ranges::find(years, forecast.year.value) == years.end()) {
      verdict.refuse_field("data.forecast",
                           "L'exercice " + year +
                               " n'est pas attendu au prévisionnel de dépenses (data.forecast) ; "
                               "exercices attendus : " +
                               expected + ".",
                           parameter);
    } else if (!seen.insert(forecast.year.value).second) {
      verdict.refuse_field(
          "data.forecast",
          "L'exercice " + year +
              " figure plusieurs fois au prévisionnel (data.forecast) : réunissez ses "
              "dépenses sur une ligne.",
          parameter);
    }
    total += forecast.amount_cents;
  }
  for (auto const year : years) {
    if (seen.contains(year)) continue;
    verdict.refuse_field("data.forecast",
                         "Le prévisionnel de dépenses (data.forecast) porte nécessairement sur les "
                         "exercices " +
                             expected + " : il manque " + std::to_string(year) + ".",
                         parameter);
  }
  if (total < filed.requested_cents) {
    verdict.warn("forecast_below_request",
                 "Les dépenses prévues, " + to_french(total) +
                     ", n'atteignent pas le montant demandé, " + to_french(filed.requested_cents) +
                     ".",
                 parameter);
  }
}

bool is_public_ght_member(RegisterState const& record) {
  return record.entity->legal_status == reference::LegalStatus::public_ && record.entity->ght;
}

void check_ght(ProjectFiled const& filed, Context const& context, Verdict& verdict) {
  if (filed.ght_validated || !context.rules().flag("aap.ght_validation.required")) return;
  std::set<std::string> ghts;
  for (auto const& participant : participants_of(filed, context)) {
    for (auto const* record : participant.entities) {
      if (is_public_ght_member(*record)) ghts.insert(record->entity->ght->value);
    }
  }
  for (auto const& ght : ghts) {
    verdict.refuse(ReasonCode::ght_validation_missing,
                   "Le périmètre compte un établissement public membre du GHT " + ght +
                       " : le projet doit avoir été validé à l'échelle du GHT avant son dépôt "
                       "(data.ght_validated).",
                   context.rules().parameter("aap.ght_validation.required"));
  }
}

/// Filed, and not withdrawn by then; one withdrawn once its window was closed keeps its place.
bool counts(Dossier const& dossier, Context const& context) {
  auto const& project = std::get<AapState>(dossier.state);
  if (!project.filed) return false;
  if (!project.withdrawn || project.withdrawn->occurred_at > context.occurred_at()) return true;
  auto const window = context.of(dossier.id).at_act(*project.withdrawn).window("aap.window");
  return window.closed(project.withdrawn->day());
}

/// No more than two projects per FINESS PMSI, as leader or member; one withdrawn before the window
/// closes frees its place.
void check_limit(ProjectFiled const& filed, Context const& context, Verdict& verdict) {
  auto const limit = context.rules().integer("aap.projects_per_pmsi");
  for (auto const& participant : participants_of(filed, context)) {
    std::string names;
    std::int64_t count = 0;
    for (auto const* dossier : context.projects_of(participant.pmsi)) {
      if (dossier->id == context.dossier()) continue;
      if (!counts(*dossier, context)) continue;
      names += (count == 0 ? "" : ", ") + dossier->id.text();
      ++count;
    }
    if (count < limit) continue;
    verdict.refuse(
        ReasonCode::project_limit_reached,
        "L'établissement " + participant.pmsi.text() + " participe déjà à " +
            counted(count, "projet", "projets") + " (" + names + "), pour " +
            std::to_string(limit) +
            " au plus (un projet retiré après la clôture compte encore) : retirez-le de ce "
            "périmètre, ou retirez un de ces projets avant la clôture.",
        context.rules().parameter("aap.projects_per_pmsi"));
  }
}

void complete_ceiling(ProjectFiled& filed, Context const& context, Verdict& verdict) {
  auto const activity = combined_activity(filed, context, Tracing::on);
  for (auto const pmsi : activity.missing) {
    verdict.refuse(ReasonCode::combined_activity_missing,
                   "L'activité combinée de l'établissement " + pmsi.text() +
                       " n'est pas au référentiel : faites-la inscrire, la catégorie du projet en "
                       "dépend.",
                   context.rules().parameter("aap.combined_activity.sum"));
  }
  if (!activity.missing.empty()) return;
  auto const ceiling = ceiling_for(activity.sum, context.rules(), Tracing::on);
  filed.category = ceiling.category;
  filed.ceiling_cents = ceiling.amount.value;
  filed.explanation = *ceiling.amount.tree;
  if (filed.requested_cents.is_zero()) {
    verdict.warn("nothing_requested",
                 "Le projet ne demande aucun financement (data.requested_cents) : vérifiez ce "
                 "montant.",
                 context.rules().parameter("aap.ars_adjustment"));
  }
  if (filed.requested_cents > filed.ceiling_cents) {
    verdict.refuse(ReasonCode::amount_above_ceiling,
                   "Le montant demandé, " + to_french(filed.requested_cents) +
                       ", dépasse le plafond de la catégorie " +
                       std::string{name_of(filed.category)} + " : demandez au plus " +
                       to_french(filed.ceiling_cents) + ".",
                   ceiling_parameter(context.rules(), filed.category));
  }
}

/// Granted before anyone knew who would lead the project: it holds for leads of the ARS's region.
void check_extension(ProjectFiled const& filed, Context const& context, Verdict& verdict) {
  auto const window = context.window("aap.window");
  auto const* lead = lead_entity(filed, context);
  bool const extended = window.extended_from && context.day() > *window.extended_from;
  if (!lead || !extended || window.closed(context.day())) return;
  std::optional<Region> other;
  for (auto const* one : context.extensions("aap.window")) {
    if (one->new_date < context.day()) continue;
    if (!one->by || *one->by == lead->entity->region) return;
    other = one->by;
  }
  if (!other) return;
  verdict.refuse(ReasonCode::not_competent_ars,
                 "Le dépôt est prorogé par l'ARS de la région " + region_name(*other) +
                     ", alors que le porteur relève de la région " +
                     region_name(lead->entity->region) +
                     " : c'est à son ARS d'accorder la prorogation.",
                 context.rules().parameter("aap.competent_ars"));
}

}  // namespace

void decide_filing(ProjectFiled& filed, Context const& context, Verdict& verdict) {
  context.require_window("aap.window", "Le guichet de l'appel à projets", verdict);
  check_extension(filed, context, verdict);
  check_perimeter(filed, context, verdict);
  check_objectives(filed, context, verdict);
  check_forecast(filed, context, verdict);
  check_ght(filed, context, verdict);
  check_limit(filed, context, verdict);
  complete_ceiling(filed, context, verdict);
  filed.eligibility = check_eligibility(filed, context, verdict);
}

}  // namespace probant
