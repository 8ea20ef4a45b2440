#include "engine/transverse/unknown.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>

#include "engine/transverse/decide.hpp"

namespace probant {
namespace {

using enum Figure;

FigureSet set_of(std::initializer_list<Figure> figures) {
  FigureSet set;
  for (auto const figure : figures) set.set(static_cast<std::size_t>(figure));
  return set;
}

using Table = std::map<EventType, FigureSet>;

template <class E>
Table::value_type row(std::initializer_list<Figure> figures) {
  return {type_of<E>(), set_of(figures)};
}

/// An erased event of this type leaves these figures unknown.
Table const& resting_on() {
  static Table const table{
      row<mie::CardsOrdered>(
          {cards_deduction_cents, ceiling_net_cents, entitlement_cents, overcompensation_cents}),
      row<mie::CardsCancelled>(
          {cards_deduction_cents, ceiling_net_cents, entitlement_cents, overcompensation_cents}),
      row<mie::DeclarationTransmitted>(
          {declared_costs_cents, eligible_costs_cents, entitlement_cents, overcompensation_cents}),
      row<mie::PaymentOrdered>(
          {ordered_cents, paid_cents, unverified_cents, overcompensation_cents}),
      row<mie::ControlConcluded>(
          {recognised_costs_cents, entitlement_cents, overcompensation_cents}),
      row<aap::ProjectFiled>({ceiling_gross_cents, ceiling_net_cents}),
      row<aap::ProjectSelected>({entitlement_cents, overcompensation_cents}),
      row<aap::InstalmentOrdered>(
          {ordered_cents, paid_cents, unverified_cents, overcompensation_cents}),
      row<recovery::WithdrawalDecided>({undue_cents, outstanding_cents}),
      row<recovery::Waived>({undue_cents, outstanding_cents}),
      row<recovery::WrittenOff>({undue_cents, outstanding_cents}),
      row<recovery::RepaymentReceived>({recovered_cents, outstanding_cents}),
      row<recovery::RestitutionPaid>({recovered_cents, outstanding_cents}),
  };
  return table;
}

/// An act of this type is computed from, or limited by, these figures.
Table const& needed_by() {
  static Table const table{
      row<mie::PaymentOrdered>({entitlement_cents, ordered_cents}),
      row<mie::ControlConcluded>({ceiling_net_cents, paid_cents}),
      row<aap::ProjectSelected>({ceiling_net_cents}),
      row<aap::InstalmentOrdered>({entitlement_cents}),
      row<recovery::RepaymentOrdered>({outstanding_cents}),
      row<recovery::InstalmentsGranted>({outstanding_cents}),
      row<recovery::RepaymentReceived>({outstanding_cents}),
      row<recovery::Waived>({outstanding_cents}),
      row<recovery::WrittenOff>({outstanding_cents}),
      row<recovery::RestitutionOrdered>({outstanding_cents}),
      row<recovery::Closed>({outstanding_cents}),
  };
  return table;
}

FigureSet look_up(Table const& table, EventType type) {
  auto const found = table.find(type);
  return found == table.end() ? FigureSet{} : found->second;
}

}  // namespace

FigureSet unknown_figures(TransverseState const& state) {
  FigureSet unknown;
  for (auto const type : state.emptied) unknown |= look_up(resting_on(), type);
  return unknown;
}

void forget_unknown(Figures& figures, Dossier const& dossier, View const& view) {
  auto unknown = unknown_figures(dossier.transverse);
  for (auto const* recovery : view.recoveries_against(dossier.id)) {
    unknown |= unknown_figures(recovery->transverse);
  }
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (unknown[i]) figures[i].reset();
  }
}

void refuse_emptied_order(Money ordered, Verdict& verdict) {
  if (!ordered.is_zero()) return;
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Le contenu de l'ordre de paiement a été effacé légalement : son montant ne peut "
                 "plus être établi, et il ne s'exécute pas.");
}

bool wants_figures(Dossier const& dossier, EventType type) {
  return (unknown_figures(dossier.transverse) & look_up(needed_by(), type)).any();
}

void refuse_for_want_of_figures(Dossier const& dossier, Verdict& verdict) {
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Le montant ne peut plus être établi : un acte dont il dépend a été effacé "
                 "légalement ; voir « probant history " +
                     dossier.id.text() + " ».");
}

}  // namespace probant
