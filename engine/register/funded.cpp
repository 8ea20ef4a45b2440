#include "engine/register/funded.hpp"

#include <algorithm>

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
    if (listed || !state.workforce.contains(site.site)) continue;
    missing += (missing.empty() ? "" : ", ") + site.site.text();
  }
  if (missing.empty()) return;
  verdict.warn("site_left_out",
               "L'entité " + e.entity.text() + " n'a plus au référentiel : " + missing +
                   ". Leurs effectifs déclarés comptent encore dans son plafond, sauf s'ils "
                   "passent à une autre entité.",
               context.rules().parameter("mie.workforce.fallback"));
}

}  // namespace

void warn_of_funded(RegisterState const& state, EventBody const& body, Context const& context,
                    Verdict& verdict) {
  if (!state.entity) return;
  auto const fundings = context.fundings_covering(state.entity->entity);
  if (fundings.empty()) return;
  if (auto const* e = std::get_if<reference::EntityRecorded>(&body)) {
    warn_of_sites_left_out(state, *e, context, verdict);
  }
  RecordedEvent fact;
  fact.event.body = body;
  fact.position = no_bound - 1;  // after every order
  std::optional<RegisterState> after;
  for (auto const* dossier : fundings) {
    auto const& funding = std::get<MieState>(dossier->state);
    if (funding.payments.empty()) continue;
    if (!after) {
      after = state;
      evolve(*after, fact);
    }
    auto const before = context.of(dossier->id);
    compare(funding, before, before.supposing(*after), verdict);
  }
}

}  // namespace probant
