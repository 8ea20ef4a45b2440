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

/// What is wrong with the answers themselves.
struct Answers {
  std::int64_t unlike = 0;  ///< how many do not fit their event
  Fault first_unlike;
  Fault first_cut;  ///< whose body's hash is none
};

std::optional<Position> place_of(std::int64_t position, std::size_t places) {
  bool const there = position >= 0 && static_cast<std::size_t>(position) < places;
  return there ? std::optional{position} : std::nullopt;
}

/// Marks the events that are answered.
Answers look_at_answers(Connection& connection, std::int64_t refusals,
                        std::vector<bool>& answered) {
  Statement rows_of{connection,
                    "select id, recorded, proposal.position, proposal_id, type_key, "
                    "length(body_hash) "
                    "from proposal left join event on event.position = proposal.position "
                    "order by sequence"};
  Answers answers;
  for (auto rows = rows_of.query(); rows.next();) {
    auto const position = static_cast<std::size_t>(rows.integer(2));
    bool const fits = position < answered.size() && !answered[position] &&
                      rows.bytes(0) == rows.bytes(3) &&
                      rows.integer(1) == (rows.integer(4) == refusals ? 0 : 1);
    if (fits) answered[position] = true;
    bool const whole = rows.integer(5) == 32;
    if (fits && whole) continue;
    auto const place = place_of(rows.integer(2), answered.size());
    auto const named = "« " + std::string{rows.bytes(0)} + " », donnée à l'événement " +
                       std::to_string(rows.integer(2));
    if (!fits && answers.unlike++ == 0) answers.first_unlike = {named, place};
    if (!whole && answers.first_cut.words.empty()) {
      answers.first_cut = {"réponses aux propositions : l'empreinte de la proposition " + named +
                               ", n'a pas 32 octets (proposal.body_hash) ; restaurez une "
                               "sauvegarde avec « probant restore »",
                           place};
    }
  }
  return answers;
}

/// One for each position; no more than the file can hold, whatever positions it was given.
std::size_t places_for_events(Connection& connection) {
  auto const last = number(connection, "select max(position) from event");
  auto const bytes = connection.pragma("page_count") * connection.pragma("page_size");
  return static_cast<std::size_t>(std::clamp<std::int64_t>(last, -1, bytes) + 1);
}

/// Half of an erasure, or a blinding that is none: a key of HMAC is padded with zeros, so that a
/// longer one would make the same commitment. The first of each kind.
struct Secrets {
  Fault half;
  Fault other;

  void look(std::int64_t position, bool without_payload, bool without_blinding,
            std::int64_t blinding_bytes) {
    if (without_payload != without_blinding && half.words.empty()) {
      half = {"effacements : de l'événement " + std::to_string(position) +
                  ", le contenu et son aveuglement n'ont pas été effacés ensemble",
              position};
    }
    if (!without_blinding && blinding_bytes != 32 && other.words.empty()) {
      other = {
          "aveuglements : celui de l'événement " + std::to_string(position) + " n'a pas 32 octets",
          position};
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
void check_answers(Connection& connection, std::vector<Fault>& faults) {
  auto const refusals = refusal_key(connection);
  std::vector<bool> answered(places_for_events(connection));
  auto answers = look_at_answers(connection, refusals, answered);
  if (answers.unlike > 0) {
    auto const count = std::to_string(answers.unlike);
    faults.push_back({"réponses aux propositions : " + count +
                          (answers.unlike == 1 ? " ne correspond pas à son événement"
                                               : " ne correspondent pas à leur événement") +
                          ", la première est " + answers.first_unlike.words,
                      answers.first_unlike.position});
  }
  Statement payload{connection, "select payload from event where position = ?"};
  Statement all{connection,
                "select position, type_key, proposal_id <> '', payload is null, blinding is null, "
                "length(blinding) from event join leaf using(position) order by position"};
  Secrets secrets;
  Fault missing;
  for (auto rows = all.query(); rows.next();) {
    auto const position = rows.integer(0);
    secrets.look(position, rows.integer(3) != 0, rows.integer(4) != 0, rows.integer(5));
    auto const place = static_cast<std::size_t>(position);
    if (!missing.words.empty() || rows.integer(2) == 0) continue;
    if (place < answered.size() && answered[place]) continue;
    if (rows.integer(1) == refusals && needs_no_answer(payload, position)) continue;
    missing = {
        "réponses aux propositions : celle de l'événement " + std::to_string(position) + " manque",
        position};
  }
  for (auto& one : {answers.first_cut, missing, secrets.half, secrets.other}) {
    if (!one.words.empty()) faults.push_back(one);
  }
}

}  // namespace probant::sqlite
