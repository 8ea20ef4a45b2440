#include "projections/facts.hpp"

#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/register/lifecycle.hpp"
#include "engine/transverse/unknown.hpp"
#include "projections/json_object.hpp"

namespace probant {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

template <class T>
std::optional<T> if_known(bool known, T value) {
  return known ? std::optional{value} : std::nullopt;
}

template <class Numbers>
std::string numbers_json(Numbers const& numbers) {
  return json_array(numbers, [](auto const& number) { return quoted(number.text()); });
}

JsonObject& happened(JsonObject& object, std::string_view name,
                     std::optional<Happening> const& happening) {
  if (!happening) return object.raw(name, "null");
  return object.raw(name, JsonObject{}
                              .number("position", happening->position)
                              .text("occurred_at", happening->occurred_at.text())
                              .json());
}

std::string complements_json(std::vector<Complement> const& complements) {
  return json_array(complements, [](Complement const& complement) {
    JsonObject object;
    object.number("requested_by", complement.requested.position)
        .text("due_on", complement.due_on.text());
    happened(object, "received", complement.received);
    return object.json();
  });
}

/// Of a dossier that another kind of act began, nobody is named yet.
std::string named_or_null(Entity entity) {
  return entity == Entity{} ? "null" : quoted(entity.text());
}

std::string workforce_json(RegisterState const& state) {
  std::string rows;
  for (auto const& [site, years] : state.workforce) {
    for (auto const& [year, workforce] : years) {
      rows += (rows.empty() ? "" : ",") + JsonObject{}
                                              .text("site", site.text())
                                              .number("year", year)
                                              .number_or_null("salaried", workforce.salaried)
                                              .number_or_null("liberal", workforce.liberal)
                                              .json();
    }
  }
  return "[" + rows + "]";
}

JsonObject facts(RegisterState const& state) {
  JsonObject object;
  if (!state.entity)
    return object.number("imports", static_cast<std::int64_t>(state.imports.size()));
  auto const& entity = *state.entity;
  object.text("entity", entity.entity.text())
      .text("name", entity.name.value)
      .text("legal_status", name_of(entity.legal_status))
      .text("region", entity.region.text())
      .text_or_null("ght", entity.ght)
      .raw("sites", json_array(entity.sites, [](reference::SiteRecord const& site) {
             JsonObject row;
             row.text("site", site.site.text()).text("name", site.name.value);
             row.text_or_null("pmsi", site.pmsi).text_or_null("closed", site.closed);
             return row.json();
           }));
  object.raw("published_ceiling_cents",
             state.ceiling ? std::to_string(state.ceiling->amount.cents()) : "null");
  object.raw("activity", json_array(state.activity, [](auto const& number) {
               auto const& [pmsi, years] = number;
               auto const& [year, activity] = *years.rbegin();
               return JsonObject{}
                   .text("pmsi", pmsi.text())
                   .number("year", year)
                   .number("combined_activity", activity.combined)
                   .json();
             }));
  object.raw("workforce", workforce_json(state));
  object.raw("usage_payments", json_array(state.usage_payments, [](UsagePayment const& payment) {
               return JsonObject{}
                   .text("pmsi", payment.pmsi.text())
                   .text("programme", name_of(payment.programme))
                   .number("amount_cents", payment.amount.cents())
                   .text("paid_on", payment.paid_on.text())
                   .json();
             }));
  return object;
}

JsonObject facts(ProgrammeState const& state) {
  JsonObject object;
  object.raw("rulebooks", json_array(state.rulebooks, [](AdoptedRulebook const& adopted) {
               return JsonObject{}
                   .text("rulebook", adopted.rules->id())
                   .text("sha256", adopted.sha256.text())
                   .number("position", adopted.adopted.position)
                   .json();
             }));
  std::string calendar = "[";
  for (auto const& [key, moves] : state.moves) {
    for (auto const& move : moves) {
      JsonObject row;
      row.text("key", key).text_or_null("opens_on", move.opens_on);
      row.text("closes_on", move.closes_on.text()).number("position", move.set.position);
      calendar += (calendar.size() > 1 ? "," : "") + row.json();
    }
  }
  return object.raw("calendar", calendar + "]");
}

JsonObject facts(HospiconnectState const& state) {
  JsonObject object;
  object.raw("candidate", named_or_null(state.candidate))
      .raw("entities", numbers_json(state.entities));
  happened(object, "filed", state.filed);
  happened(object, "decided", state.decided);
  object.raw("complements", complements_json(state.complements));
  object.raw("milestones", json_array(state.milestones, [](auto const& entry) {
               JsonObject row;
               row.text("entity", entry.first.text()).text("phase", name_of(entry.second.phase));
               happened(row, "note_de_cadrage", entry.second.note);
               happened(row, "maturity_indicators", entry.second.indicators);
               return row.json();
             }));
  return object;
}

JsonObject facts(AapState const& state, TransverseState const& transverse) {
  JsonObject object;
  if (!state.project) return object;
  auto const& project = *state.project;
  bool const filing = !emptied<aap::ProjectFiled>(transverse);
  bool const grant = !emptied<aap::ProjectSelected>(transverse);
  bool const orders = !emptied<aap::InstalmentOrdered>(transverse);
  object.text("lead_pmsi", project.lead_pmsi.text())
      .raw("theme", filing ? quoted(name_of(project.theme)) : "null")
      .raw("title", filing ? quoted(project.title.value) : "null")
      .raw("participants", numbers_json(state.participants()))
      .raw("category", filing ? quoted(name_of(project.category)) : "null")
      .cents_or_null("requested_cents", if_known(filing, project.requested_cents))
      .cents_or_null("granted_cents", grant ? state.granted : std::nullopt);
  happened(object, "filed", state.filed);
  happened(object, "decided", state.decided);
  happened(object, "convention", state.convention);
  object.text_or_null("convention_signed_on", state.convention_signed_on);
  happened(object, "proofs", state.proofs);
  happened(object, "attainment", state.attainment);
  object.raw("complements", complements_json(state.complements));
  std::int64_t number = 0;
  object.raw("instalments", json_array(state.instalments, [&](Instalment const& instalment) {
               JsonObject row;
               row.number("instalment", ++number).text("phase", name_of(instalment.phase));
               if (instalment.ordered) {
                 row.cents_or_null("amount_cents", if_known(orders, instalment.amount));
               }
               happened(row, "ordered", instalment.ordered);
               happened(row, "paid", instalment.paid);
               return row.json();
             }));
  return object;
}

std::string campaign_json(std::int64_t year, Campaign const& campaign) {
  JsonObject row;
  row.number("year", year).text("phase", name_of(campaign.phase));
  row.text("payment", name_of(campaign.payment));
  happened(row, "declared", campaign.declared);
  happened(row, "opinion", campaign.opinion);
  happened(row, "attested", campaign.attested);
  row.raw("complements", complements_json(campaign.complements));
  return row.json();
}

JsonObject facts(MieState const& state, TransverseState const& transverse, View const& view) {
  JsonObject object;
  object.raw("beneficiary", named_or_null(state.beneficiary))
      .raw("entities", numbers_json(state.entities));
  happened(object, "requested", state.requested);
  happened(object, "decided", state.decided);
  object.text("convention", name_of(state.convention));
  object.text_or_null("last_signature_on", state.last_signature_on);
  auto const cards = count_cards(state, view);
  bool const counted =
      !emptied<mie::CardsOrdered>(transverse) && !emptied<mie::CardsCancelled>(transverse);
  object.number_or_null("cards", if_known(counted, cards.deducted));
  object.number_or_null("cards_before_period", if_known(counted, cards.before_period));
  object.number_or_null("cards_after_period", if_known(counted, cards.after_period));
  bool const orders = !emptied<mie::PaymentOrdered>(transverse);
  object.raw("campaigns", json_array(state.campaigns, [](auto const& entry) {
               return campaign_json(entry.first, entry.second);
             }));
  object.raw("payments", json_array(state.payments, [&](MiePayment const& payment) {
               JsonObject row;
               row.number("year", payment.year);
               row.cents_or_null("amount_cents", if_known(orders, payment.amount));
               row.raw("order_reference", orders ? quoted(payment.order_reference) : "null");
               happened(row, "executed", payment.executed);
               return row.json();
             }));
  object.text("control", name_of(state.control));
  object.raw("complements", complements_json(state.complements));
  return object;
}

JsonObject facts(RecoveryState const& state, TransverseState const& transverse) {
  JsonObject object;
  bool const opening = !emptied<recovery::Opened>(transverse);
  bool const schedule = !emptied<recovery::RepaymentOrdered>(transverse) &&
                        !emptied<recovery::InstalmentsGranted>(transverse);
  auto const unknown = unknown_figures(transverse);
  auto const known = [&](Figure figure) { return !unknown[static_cast<std::size_t>(figure)]; };
  object.text("against", state.against.text())
      .raw("cause", opening ? quoted(name_of(state.cause)) : "null")
      .cents_or_null("claimed_cents", if_known(opening, state.claimed))
      .cents_or_null("withdrawn_cents", if_known(!emptied<recovery::WithdrawalDecided>(transverse),
                                                 state.total_withdrawn()))
      .cents_or_null("waived_cents",
                     if_known(!emptied<recovery::Waived>(transverse), total_of(state.waived)))
      .cents_or_null("written_off_cents", if_known(!emptied<recovery::WrittenOff>(transverse),
                                                   total_of(state.written_off)))
      .cents_or_null("undue_cents", if_known(known(Figure::undue_cents), state.undue()))
      .cents_or_null("recovered_cents", if_known(known(Figure::recovered_cents), state.recovered()))
      .cents_or_null("outstanding_cents",
                     if_known(known(Figure::outstanding_cents), state.outstanding()))
      .cents_or_null("to_restore_cents",
                     if_known(known(Figure::outstanding_cents), state.to_restore()))
      .text_or_null("respond_by", state.respond_by);
  happened(object, "opened", state.opened);
  happened(object, "notice", state.notice);
  happened(object, "observations", state.observations);
  happened(object, "ordered", state.ordered);
  happened(object, "appeal_filed", state.appeal_filed);
  auto const* judgment = state.judgment();
  happened(object, "appeal_decided", judgment ? std::optional{judgment->told} : std::nullopt);
  if (judgment) {
    bool const told = !emptied<recovery::AppealDecided>(transverse);
    object.raw("appeal_outcome", told ? quoted(name_of(judgment->outcome)) : "null");
  }
  happened(object, "closed", state.closed);
  object.raw("schedule", json_array(state.due, [&](ScheduledRepayment const& line) {
               return JsonObject{}
                   .text("due_on", line.due_on.text())
                   .cents_or_null("amount_cents", if_known(schedule, line.amount))
                   .json();
             }));
  return object;
}

JsonObject facts(RefusalsState const& state) {
  JsonObject object;
  return object.number("refused", state.refused);
}

JsonObject facts(JournalState const& state) {
  JsonObject object;
  if (!state.key.empty()) object.text("key", state.key);
  object.number("retired_keys", static_cast<std::int64_t>(state.retired_keys.size()));
  object.number("timestamps", static_cast<std::int64_t>(state.timestamps.size()));
  object.number("restorations", static_cast<std::int64_t>(state.restorations.size()));
  return object.number("clock_setbacks", state.clock_setbacks);
}

JsonObject facts(ConvergenceState const& state) {
  JsonObject object;
  object.text_or_null("concerns", state.concerns);
  if (state.applied_sequence) object.number("applied_sequence", *state.applied_sequence);
  object.number("received", state.received);
  object.number("waiting", static_cast<std::int64_t>(state.kept.size()));
  return object.number("dismissed", state.dismissed);
}

}  // namespace

std::string group_facts_json(DossierId const& id, World const& world) {
  auto const code = is_group(id) ? group_code(id) : std::string{};
  auto const numbers = world.ght_members(code);
  if (numbers.empty()) return "{}";
  std::optional<Entity> support;
  auto const members = json_array(numbers, [&](Entity number) {
    auto const& record = *world.entity(number)->entity;
    auto const role = record.ght_role.value_or(reference::GhtRole::member);
    if (role == reference::GhtRole::support) support = number;
    return JsonObject{}
        .text("entity", number.text())
        .text("name", record.name.value)
        .text("ght_role", name_of(role))
        .text("region", record.region.text())
        .json();
  });
  return JsonObject{}
      .text("ght", code)
      .raw("support", support ? quoted(support->text()) : "null")
      .raw("members", members)
      .json();
}

std::string facts_json(Dossier const& dossier, View const& view) {
  auto const& transverse = dossier.transverse;
  auto object = std::visit(
      [&]<class State>(State const& state) {
        if constexpr (requires { facts(state, transverse, view); }) {
          return facts(state, transverse, view);
        } else if constexpr (requires { facts(state, transverse); }) {
          return facts(state, transverse);
        } else {
          return facts(state);
        }
      },
      dossier.state);
  if (transverse.emptied.empty()) return object.json();
  return object
      .raw("erased", json_array(transverse.emptied,
                                [](EventType type) { return quoted(catalogue[type].name); }))
      .json();
}

}  // namespace probant
