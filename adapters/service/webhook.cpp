// POST /webhooks/convergence: what is signed is kept, applied when it can be. No answer before the
// disk has it.
#include "adapters/service/convergence.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

/// 201 applied, 202 kept, 200 for a repetition of either.
http::Response taken(Outcome const& outcome, std::string_view webhook_id) {
  JsonObject object;
  object.text("outcome", fate_of(outcome)).text("id", webhook_id);
  tell_taken(object, outcome);
  bool const again = outcome.kind == OutcomeKind::duplicate;
  return json(again ? 200 : (outcome.is_no() ? 202 : 201), object.json());
}

http::Response answer_to_update(Outcome const& outcome, std::string_view webhook_id) {
  bool const refused = outcome.kind == OutcomeKind::refused;
  if (!refused) return taken(outcome, webhook_id);
  if (!has(outcome, ReasonCode::idempotency_conflict)) return answer_to(outcome);
  return http::problem(409, name_of(ReasonCode::idempotency_conflict),
                       "Le message « " + std::string{webhook_id} +
                           " » a déjà été reçu avec un autre corps : rien n'a été appliqué.");
}

void receive(ConvergenceDesk const& desk, std::shared_ptr<Call const> const& call,
             Answer const& answer) {
  auto read = desk.receive(call->request());
  if (auto* refusal = std::get_if<http::Response>(&read)) return answer(std::move(*refusal));
  auto& receipt = std::get<Proposal>(read);
  receipt.correlation = call->trace();
  std::vector<Proposal> one;
  one.push_back(std::move(receipt));
  auto const offered = call->ports().propose(
      std::move(one), [answer, id = call->request().header("webhook-id").value_or("")](
                          std::vector<Outcome> const& outcomes, std::exception_ptr const& failure) {
        answer(failure ? failed() : answer_to_update(outcomes.front(), id));
      });
  if (!offered) answer(busy());
}

Parameter header(std::string name, std::string description, std::int64_t max) {
  Parameter parameter{std::move(name), Where::header, ParameterKind::text, std::move(description)};
  parameter.max = max;
  return parameter;
}

}  // namespace

std::string_view fate_of(Outcome const& outcome) {
  if (outcome.kind == OutcomeKind::refused) return "refused";
  if (outcome.kind == OutcomeKind::duplicate) return "duplicate";
  return outcome.is_no() ? "kept" : "applied";
}

void tell_taken(JsonObject& object, Outcome const& outcome) {
  bool const kept = outcome.is_no();
  if (outcome.erased) {
    object.flag("erased", true);
  } else {
    object.text("disposition", kept ? "kept" : "applied");
  }
  object.text("dossier", outcome.dossier).number("version", outcome.version);
  object.number("position", outcome.position).text("recorded_at", outcome.recorded_at.text());
  if (!kept && !outcome.erased) object.number("applied_position", outcome.position + 1);
  if (kept) object.raw("reasons", to_json(outcome.reasons));
}

Route webhook_route(ConvergenceDesk const& desk) {
  Route route;
  route.name = webhook_name;
  route.method = "POST";
  route.path = "/webhooks/convergence";
  route.summary = "Reçoit une mise à jour de la plateforme Convergence, signée (Standard Webhooks)";
  route.parameters = {header("webhook-id", "Identifiant du message, le même à chaque envoi", 100),
                      header("webhook-timestamp", "Secondes depuis 1970, à cinq minutes près", 40),
                      header("webhook-signature", "Signatures v1 ou v1a, entre espaces",
                             convergence::HeaderText::max_bytes)};
  route.body = Body{{"application/json"}, convergence::RawBody::max_bytes, "ConvergenceUpdate"};
  route.replies = {
      {200, "application/json", "UpdateAnswer",
       "Déjà reçue : la première réponse ; erased : son contenu a été effacé légalement depuis, un "
       "autre corps ne s'en distingue plus"},
      {201, "application/json", "UpdateAnswer", "Appliquée, et sur le disque"},
      {202, "application/json", "UpdateAnswer", "Gardée pour une personne, avec les motifs"},
      {401, "application/problem+json", "Problem", "Signature ou horodatage faux : rien de gardé"},
      {404, "application/problem+json", "Problem", "La réception n'est pas configurée"},
      {409, "application/problem+json", "Problem", "Même identifiant, autre corps"}};
  route.signed_by_caller = true;
  route.deferred = [desk](std::shared_ptr<Call const> const& call, Answer const& answer) {
    receive(desk, call, answer);
  };
  return route;
}

}  // namespace probant::service
