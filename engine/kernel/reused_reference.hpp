// A payment that is perhaps told twice: one transfer pays one order of a dossier, though it may pay
// several dossiers at once.
#pragma once

#include <algorithm>

#include "engine/kernel/verdict.hpp"
#include "engine/rules/house_rules.hpp"

namespace probant {

/// Warns when one of the dossier's payments bears the reference (data.payment_reference) already.
template <class Payments>
void warn_of_reused_reference(Line const& reference, Payments const& payments, Verdict& verdict) {
  auto const bears = [&](auto const& one) { return one.payment_reference == reference.value; };
  if (std::ranges::none_of(payments, bears)) return;
  verdict.warn("payment_reference_reused",
               "Un paiement de cette référence (data.payment_reference) est déjà enregistré dans "
               "ce dossier : vérifiez que le même virement n'y est pas compté deux fois.",
               house_rule("payment.order"));
}

}  // namespace probant
