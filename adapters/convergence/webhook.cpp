#include "adapters/convergence/webhook.hpp"

#include "adapters/convergence/updates.hpp"
#include "projections/json_object.hpp"

namespace probant::convergence {
namespace {

http::Response unsigned_by_anyone(std::string_view code, std::string_view why) {
  auto response = http::problem(401, code, why);
  response.headers.push_back({"www-authenticate", "StandardWebhooks realm=\"probant\""});
  return response;
}

http::Response malformed(Issues const& issues) {
  auto const field = JsonObject{}.text("field", issues.front().field).json();
  return http::problem(400, name_of(issues.front().code), to_text(issues),
                       std::string_view{field}.substr(1, field.size() - 2));
}

/// Whoever signed it must know why it will never be taken, however often it is sent.
Issues unusable_id() {
  return {{IssueCode::invalid_field, "webhook-id",
           "identifiant inutilisable : l'en-tête webhook-id a 1 à 100 caractères ASCII visibles, "
           "sans point (le point sépare ce qui est signé)"}};
}

}  // namespace

std::variant<Proposal, http::Response> receive(http::Request const& request,
                                               Settings const& settings, Instant now) {
  auto const id = request.header("webhook-id").value_or("");
  auto const timestamp = request.header("webhook-timestamp").value_or("");
  auto const signature = request.header("webhook-signature").value_or("");
  if (id.empty() || signature.size() > HeaderText::max_bytes ||
      !webhooks::is_signed({id, timestamp, request.body}, signature, settings.secrets,
                           settings.public_keys)) {
    return unsigned_by_anyone("signature_invalid",
                              "Les en-têtes webhook-id, webhook-timestamp et webhook-signature "
                              "doivent signer ce corps avec une clé connue (Standard Webhooks).");
  }
  auto const seconds = webhooks::seconds_of(timestamp);
  if (!seconds) {
    return unsigned_by_anyone("timestamp_invalid",
                              "webhook-timestamp attend l'instant de l'envoi en secondes entières "
                              "depuis 1970 (UTC), 1772445601 par exemple.");
  }
  if (!webhooks::is_timely(*seconds, now)) {
    return unsigned_by_anyone("timestamp_invalid",
                              "webhook-timestamp s'écarte de plus de cinq minutes de l'heure : "
                              "signez à nouveau, à l'heure de l'envoi.");
  }
  if (!is_message_id(id)) return malformed(unusable_id());
  thread_local UpdateReader reader;  // its buffers are worth keeping
  auto update = reader.read(request.body);
  if (auto const* issues = std::get_if<Issues>(&update)) return malformed(*issues);
  Arrival arrival{id, request.body, timestamp, signature};
  arrival.received_at = now;
  return receipt(std::move(arrival), std::get<Update>(std::move(update)), settings.statuses);
}

}  // namespace probant::convergence
