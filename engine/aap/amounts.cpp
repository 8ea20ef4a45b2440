#include "engine/aap/amounts.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace probant {
namespace {

using namespace aap;

struct Step {
  std::string_view from;  ///< rulebook key of the lower bound; empty for the first category
  std::string_view ceiling;
};
/// By category, in order.
constexpr std::array<Step, 4> steps{{{"", "aap.ceiling.a_cents"},
                                     {"aap.category.b.from_activity", "aap.ceiling.b_cents"},
                                     {"aap.category.c.from_activity", "aap.ceiling.c_cents"},
                                     {"aap.category.d.from_activity", "aap.ceiling.d_cents"}}};

/// Where the activity stands in the ceiling's tree, after the ceiling kept.
constexpr std::size_t activity_operand = 1;

std::size_t index(Category category) { return static_cast<std::size_t>(category); }

struct YearOfActivity {
  std::int64_t year = 0;
  Activity const* activity = nullptr;
};

/// Of the year that the rules name; nothing: the latest recorded.
std::optional<std::int64_t> year_of_activity(Rulebook const& rules) {
  auto const& named = rules.text("aap.combined_activity.year");
  std::int64_t year = 0;
  auto const end = named.data() + named.size();
  auto const [stopped, error] = std::from_chars(named.data(), end, year);
  return error == std::errc{} && stopped == end ? std::optional{year} : std::nullopt;
}

/// Of what the view knows: figures recorded later, be they of an earlier year, count for nothing.
YearOfActivity activity_of(Pmsi pmsi, View const& view) {
  auto const wanted = year_of_activity(view.rules());
  YearOfActivity latest;
  for (auto const* record : view.owners(pmsi)) {
    auto const years = record->activity.find(pmsi);
    if (years == record->activity.end()) continue;
    for (auto const year : years->second | std::views::keys) {
      if (wanted && year != *wanted) continue;
      auto const* activity = record->activity_of(pmsi, year, view.known_before());
      if (!activity) continue;
      bool const later = !latest.activity || year > latest.year ||
                         (year == latest.year && activity->position > latest.activity->position);
      if (later) latest = {year, activity};
    }
  }
  return latest;
}

std::vector<Pmsi> distinct_numbers(ProjectFiled const& project) {
  AapState state;
  state.project = project;
  return state.participants();
}

/// "catégorie B, 7000 ≤ activité combinée < 60000": why this ceiling.
std::string reason_of(Category category, Rulebook const& rules) {
  auto const at = index(category);
  std::string text = "catégorie " + std::string{name_of(category)} + ", ";
  if (at > 0) text += std::to_string(rules.integer(steps[at].from)) + " ≤ ";
  text += "activité combinée";
  if (at + 1 < steps.size()) text += " < " + std::to_string(rules.integer(steps[at + 1].from));
  return text;
}

/// The sum found at filing, read back from the tree stored with the project.
std::optional<Explained<std::int64_t>> stored_activity(ProjectFiled const& project) {
  auto const& operands = project.explanation.operands;
  if (!operands || operands->size() <= activity_operand) return std::nullopt;
  auto const& sum = (*operands)[activity_operand];
  auto const* value = std::get_if<std::int64_t>(&sum.value.value);
  auto const* ceiling = std::get_if<std::int64_t>(&project.explanation.value.value);
  // A ceiling that is not the tree's was corrected since: the tree no longer speaks for it.
  bool const speaks = ceiling && *ceiling == project.ceiling_cents.cents();
  if (sum.unit != Unit::count || !value || !speaks) return std::nullopt;
  return Explained<std::int64_t>{*value, sum};
}

}  // namespace

CombinedActivity combined_activity(ProjectFiled const& project, View const& view, Tracing tracing) {
  Explainer const explain{tracing};
  CombinedActivity result;
  std::vector<Explained<std::int64_t>> terms;
  for (auto const pmsi : distinct_numbers(project)) {
    auto const latest = activity_of(pmsi, view);
    if (!latest.activity) {
      result.missing.push_back(pmsi);
      continue;
    }
    auto const label = [&] {
      return "Activité combinée " + std::to_string(latest.year) + " de " + pmsi.text();
    };
    terms.push_back(explain.by_rule(
        explain.from_event(label, latest.activity->combined, latest.activity->position),
        view.rules(), "aap.combined_activity.year"));
  }
  result.sum = explain.by_rule(explain.sum("Activité combinée du projet", std::move(terms)),
                               view.rules(), "aap.combined_activity.sum");
  return result;
}

ProjectCeiling ceiling_for(Explained<std::int64_t> activity, Rulebook const& rules,
                           Tracing tracing) {
  Explainer const explain{tracing};
  std::size_t at = 0;
  while (at + 1 < steps.size() && activity.value >= rules.integer(steps[at + 1].from)) ++at;
  ProjectCeiling ceiling{static_cast<Category>(at),
                         explain.from_rule<Money>(rules, steps[at].ceiling)};
  if (!ceiling.amount.tree) return ceiling;
  Explanation tree;
  tree.label = "Plafond du projet";
  tree.unit = Unit::cents;
  tree.value = ceiling.amount.tree->value;
  tree.formula = std::string{Formulas::choice} + reason_of(ceiling.category, rules);
  tree.operands = {std::move(*ceiling.amount.tree), std::move(activity.tree).value()};
  for (auto const bound : {at, at + 1}) {
    if (bound == 0 || bound == steps.size()) continue;
    tree.operands->push_back(*explain.from_rule<std::int64_t>(rules, steps[bound].from).tree);
  }
  ceiling.amount.tree = std::move(tree);
  return ceiling;
}

ProjectCeiling project_ceiling(AapState const& state, View const& view, Tracing tracing) {
  auto const& project = *state.project;
  auto const& rules = view.at_act(*state.filed).rules();
  if (auto activity = stored_activity(project)) {
    return ceiling_for(std::move(*activity), rules, tracing);
  }
  Explainer const explain{tracing};
  return {project.category, explain.from_event("Plafond constaté au dépôt", project.ceiling_cents,
                                               state.filed->position)};
}

std::optional<ProjectCeiling> ceiling_at_filing(AapState const& state, View const& view) {
  return ceiling_seen_from_filing(state, view.at_act(*state.filed));
}

std::optional<ProjectCeiling> ceiling_seen_from_filing(AapState const& state, View const& then) {
  auto const activity = combined_activity(*state.project, then, Tracing::off);
  if (!activity.missing.empty()) return std::nullopt;
  return ceiling_for(activity.sum, then.rules(), Tracing::off);
}

bool corrected_since_filing(AapState const& state, View const& view) {
  for (auto const pmsi : state.participants()) {
    for (auto const* record : view.owners(pmsi)) {
      if (!record->entity) continue;
      auto const* dossier =
          view.find(DossierId::of(DossierKind::register_, record->entity->entity));
      auto const& corrected = dossier->transverse.corrected;
      if (corrected && corrected->position > state.filed->position) return true;
    }
  }
  return false;
}

void warn_of_corrected_activity(AapState const& state, Context const& context, Verdict& verdict) {
  if (!corrected_since_filing(state, context)) return;
  auto const found = project_ceiling(state, context, Tracing::off);
  auto const now = ceiling_at_filing(state, context);
  if (!now || now->category == found.category) return;
  verdict.warn("category_changed",
               "L'activité du projet a été corrigée depuis son dépôt : sa catégorie serait " +
                   std::string{name_of(now->category)} + ", " + to_french(now->amount.value) +
                   " au plus, et il garde la catégorie " + std::string{name_of(found.category)} +
                   ". Avant tout ordre de paiement, corrigez l'octroi, puis le dépôt (position " +
                   std::to_string(state.filed->position) +
                   ", dossier.correction_recorded), qui sera mesuré à nouveau ; ensuite, ce qui "
                   "est payé de trop est à recouvrer.",
               ceiling_parameter(context.at_act(*state.filed).rules(), now->category));
}

std::optional<Money> excess_by_correction(AapState const& state, View const& view) {
  if (!state.granted || !corrected_since_filing(state, view)) return std::nullopt;
  auto const ceiling = ceiling_at_filing(state, view);
  if (!ceiling || *state.granted <= ceiling->amount.value) return std::nullopt;
  auto lawful = state;
  lawful.granted = ceiling->amount.value;
  auto due = instalment_of(lawful, 1, view.rules(), Tracing::off).value;
  if (state.phase == ProjectPhase::attained) due = ceiling->amount.value;
  Money paid;
  for (auto const& one : state.instalments) {
    if (one.paid) paid += one.amount;
  }
  if (paid <= due) return std::nullopt;
  return paid - due;
}

Parameter const& ceiling_parameter(Rulebook const& rules, Category category) {
  return rules.parameter(steps[index(category)].ceiling);
}

Explained<Money> instalment_of(AapState const& state, InstalmentNumber number,
                               Rulebook const& rules, Tracing tracing) {
  Explainer const explain{tracing};
  auto const granted =
      explain.from_event("Montant octroyé", *state.granted, state.decided->position);
  auto first = explain.by_rule(
      explain.half_rounded_down("Première tranche : moitié du montant octroyé", granted), rules,
      "aap.first_instalment.rule");
  if (number.value == 1) return first;
  return explain.by_rule(
      explain.difference("Seconde tranche : reste du montant octroyé", granted, std::move(first)),
      rules, "aap.second_instalment.rule");
}

}  // namespace probant
