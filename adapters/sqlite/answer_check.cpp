#include "adapters/sqlite/answer_check.hpp"

#include <algorithm>
#include <array>

namespace probant::sqlite {
namespace {

std::int64_t count_events(Connection& connection) {
  Statement statement{connection, "select count(*) from event"};
  auto rows = statement.query();
  rows.next();
  return rows.integer(0);
}

bool is_refusal(std::string_view type) { return type == "dossier.proposal_refused"; }

/// Refusals for these reasons leave the id free: there is no answer to find again.
bool keeps_no_answer(std::string_view refusal) {
  constexpr std::array<std::string_view, 3> passing{R"("code":"version_conflict")",
                                                    R"("code":"occurred_in_future")",
                                                    R"("code":"idempotency_conflict")"};
  return std::ranges::any_of(
      passing, [&](auto const& code) { return refusal.find(code) != std::string_view::npos; });
}

/// Marks the events that are answered; the answers that do not fit their event, by sequence.
std::vector<std::int64_t> mismatched_answers(Connection& connection, std::vector<bool>& answered) {
  Statement answers{connection,
                    "select sequence, id, recorded, proposal.position, proposal_id, name "
                    "from proposal left join event on event.position = proposal.position "
                    "left join type on type.key = type_key order by sequence"};
  std::vector<std::int64_t> wrong;
  for (auto rows = answers.query(); rows.next();) {
    auto const position = static_cast<std::size_t>(rows.integer(3));
    bool const fits = position < answered.size() && !answered[position] &&
                      rows.bytes(1) == rows.bytes(4) &&
                      rows.integer(2) == (is_refusal(rows.bytes(5)) ? 0 : 1);
    if (fits) {
      answered[position] = true;
    } else {
      wrong.push_back(rows.integer(0));
    }
  }
  return wrong;
}

}  // namespace

void check_answers(Connection& connection, std::vector<std::string>& problems) {
  std::vector<bool> answered(static_cast<std::size_t>(count_events(connection)));
  auto const wrong = mismatched_answers(connection, answered);
  if (!wrong.empty()) {
    problems.push_back("réponses aux propositions : " + std::to_string(wrong.size()) +
                       " ne correspondent pas à leur événement, la première est la " +
                       std::to_string(wrong.front()));
  }
  Statement proposed{connection,
                     "select position, name, payload from event join type on type.key = type_key "
                     "where proposal_id <> '' order by position"};
  for (auto rows = proposed.query(); rows.next();) {
    auto const position = static_cast<std::size_t>(rows.integer(0));
    if (position < answered.size() && answered[position]) continue;
    if (is_refusal(rows.bytes(1)) && (rows.is_null(2) || keeps_no_answer(rows.bytes(2)))) continue;
    problems.push_back("réponses aux propositions : celle de l'événement " +
                       std::to_string(rows.integer(0)) + " manque");
    return;
  }
}

namespace {

void check_erasures(Connection& connection, std::vector<std::string>& problems) {
  Statement half{connection,
                 "select position from event join leaf using(position) "
                 "where (payload is null) <> (blinding is null) limit 1"};
  auto rows = half.query();
  if (!rows.next()) return;
  problems.push_back("effacements : de l'événement " + std::to_string(rows.integer(0)) +
                     ", le contenu et son aveuglement n'ont pas été effacés ensemble");
}

/// A key of HMAC is padded with zeros: a longer one would make the same commitment.
void check_blindings(Connection& connection, std::vector<std::string>& problems) {
  Statement other{connection,
                  "select position from leaf "
                  "where blinding is not null and length(blinding) <> 32 limit 1"};
  auto rows = other.query();
  if (!rows.next()) return;
  problems.push_back("aveuglements : celui de l'événement " + std::to_string(rows.integer(0)) +
                     " n'a pas 32 octets");
}

}  // namespace

// One reading of both tables, as long as there is nothing to tell.
void check_secrets(Connection& connection, std::vector<std::string>& problems) {
  Statement any{connection,
                "select 1 from event join leaf using(position) "
                "where (payload is null) <> (blinding is null) or length(blinding) <> 32 limit 1"};
  if (!any.query().next()) return;
  check_erasures(connection, problems);
  check_blindings(connection, problems);
}

}  // namespace probant::sqlite
