#include "adapters/sqlite/answer_check.hpp"

#include <algorithm>
#include <array>

namespace probant::sqlite {
namespace {

std::int64_t number(Connection& connection, std::string_view sql) {
  Statement statement{connection, sql};
  auto rows = statement.query();
  return rows.next() && !rows.is_null(0) ? rows.integer(0) : -1;
}

/// The key of refusals in the table of types; -1 for a log without any.
std::int64_t refusal_key(Connection& connection) {
  return number(connection, "select key from type where name = 'dossier.proposal_refused'");
}

/// Refusals for these reasons leave the id free: there is no answer to find again.
bool keeps_no_answer(std::string_view refusal) {
  constexpr std::array<std::string_view, 3> passing{R"("code":"version_conflict")",
                                                    R"("code":"occurred_in_future")",
                                                    R"("code":"idempotency_conflict")"};
  return std::ranges::any_of(
      passing, [&](auto const& code) { return refusal.find(code) != std::string_view::npos; });
}

/// Marks the events that are answered; the answers that do not fit their event, by sequence.
std::vector<std::int64_t> mismatched_answers(Connection& connection, std::int64_t refusals,
                                             std::vector<bool>& answered) {
  Statement answers{connection,
                    "select sequence, id, recorded, proposal.position, proposal_id, type_key "
                    "from proposal left join event on event.position = proposal.position "
                    "order by sequence"};
  std::vector<std::int64_t> wrong;
  for (auto rows = answers.query(); rows.next();) {
    auto const position = static_cast<std::size_t>(rows.integer(3));
    bool const fits = position < answered.size() && !answered[position] &&
                      rows.bytes(1) == rows.bytes(4) &&
                      rows.integer(2) == (rows.integer(5) == refusals ? 0 : 1);
    if (fits) {
      answered[position] = true;
    } else {
      wrong.push_back(rows.integer(0));
    }
  }
  return wrong;
}

/// One for each position; no more than the file can hold, whatever positions it was given.
std::size_t places_for_events(Connection& connection) {
  auto const last = number(connection, "select max(position) from event");
  auto const bytes = connection.pragma("page_count") * connection.pragma("page_size");
  return static_cast<std::size_t>(std::clamp<std::int64_t>(last, -1, bytes) + 1);
}

/// Half of an erasure, or a blinding that is none: a key of HMAC is padded with zeros, so that a
/// longer one would make the same commitment. French, the first of each kind.
struct Secrets {
  std::string half;
  std::string other;

  void look(std::int64_t position, bool without_payload, bool without_blinding,
            std::int64_t blinding_bytes) {
    if (without_payload != without_blinding && half.empty()) {
      half = "effacements : de l'événement " + std::to_string(position) +
             ", le contenu et son aveuglement n'ont pas été effacés ensemble";
    }
    if (!without_blinding && blinding_bytes != 32 && other.empty()) {
      other =
          "aveuglements : celui de l'événement " + std::to_string(position) + " n'a pas 32 octets";
    }
  }
};

/// A refusal that leaves its id free, or whose reasons were erased.
bool needs_no_answer(Statement& payload, std::int64_t position) {
  auto rows = payload.query(position);
  return !rows.next() || rows.is_null(0) || keeps_no_answer(rows.bytes(0));
}

}  // namespace

// One reading of both tables for all that is asked of each event: reading is what takes the time.
void check_answers(Connection& connection, std::vector<std::string>& problems) {
  auto const refusals = refusal_key(connection);
  std::vector<bool> answered(places_for_events(connection));
  auto const wrong = mismatched_answers(connection, refusals, answered);
  if (!wrong.empty()) {
    problems.push_back("réponses aux propositions : " + std::to_string(wrong.size()) +
                       " ne correspondent pas à leur événement, la première est la " +
                       std::to_string(wrong.front()));
  }
  Statement payload{connection, "select payload from event where position = ?"};
  Statement all{connection,
                "select position, type_key, proposal_id <> '', payload is null, blinding is null, "
                "length(blinding) from event join leaf using(position) order by position"};
  Secrets secrets;
  std::string missing;
  for (auto rows = all.query(); rows.next();) {
    auto const position = rows.integer(0);
    secrets.look(position, rows.integer(3) != 0, rows.integer(4) != 0, rows.integer(5));
    auto const place = static_cast<std::size_t>(position);
    if (!missing.empty() || rows.integer(2) == 0) continue;
    if (place < answered.size() && answered[place]) continue;
    if (rows.integer(1) == refusals && needs_no_answer(payload, position)) continue;
    missing =
        "réponses aux propositions : celle de l'événement " + std::to_string(position) + " manque";
  }
  for (auto& one : {missing, secrets.half, secrets.other}) {
    if (!one.empty()) problems.push_back(one);
  }
}

}  // namespace probant::sqlite
