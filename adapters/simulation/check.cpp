#include "adapters/simulation/check.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "adapters/simulation/lawful.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/kernel/replay.hpp"
#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"

namespace probant::simulation {
namespace {

constexpr auto within_entitlement = "Rien n'est ordonnancé au-delà du droit acquis";
constexpr auto paid_within_orders = "Rien n'est payé au-delà de ce qui est ordonnancé";
constexpr auto not_negative = "Aucun montant n'est négatif, sauf ce qui reste à recouvrer";
constexpr auto explained = "Chaque chiffre s'explique";
constexpr auto replayed = "Le rejeu redonne le même état";
constexpr auto one_deadline = "Chaque obligation a une échéance et une seule";

using Violations = std::vector<Violation>;

Money value_of(Figures const& figures, Figure figure) {
  return amount_of(figures, figure).value_or(Money{});
}

bool is_order(EventBody const& body) {
  return std::holds_alternative<mie::PaymentOrdered>(body) ||
         std::holds_alternative<aap::InstalmentOrdered>(body);
}

Money ordered_now(EventBody const& body) {
  if (auto const* payment = std::get_if<mie::PaymentOrdered>(&body)) return payment->amount_cents;
  return std::get<aap::InstalmentOrdered>(body).amount_cents;
}

/// What recoveries take back of a dossier as overcompensation.
Money withdrawn(World const& world, DossierId const& against) {
  Money total;
  for (auto const* dossier : world.recoveries_against(against)) {
    auto const& recovery = std::get<RecoveryState>(dossier->state);
    bool const counts =
        recovery.against == against && recovery.cause == recovery::Cause::overcompensation;
    if (counts) total += recovery.undue();
  }
  return total;
}

/// Sees every order against the world just before it.
class OrderCheck {
 public:
  explicit OrderCheck(Violations& violations) : violations_(violations) {}

  void operator()(RecordedEvent const& event, World const& world) {
    auto const& body = event.event.body;
    if (is_order(body)) compare(event, world, ordered_now(body));
  }

 private:
  void compare(RecordedEvent const& event, World const& world, Money added) {
    auto const* dossier = world.find(event.dossier);
    if (!dossier) return tell(event, "l'ordre est le premier événement du dossier");
    auto const figures = figures_of(world, *dossier, event.occurred_at, Tracing::off);
    auto const ordered = value_of(*figures, Figure::ordered_cents) + added;
    auto entitlement = value_of(*figures, Figure::entitlement_cents);
    if (auto const* funding = std::get_if<MieState>(&dossier->state)) {
      auto const& rules = world.rules_at(event.occurred_at);
      entitlement =
          lawful_orders(*funding, value_of(*figures, Figure::ceiling_net_cents),
                        rules.date("mie.eligibility.starts_on"), withdrawn(world, event.dossier));
    }
    if (ordered <= entitlement) return;
    tell(event, to_french(ordered) + " ordonnancés pour un droit de " + to_french(entitlement));
  }

  void tell(RecordedEvent const& event, std::string what) {
    violations_.push_back({within_entitlement,
                           event.dossier.text() + ", position " + std::to_string(event.position),
                           std::move(what)});
  }

  Violations& violations_;
};

/// The tree's top is the figure, and everything below it leads to an event or a rule.
bool leads_somewhere(Explanation const& node) {
  if (!node.operands) return node.rule || node.position;
  return node.formula && std::ranges::all_of(*node.operands, leads_somewhere);
}

bool explains(Explained<Money> const& figure) {
  if (!figure.tree) return false;
  auto const* cents = std::get_if<std::int64_t>(&figure.tree->value.value);
  return cents && *cents == figure.value.cents() && leads_somewhere(*figure.tree);
}

void check_figures(World const& world, Dossier const& dossier, Instant at, Violations& out) {
  auto const figures = figures_of(world, dossier, at, Tracing::on);
  if (!figures) return;
  for (std::size_t i = 0; i < figure_count; ++i) {
    auto const& figure = (*figures)[i];
    if (!figure) continue;
    auto const name = std::string{Names<Figure>::values[i]} + " = " + to_french(figure->value);
    // What is outstanding is negative when a judgment makes money owed back.
    bool const signed_figure = static_cast<Figure>(i) == Figure::outstanding_cents;
    if (figure->value < Money{} && !signed_figure) {
      out.push_back({not_negative, dossier.id.text(), name});
    }
    if (!explains(*figure)) out.push_back({explained, dossier.id.text(), name});
  }
  auto const paid = value_of(*figures, Figure::paid_cents);
  auto const ordered = value_of(*figures, Figure::ordered_cents);
  if (paid > ordered) {
    out.push_back({paid_within_orders, dossier.id.text(),
                   to_french(paid) + " payés, " + to_french(ordered) + " ordonnancés"});
  }
}

bool is_open(Deadline const& deadline) {
  return deadline.state != DeadlineState::met && deadline.state != DeadlineState::met_late &&
         deadline.state != DeadlineState::cancelled;
}

void check_deadlines(World const& world, Dossier const& dossier, Instant at, Violations& out) {
  View const view{world, dossier.id, at};
  std::vector<Obligation> obligations;
  std::visit([&](auto const& state) { add_obligations(state, view, obligations); }, dossier.state);
  auto const deadlines = deadlines_of(world, dossier, at);
  auto const tell = [&](std::string what) {
    out.push_back({one_deadline, dossier.id.text(), std::move(what)});
  };
  if (obligations.size() != deadlines.size()) {
    tell(std::to_string(obligations.size()) + " obligations, " + std::to_string(deadlines.size()) +
         " échéances");
  }
  std::set<std::pair<std::string, std::string>> seen;
  for (auto const& deadline : deadlines) {
    if (!is_open(deadline)) continue;
    if (deadline.due_on == Date{}) tell(deadline.key + " n'a pas de date");
    if (!seen.emplace(deadline.key, deadline.label).second) {
      tell(deadline.key + " (" + deadline.label + ") est ouverte deux fois");
    }
  }
}

template <class Rows>
std::vector<std::string> lines(Rows const& rows) {
  std::vector<std::string> text;
  for (auto const& row : rows) text.push_back(to_json(row));
  return text;
}

void compare(std::string_view what, std::vector<std::string> const& live,
             std::vector<std::string> const& again, Violations& out) {
  if (live == again) return;
  auto const [one, other] = std::ranges::mismatch(live, again);
  auto const text = [](auto const& at, auto const& all) {
    return at == all.end() ? std::string{"rien"} : *at;
  };
  out.push_back({replayed, std::string{what},
                 "en direct " + text(one, live) + ", rejoué " + text(other, again)});
}

}  // namespace

Violations check(EventStore const& store, World const& live, Instant at) {
  Violations violations;
  OrderCheck check_order{violations};
  auto const again = replay(
      store, {}, nullptr, [&](RecordedEvent const& event, StoredEvent const&, World const& before) {
        check_order(event, before);
      });
  for (auto const* dossier : live.dossiers()) {
    check_figures(live, *dossier, at, violations);
    check_deadlines(live, *dossier, at, violations);
  }
  compare("exposition", lines(exposure(live, at)), lines(exposure(again, at)), violations);
  compare("échéances", lines(deadlines(live, at)), lines(deadlines(again, at)), violations);
  return violations;
}

}  // namespace probant::simulation
