// POST /v1/convergence/feed: updates that never arrived, by file, while the service runs. They pass
// the same gate as the webhook's; nobody signed them, so whoever feeds them is their receipts'
// actor.
#include "adapters/service/convergence.hpp"
#include "adapters/service/lines.hpp"
#include "engine/kernel/invalid.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

struct File {
  std::vector<FedLine> lines;
  std::vector<Proposal> proposals;  ///< of the lines without issues, in order
};

/// Nothing when there are too many lines.
std::optional<File> read_file(ConvergenceDesk const& desk, Call const& call) {
  File file;
  bool const whole = each_line(call, [&](std::int64_t line, std::string_view text) {
    auto& fed = file.lines.emplace_back(FedLine{line});
    auto proposal = desk.feed(text, call.caller().actor, fed);
    if (!proposal) return;
    proposal->correlation = call.trace();
    file.proposals.push_back(*std::move(proposal));
  });
  return whole ? std::optional{std::move(file)} : std::nullopt;
}

http::Response answers(std::vector<FedLine> const& lines, std::vector<Outcome> const& outcomes) {
  std::string text;
  auto next = outcomes.begin();
  for (auto const& line : lines) {
    text += (line.issues.empty() ? to_json(line, *next++) : to_json(line)) + "\n";
  }
  return answer_lines(std::move(text), outcomes);
}

void feed(ConvergenceDesk const& desk, std::shared_ptr<Call const> const& call,
          Answer const& answer) {
  auto file = read_file(desk, *call);
  if (!file) return answer(too_many_lines());
  auto const invalid = file->lines.size() - file->proposals.size();
  if (file->proposals.empty()) {
    count_invalid(*call, invalid);
    return answer(answers(file->lines, {}));
  }
  auto const taken = call->ports().propose(
      std::move(file->proposals),
      [answer, lines = std::move(file->lines)](std::vector<Outcome> const& outcomes,
                                               std::exception_ptr const& failure) {
        answer(failure ? failed() : answers(lines, outcomes));
      });
  if (!taken) return answer(busy());
  count_invalid(*call, invalid);
}

}  // namespace

std::string to_json(FedLine const& fed, Outcome const& outcome) {
  JsonObject object;
  object.number("line", fed.line).text("outcome", fate_of(outcome)).text("id", fed.webhook_id);
  if (outcome.kind == OutcomeKind::refused) {
    object.text("dossier", outcome.dossier).raw("reasons", to_json(outcome.reasons));
  } else {
    tell_taken(object, outcome);
  }
  return object.json();
}

std::string to_json(FedLine const& fed) {
  auto const unread = outcome_of({std::nullopt, fed.issues});
  JsonObject object;
  object.number("line", fed.line).text("outcome", "invalid");
  if (!fed.webhook_id.empty()) object.text("id", fed.webhook_id);
  object.text("message", to_text(fed.issues)).raw("reasons", to_json(unread.reasons));
  return object.json();
}

Route feed_route(ConvergenceDesk const& desk) {
  Route route;
  route.name = "feedConvergenceUpdates";
  route.method = "POST";
  route.path = "/v1/convergence/feed";
  route.summary = "Reprend des mises à jour manquées, une par ligne ; une réponse par ligne";
  route.callers = Roles::of(Role::operator_);
  route.body = lines_body();
  route.replies = lines_replies(
      "Une ligne par mise à jour, dans l'ordre : applied, kept, duplicate, refused ou invalid");
  route.deferred = [desk](std::shared_ptr<Call const> const& call, Answer const& answer) {
    feed(desk, call, answer);
  };
  return route;
}

}  // namespace probant::service
