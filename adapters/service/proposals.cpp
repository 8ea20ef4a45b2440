// Proposing events: the engine decides, this only reads what is asked and words the answer. Who
// proposes is what the token says; an establishment acts at the moment it is received.
#include <algorithm>
#include <set>

#include "adapters/service/lines.hpp"
#include "adapters/service/veil.hpp"
#include "engine/kernel/invalid.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

constexpr int busy_seconds = 1;
constexpr int storage_seconds = 30;

/// Why not, in one status: what a caller mends by waiting, by reading again, by another token, or
/// by another act.
int status_of(Outcome const& outcome) {
  if (has(outcome, ReasonCode::store_read_only)) return 503;
  if (has(outcome, ReasonCode::version_conflict)) return 412;
  if (outcome.kind == OutcomeKind::invalid && has(outcome, ReasonCode::forbidden_role)) return 403;
  return 422;
}

/// A message about a field does not always name it.
std::string detail_of(Reason const& reason) {
  bool const named = reason.field.empty() || reason.message.find(reason.field) != std::string::npos;
  return named ? reason.message : reason.field + " : " + reason.message;
}

http::Response refusal(Outcome const& outcome) {
  auto const status = status_of(outcome);
  auto told = outcome;
  told.type.clear();  // a problem's `type` is its own
  auto const members = to_json(told);
  auto response = http::problem(status, name_of(outcome.reasons.front().code),
                                detail_of(outcome.reasons.front()),
                                std::string_view{members}.substr(1, members.size() - 2));
  if (status == 503) response.headers.push_back({"retry-after", std::to_string(storage_seconds)});
  return response;
}

/// Nothing when an establishment gives the instant of its own act.
std::optional<Invalid> refuse_instant(Proposal const& proposal) {
  if (proposal.actor.role != Role::establishment || !proposal.occurred_at) return std::nullopt;
  return Invalid{proposal.id,
                 {{IssueCode::invalid_field, "occurred_at",
                   "un établissement n'en décide pas : l'acte prend effet à sa réception ; "
                   "laissez ce champ de côté"}}};
}

std::variant<Proposal, Invalid> read(ProposalReader& reader, std::string_view text,
                                     Given const& given, Call const& call) {
  auto read = reader.read(text, given);
  auto* proposal = std::get_if<Proposal>(&read);
  if (!proposal) return read;
  if (auto refused = refuse_instant(*proposal)) return *refused;
  if (proposal->correlation.empty()) proposal->correlation = call.trace();
  return read;
}

/// A quoted string as headers have it, or the bare text. Nothing for what is neither.
std::optional<std::string> unquoted(std::string text) {
  bool const quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  if (quoted) text = text.substr(1, text.size() - 2);
  if (text.empty() || text.find('"') != std::string::npos) return std::nullopt;
  return text;
}

/// `If-Match: "7"`, or `If-None-Match: *` for a dossier that must not exist yet.
std::variant<Version, http::Response> expected_version(http::Request const& request) {
  if (request.header("if-none-match").value_or("") == "*") return Version{0};
  auto const header = request.header("if-match");
  if (!header) {
    return http::problem(428, "version_required",
                         "L'en-tête If-Match dit la version du dossier que vous avez lue (son "
                         "ETag), \"0\" pour un dossier nouveau.");
  }
  constexpr std::size_t max_digits = 9;
  auto const digits = unquoted(*header).value_or("");
  bool const version = header->front() == '"' && !digits.empty() && digits.size() <= max_digits &&
                       std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!version) return bad_parameter("If-Match", *header, "une version entre guillemets, \"7\"");
  Version number = 0;
  for (auto const digit : digits) number = number * 10 + (digit - '0');
  return number;
}

/// A type that is wrong was refused before (service.cpp).
bool says_its_type(Call const& call) { return call.request().header("content-type").has_value(); }

http::Response wrong_media_type(Call const& call) {
  return http::problem(415, "media_type_unknown",
                       "Content-Type attendu : " + call.route().body->media_types.front() + ".");
}

void propose_one(std::shared_ptr<Call const> const& call, Answer const& answer) {
  if (!says_its_type(*call)) return answer(wrong_media_type(*call));
  auto version = expected_version(call->request());
  if (auto* refusal = std::get_if<http::Response>(&version)) return answer(std::move(*refusal));
  Given given;
  given.actor = call->caller().actor;
  given.expected_version = std::get<Version>(version);
  if (auto const key = call->request().header("idempotency-key")) {
    given.id = unquoted(*key);
    if (!given.id) return answer(bad_parameter("Idempotency-Key", *key, "un identifiant"));
  }
  ProposalReader reader;
  auto proposal = read(reader, call->request().body, given, *call);
  if (auto* wrong = std::get_if<Invalid>(&proposal)) {
    count_invalid(*call, 1);
    return answer(refusal(outcome_of(*wrong)));
  }
  std::vector<Proposal> one;
  one.push_back(std::get<Proposal>(std::move(proposal)));
  Veil veil{*call, one.front()};
  auto const taken = call->ports().propose(
      std::move(one), [answer, veil = std::move(veil)](std::vector<Outcome> outcomes,
                                                       std::exception_ptr const& failure) {
        if (failure) return answer(failed());
        answer(answer_to(veil.over(std::move(outcomes.front()))));
      });
  if (!taken) answer(busy());
}

/// One answer per line, in order; nothing where the engine has the next word.
struct Batch {
  std::vector<Proposal> proposals;
  std::vector<Veil> veils;  ///< of each proposal
  std::vector<std::optional<Outcome>> answers;
};

/// Nothing when there are too many lines.
std::optional<Batch> read_lines(Call const& call) {
  Batch batch;
  ProposalReader reader;
  Given given;
  given.actor = call.caller().actor;
  bool const whole = each_line(call, [&](std::int64_t line, std::string_view text) {
    auto proposal = read(reader, text, given, call);
    if (auto* wrong = std::get_if<Invalid>(&proposal)) {
      batch.answers.emplace_back(outcome_of(*wrong))->line = line;
    } else {
      batch.proposals.push_back(std::get<Proposal>(std::move(proposal)));
      batch.veils.emplace_back(call, batch.proposals.back());
      batch.answers.emplace_back();
    }
  });
  return whole ? std::optional{std::move(batch)} : std::nullopt;
}

http::Response lines_of(std::vector<std::optional<Outcome>> const& answers,
                        std::vector<Outcome> const& recorded) {
  std::string text;
  std::size_t next = 0;
  for (auto const& answer : answers) text += to_json(answer ? *answer : recorded[next++]) + "\n";
  return answer_lines(std::move(text), recorded);
}

void propose_many(std::shared_ptr<Call const> const& call, Answer const& answer) {
  if (!says_its_type(*call)) return answer(wrong_media_type(*call));
  auto batch = read_lines(*call);
  if (!batch) return answer(too_many_lines());
  auto const invalid = batch->answers.size() - batch->proposals.size();
  if (batch->proposals.empty()) {
    count_invalid(*call, invalid);
    return answer(lines_of(batch->answers, {}));
  }
  auto const taken = call->ports().propose(
      std::move(batch->proposals),
      [answer, answers = std::move(batch->answers), veils = std::move(batch->veils)](
          std::vector<Outcome> outcomes, std::exception_ptr const& failure) {
        std::set<std::string> begun;  // by an earlier line: nothing of it is hidden any more
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
          if (!outcomes[i].is_no()) begun.insert(outcomes[i].dossier);
          if (begun.contains(outcomes[i].dossier)) continue;
          outcomes[i] = veils[i].over(std::move(outcomes[i]));
        }
        answer(failure ? failed() : lines_of(answers, outcomes));
      });
  if (!taken) return answer(busy());
  count_invalid(*call, invalid);
}

Parameter header(std::string name, std::string description) {
  constexpr std::int64_t max_header_bytes = 300;
  Parameter parameter{std::move(name), Where::header, ParameterKind::text, std::move(description)};
  parameter.max = max_header_bytes;
  return parameter;
}

Route one_route() {
  Route route;
  route.name = "proposeEvent";
  route.method = "POST";
  route.path = "/v1/events";
  route.summary = "Propose un événement";
  route.callers = proposers;
  route.parameters = {
      header("Idempotency-Key",
             "L'identifiant de la proposition, s'il n'est pas dans le corps ; il vaut pour tout le "
             "journal : tirez-le au hasard (UUID)"),
      header("If-Match", "La version du dossier que vous avez lue, entre guillemets"),
      header("If-None-Match", "« * » : le dossier ne doit pas exister encore")};
  route.body = Body{{"application/json"}, max_proposal_bytes, "Proposal"};
  route.headers = {"ETag", "Location"};
  route.replies = {{200, "application/json", "Outcome", "Déjà reçue : la première réponse"},
                   {201, "application/json", "Outcome", "Enregistrée, et sur le disque"},
                   {412, "application/problem+json", "Refusal", "Le dossier a changé depuis"},
                   {422, "application/problem+json", "Refusal", "Refusée, avec tous les motifs"},
                   {428, "application/problem+json", "Problem", "If-Match manque"}};
  route.deferred = propose_one;
  return route;
}

Route batch_route() {
  Route route;
  route.name = "proposeEvents";
  route.method = "POST";
  route.path = "/v1/events/batch";
  route.summary =
      "Propose plusieurs événements, un objet JSON par ligne ; une réponse par ligne. Une ligne "
      "qui a expected_version n'est prise qu'à cette version";
  route.callers = proposers;
  route.body = lines_body();
  route.replies = lines_replies("Une ligne par proposition, dans l'ordre");
  route.deferred = propose_many;
  return route;
}

}  // namespace

bool has(Outcome const& outcome, ReasonCode code) {
  return std::ranges::any_of(outcome.reasons,
                             [&](Reason const& reason) { return reason.code == code; });
}

http::Response answer_to(Outcome const& outcome) {
  if (outcome.is_no()) return refusal(outcome);
  auto response = json(outcome.kind == OutcomeKind::recorded ? 201 : 200, to_json(outcome));
  response.headers.push_back({"location", "/v1/events/" + std::to_string(outcome.position)});
  response.headers.push_back({"etag", "\"" + std::to_string(outcome.version) + "\""});
  return response;
}

http::Response answer_to(Issues const& issues) {
  return refusal(outcome_of({std::nullopt, issues}));
}

void count_invalid(Call const& call, std::size_t proposals) {
  auto const& count = call.ports().invalid;
  if (count && proposals > 0) count(proposals);
}

http::Response busy() {
  return unavailable("busy", "Trop de propositions attendent déjà ; rien n'a été pris.",
                     busy_seconds);
}

http::Response failed() {
  return unavailable("store_unavailable",
                     "Le journal n'a pas pu répondre : proposez à nouveau, sous le même "
                     "identifiant.",
                     storage_seconds);
}

Routes proposal_routes() {
  Routes routes;
  routes.push_back(one_route());
  routes.push_back(batch_route());
  return routes;
}

}  // namespace probant::service
