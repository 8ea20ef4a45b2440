#include "adapters/verifier/erasures.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "adapters/verifier/same_person.hpp"

namespace probant::verifier {
namespace {

constexpr std::string_view unasked = "effacement sans demande d'une autre personne";
constexpr std::string_view management = "dossier.";
constexpr std::string_view correction = "dossier.correction_recorded";
constexpr std::string_view refusal = "dossier.proposal_refused";
constexpr std::string_view received = "convergence.update_received";
constexpr std::string_view refusals = "refusals:";

/// What was granted, ordered, paid, claimed back, withdrawn, repaid, remitted or written off.
constexpr std::array<std::string_view, 13> accounts{
    "aap.project_selected",        "aap.instalment_ordered",
    "aap.instalment_paid",         "mie.payment_ordered",
    "mie.payment_executed",        "recovery.opened",
    "recovery.withdrawal_decided", "recovery.repayment_ordered",
    "recovery.repayment_received", "recovery.waived",
    "recovery.written_off",        "recovery.restitution_ordered",
    "recovery.restitution_paid"};

bool is_never_erased(std::string_view dossier, std::string_view type) {
  return dossier.starts_with("journal:") || dossier.starts_with("programme:") ||
         std::ranges::find(accounts, type) != accounts.end() ||
         (type.starts_with(management) && type != refusal);
}

std::string kept_words(std::string_view type) {
  return "effacement d'un contenu qui ne s'efface pas (" + std::string{type} + ")";
}

}  // namespace

void Erasures::note(Envelope const& envelope, std::string const* payload, JsonReader& reader) {
  auto const& type = envelope.type;
  auto const position = envelope.position;
  bool const resolved =
      last_position_ + 1 == position && last_type_ == "convergence.update_resolved";
  if (!payload) {
    erased_[position] = {envelope.dossier, type, envelope.actor_id, resolved};
  }
  if (type == "dossier.legal_hold_set") held_.insert(envelope.dossier);
  if (type == "dossier.legal_hold_lifted") held_.erase(envelope.dossier);
  if (type == "dossier.erasure_requested") note_request(envelope, payload, reader);
  if (payload && type == "dossier.payload_erased") note_order(envelope, *payload, reader);
  if (payload && type == "journal.restored") {
    auto const object = reader.object(*payload);
    Fields fields{*object};
    auto const size = fields.number("size");
    Actor by{envelope.actor_id, envelope.actor_role, envelope.actor_organisation};
    if (fields.good()) restorations_.push_back({position, size, std::move(by)});
  }
  last_type_ = type;
  last_position_ = position;
}

void Erasures::note_request(Envelope const& envelope, std::string const* payload,
                            JsonReader& reader) {
  if (!payload) {
    unreadable_.insert(envelope.dossier);
    return;
  }
  auto const object = reader.object(*payload);
  Fields fields{*object};
  auto const position = fields.number("position");
  auto basis = fields.text("legal_basis");
  if (!fields.good() || position >= envelope.position) return;
  asked_[position] = {envelope.dossier, envelope.actor_id, std::move(basis)};
}

void Erasures::note_order(Envelope const& envelope, std::string const& payload,
                          JsonReader& reader) {
  auto const object = reader.object(payload);
  Fields fields{*object};
  auto const position = fields.number("position");
  if (!fields.good()) return;
  Order order;
  order.target = position;
  order.dossier = envelope.dossier;
  order.proposal = envelope.proposal;
  order.actor = {envelope.actor_id, envelope.actor_role, envelope.actor_organisation};
  order.cause = envelope.causation;
  order.basis = fields.text("legal_basis");
  order.unreadable = unreadable_.contains(envelope.dossier);
  order.held = is_held(envelope.dossier);
  auto const asked = asked_.find(position);
  if (asked != asked_.end() && asked->second.dossier == envelope.dossier) {
    order.asked = std::move(asked->second);
    asked_.erase(asked);
  }
  orders_[envelope.position] = std::move(order);
}

bool Erasures::is_held(std::string const& dossier) const {
  std::string_view const name = dossier;
  return held_.contains(dossier) ||
         (name.starts_with(refusals) && held_.contains(name.substr(refusals.size())));
}

void Erasures::check(bool whole_log, Report& report) const {
  for (auto const& [position, order] : orders_) {
    if (!erased_.contains(order.target)) continue;
    auto const act = " (acte à la position " + std::to_string(position) + ")";
    auto const answer = judge(position, order, whole_log);
    if (!answer.words.empty()) report.add(order.target, "events.jsonl", answer.words + act);
    if (answer.words.empty() && !answer.unknown.empty()) {
      report.notices.push_back("effacement de la position " + std::to_string(order.target) + act +
                               " : s'il est légal n'a pas pu être vérifié, " + answer.unknown);
    }
  }
}

Erasures::Answer Erasures::judge(std::int64_t position, Order const& order, bool whole_log) const {
  auto const& target = erased_.at(order.target);
  if (target.dossier != order.dossier) return {std::string{unasked} + ", d'un autre dossier", {}};
  if (order.cause) return judge_along(position, order, whole_log);
  bool const again = is_applied_again(position, order);
  bool const may_be_again = !whole_log && order.proposal.empty();
  if (!again && !may_be_again) return judge_asked(order);
  if (target.type != correction && is_never_erased(target.dossier, target.type)) {
    return {kept_words(target.type), {}};
  }
  return {{},
          again ? ""
                : "seul l'export du journal entier dit s'il l'a été de nouveau à une "
                  "restauration"};
}

/// Corrections of what was erased, and what repeats its content: right after, by the same person.
Erasures::Answer Erasures::judge_along(std::int64_t position, Order const& order,
                                       bool whole_log) const {
  auto const& target = erased_.at(order.target);
  auto const found = orders_.find(*order.cause);
  if (found == orders_.end() && !whole_log && order.proposal.empty() && target.type != correction &&
      !is_never_erased(target.dossier, target.type)) {
    return {{},
            "l'acte qui l'a entraîné (position " + std::to_string(*order.cause) +
                ") est d'un autre dossier"};
  }
  bool const along = found != orders_.end() && found->first < position && order.proposal.empty() &&
                     (!whole_log || follows_at_once(position, order)) &&
                     goes_with(order, found->second);
  if (!along) return {std::string{unasked}, {}};
  if (target.type != correction && is_never_erased(target.dossier, target.type)) {
    return {kept_words(target.type), {}};
  }
  if (order.held) return {"effacement sous gel juridique", {}};
  return judge(found->first, found->second, whole_log);
}

bool Erasures::follows_at_once(std::int64_t position, Order const& order) const {
  for (auto at = *order.cause + 1; at < position; ++at) {
    auto const between = orders_.find(at);
    if (between == orders_.end() || !between->second.cause) return false;
  }
  return true;
}

bool Erasures::goes_with(Order const& order, Order const& cause) const {
  if (!erased_.contains(cause.target) || cause.actor != order.actor) return false;
  auto const& target = erased_.at(order.target);
  auto const& first = erased_.at(cause.target);
  if (target.type == correction) {
    return order.dossier == cause.dossier && order.target > cause.target;
  }
  bool const brought =
      first.type == received && (order.target == cause.target + 1 || target.resolved);
  return target.type == received || brought;
}

bool Erasures::is_applied_again(std::int64_t position, Order const& order) const {
  return order.proposal.empty() && std::ranges::any_of(restorations_, [&](Restoration const& one) {
           return one.size <= position && position < one.position && order.target < one.size &&
                  one.actor == order.actor;
         });
}

/// Asked for by one person and confirmed by another, who did not record it either.
Erasures::Answer Erasures::judge_asked(Order const& order) const {
  auto const& target = erased_.at(order.target);
  auto const& asked = order.asked;
  if (!asked && order.unreadable) return {{}, "le contenu d'une demande d'effacement manque"};
  if (!asked || asked->basis != order.basis || same_person(asked->actor, order.actor.id)) {
    return {std::string{unasked}, {}};
  }
  if (same_person(target.actor, order.actor.id)) {
    return {"effacement confirmé par qui avait enregistré l'acte", {}};
  }
  if (is_never_erased(target.dossier, target.type)) return {kept_words(target.type), {}};
  if (order.held) return {"effacement sous gel juridique", {}};
  return {};
}

}  // namespace probant::verifier
