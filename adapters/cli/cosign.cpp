// probant cosign: has the log's newest checkpoint cosigned by the witnesses of its settings, now.
#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {
namespace {

std::string in_json(std::vector<WitnessAnswer> const& answers, OpenedCheckpoint const& last) {
  auto const one = [](WitnessAnswer const& answer) {
    JsonObject object;
    object.text("witness", answer.witness).flag("cosigned", answer.why.empty());
    if (!answer.why.empty()) object.text("reason", answer.why);
    return object.json();
  };
  JsonObject object;
  object.number("size", static_cast<std::int64_t>(last.checkpoint.size));
  object.raw("witnesses", json_array(answers, one)).text("checkpoint", last.note.bytes());
  return object.json() + "\n";
}

std::string in_words(std::vector<WitnessAnswer> const& answers, OpenedCheckpoint const& last) {
  auto text = "Point de contrôle de " +
              event_count(static_cast<std::int64_t>(last.checkpoint.size)) + " :\n";
  for (auto const& answer : answers) {
    text += answer.why.empty()
                ? "  " + coloured(Colour::green, "cosigné") + " par " + answer.witness + "\n"
                : "  " + coloured(Colour::red, "non cosigné") + " : " + answer.why + "\n";
  }
  return text;
}

}  // namespace

int run_cosign(Common const& common) {
  WritingSession session{
      common, "Un service demande lui-même les contresignatures, chaque minute (evidence.toml)."};
  if (session.notary().settings().witnesses.empty()) {
    throw UsageError(
        "Aucun témoin n'est connu. Dans evidence/evidence.toml : witnesses = [{ vkey = \"…\", url "
        "= \"https://temoin.example.org\" }].");
  }
  session.leave_outside();
  auto const checkpoint = session.notary().sign();
  auto const answers = have_cosigned(session.notary(), session.store(), checkpoint);
  auto const last = session.notary().last();
  print(common.format == Format::json ? in_json(answers, last) : in_words(answers, last));
  for (auto const& answer : answers) {
    if (!answer.why.empty()) return exit_no;
  }
  return exit_done;
}

}  // namespace probant::cli
