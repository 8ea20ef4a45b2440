#include "adapters/convergence/updates.hpp"

#include "adapters/webhooks/signature.hpp"
#include "engine/kernel/name_rules.hpp"
#include "engine/kernel/stored_reasons.hpp"
#include "engine/log/digest.hpp"
#include "events/codec/proposal_in.hpp"

namespace probant::convergence {
namespace {

constexpr std::string_view known_type = "convergence.status_changed";

Actor platform() { return Arrival{}.actor; }

Reasons reasons_in(Issues const& issues) {
  Reasons reasons;
  for (auto const& issue : issues) {
    // The data of the event are the payload of the update.
    auto path = issue.field;
    if (path.starts_with("data")) path.replace(0, 4, "data.payload");
    bool const computed = issue.code == IssueCode::computed_field;
    reasons.push_back(
        house_reason(computed ? ReasonCode::computed_field : ReasonCode::invalid_field,
                     issue.message, computed ? "fields.computed" : "fields", std::move(path)));
  }
  return reasons;
}

/// Two clocks never show the same. No act takes effect after it was recorded, and none gains a day
/// by coming early.
Instant effect_of(Instant told, std::optional<Instant> received_at) {
  bool const clocks_differ = received_at && told > *received_at &&
                             told <= received_at->plus_seconds(webhooks::tolerance_seconds) &&
                             paris_day(told) == paris_day(*received_at);
  return clocks_differ ? *received_at : told;
}

/// The event that an update stands for, as a proposal; or why there is none.
std::variant<Proposal, Reasons> mapped(Update const& update, std::string_view payload,
                                       EventType type, std::optional<Instant> received_at = {}) {
  thread_local ProposalReader reader;  // its buffers are worth keeping
  auto read = reader.read_data(type, payload);
  if (auto const* issues = std::get_if<Issues>(&read)) return reasons_in(*issues);
  Proposal proposal;
  proposal.dossier = update.dossier;
  proposal.actor = platform();
  proposal.occurred_at = effect_of(update.occurred_at, received_at);
  proposal.event = std::get<Event>(std::move(read));
  return proposal;
}

}  // namespace

Proposal receipt(Arrival arrival, Update update, StatusTable const& statuses) {
  UpdateReceived received;
  received.webhook_id = arrival.webhook_id;
  received.sequence = update.sequence;
  received.status = update.status;
  received.concerns = update.dossier;
  received.happened_at = update.occurred_at;
  received.raw_body = std::move(arrival.body);
  if (arrival.timestamp) received.webhook_timestamp = *std::move(arrival.timestamp);
  if (arrival.signature) received.webhook_signature = *std::move(arrival.signature);
  Proposal proposal;
  proposal.id = receipt_id(arrival.webhook_id);
  proposal.dossier = update.reference;
  proposal.actor = std::move(arrival.actor);
  if (update.type != known_type) {
    received.reasons.push_back(
        to_stored(house_reason(ReasonCode::unknown_type,
                               "Message de type inconnu : « " + update.type + " » ; attendu : « " +
                                   std::string{known_type} + " ».",
                               "fields.type", "type")));
  }
  for (auto const& stranger : update.strangers) {
    received.reasons.push_back(
        to_stored(house_reason(ReasonCode::invalid_field,
                               stranger.message + " : son sens est à voir avec la plateforme ; "
                                                  "appliquer la mise à jour le laisse de côté",
                               "fields", stranger.field)));
  }
  auto const type = statuses.type_of(update.status, update.dossier);
  if (auto const* reason = std::get_if<Reason>(&type)) {
    received.reasons.push_back(to_stored(*reason));
  } else {
    received.mapped_type = std::string{catalogue[std::get<EventType>(type)].name};
    auto event = mapped(update, update.payload, std::get<EventType>(type), arrival.received_at);
    if (auto* carried = std::get_if<Proposal>(&event)) {
      proposal.carried = std::make_shared<Proposal const>(std::move(*carried));
    } else {
      for (auto const& fault : std::get<Reasons>(event)) {
        received.reasons.push_back(to_stored(fault));
      }
    }
  }
  proposal.event.body = std::move(received);
  return proposal;
}

Fed fed(std::string_view line, Actor voucher, StatusTable const& statuses) {
  thread_local UpdateReader reader;  // its buffers are worth keeping
  auto read = reader.read_line(line);
  if (auto* issues = std::get_if<Issues>(&read)) return {{}, std::move(*issues)};
  auto& [sent_as, body] = std::get<FeedLine>(read);
  auto id = sent_as.empty() ? "feed-" + sha256(body).text() : std::move(sent_as);
  auto update = reader.read(body);
  if (auto* issues = std::get_if<Issues>(&update)) return {std::move(id), std::move(*issues)};
  auto proposal = receipt({id, std::move(body), {}, {}, std::move(voucher)},
                          std::get<Update>(std::move(update)), statuses);
  return {std::move(id), std::move(proposal)};
}

std::variant<Proposal, Reasons> resolution(Decided decided, DossierId const& reference,
                                           UpdateReceived const& kept,
                                           StatusTable const& statuses) {
  Proposal proposal;
  proposal.id = std::move(decided.id);
  proposal.dossier = reference;
  proposal.actor = decided.actor;
  proposal.event.body =
      UpdateResolved{decided.position, decided.resolution, {std::move(decided.grounds)}};
  if (decided.resolution == Resolution::dismissed) return proposal;
  // What came has a body: it is empty once the content was lawfully erased.
  if (kept.raw_body.value.empty()) return reasons_of(kept.reasons);
  auto update = UpdateReader{}.read(kept.raw_body.value);
  if (auto const* issues = std::get_if<Issues>(&update)) return reasons_in(*issues);
  auto const& sent = std::get<Update>(update);
  auto const found = statuses.type_of(sent.status, sent.dossier);
  if (auto const* reason = std::get_if<Reason>(&found)) return Reasons{*reason};
  auto const type = std::get<EventType>(found);
  auto event = mapped(sent, decided.payload ? *decided.payload : sent.payload, type);
  if (auto* reasons = std::get_if<Reasons>(&event)) return std::move(*reasons);
  auto& carried = std::get<Proposal>(event);
  bool const filing = catalogue[type].proposers.has(Role::establishment);
  if (decided.payload && !filing) carried.actor = std::move(decided.actor);
  proposal.carried = std::make_shared<Proposal const>(std::move(carried));
  return proposal;
}

}  // namespace probant::convergence
