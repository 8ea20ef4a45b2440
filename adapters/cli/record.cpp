// probant record: proposals, one JSON object a line, answered one line each once they are durable.
#include <variant>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/key_changes.hpp"
#include "adapters/cli/line_reader.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/words.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/evidence/receipt.hpp"
#include "engine/kernel/invalid.hpp"
#include "engine/rules/counted.hpp"
#include "events/codec/json_text.hpp"

namespace probant::cli {
namespace {

Outcome invalid_outcome(std::int64_t line, Invalid const& invalid) {
  auto outcome = outcome_of(invalid);
  outcome.line = line;
  return outcome;
}

Outcome too_long(std::int64_t line) {
  Outcome outcome;
  outcome.kind = OutcomeKind::invalid;
  outcome.line = line;
  outcome.reasons = {{ReasonCode::invalid_field, line_too_long(max_proposal_bytes), {}, {}, {}}};
  return outcome;
}

std::string in_words(Outcome const& outcome) {
  std::string text = outcome.line ? "ligne " + std::to_string(*outcome.line) + " " : "";
  text += outcome.id.empty() ? "" : outcome.id + " ";
  text += outcome.type.empty() ? "" : outcome.type + " ";
  text += outcome.dossier.empty() ? ": " : outcome.dossier + " : ";
  switch (outcome.kind) {
    case OutcomeKind::recorded:
      text += coloured(Colour::green, "enregistré") + " (position " +
              std::to_string(outcome.position) + ", version " + std::to_string(outcome.version) +
              ")";
      break;
    case OutcomeKind::duplicate:
      text += coloured(Colour::yellow, "déjà reçu");
      break;
    case OutcomeKind::refused:
      text += coloured(Colour::red, "refusé");
      break;
    case OutcomeKind::invalid:
      text += coloured(Colour::red, "illisible");
      break;
  }
  for (auto const& reason : outcome.reasons) {
    text += "\n    " + std::string{name_of(reason.code)} + " : " +
            (reason.field.empty() ? "" : reason.field + " : ") + reason.message +
            (reason.source.empty() ? "" : " [" + reason.source + "]");
  }
  auto warnings = warning_lines(outcome.warnings);
  if (!warnings.empty()) text += "\n" + warnings.substr(0, warnings.size() - 1);
  return text;
}

/// Reads one batch of lines; proposals are recorded together, answers keep the order of the lines.
class Recorder {
 public:
  /// With `receipts`, each answer waits for a checkpoint and carries its receipt.
  Recorder(WritingSession& session, Engine& engine, Format format, bool receipts)
      : session_(session), engine_(engine), format_(format), receipts_(receipts) {}

  void take(std::vector<InputLine> const& lines) {
    std::vector<Proposal> proposals;
    std::vector<std::optional<Outcome>> answers;  // nothing: the next recorded one
    for (auto const& line : lines) {
      if (line.too_long) {
        answers.emplace_back(too_long(line.number));
      } else if (line.text.find_first_not_of(" \t") != std::string::npos) {
        auto read = reader_.read(line.text);
        if (auto* proposal = std::get_if<Proposal>(&read)) {
          proposals.push_back(std::move(*proposal));
          answers.emplace_back();
        } else {
          answers.emplace_back(invalid_outcome(line.number, std::get<Invalid>(read)));
        }
      }
    }
    auto const recorded = engine_.record(proposals);
    auto receipts = after(recorded);
    std::size_t next = 0;
    std::string text;
    for (auto const& answer : answers) {
      auto const receipt = answer || receipts.empty() ? std::string{} : receipts[next];
      auto const& outcome = answer ? *answer : recorded[next++];
      note(outcome);
      text += format_ == Format::json ? with_receipt(to_json(outcome), receipt)
                                      : in_words(outcome) + "\n" + receipt;
      if (format_ == Format::json) text += "\n";
    }
    print(text);
  }

  int status() const { return unrecorded_ > 0 || failed_ ? exit_environment : status_; }
  /// Something that had to follow was not done: whoever proposed is to know before going on.
  bool stopped() const { return failed_; }
  /// Proposals that the store took no more, each answered so.
  std::int64_t unrecorded() const { return unrecorded_; }

 private:
  /// What was decided stands and is told, whatever fails afterwards.
  std::vector<std::string> after(std::vector<Outcome> const& recorded) {
    try {
      session_.keep_erasures_of(recorded);
      return receipts_of(recorded);
    } catch (StoreError const& error) {
      complain(std::string{"probant : "} + error.what());
      failed_ = true;
      return {};
    }
  }

  /// One for each outcome that stands in the log, refusals included; none when nobody waits.
  std::vector<std::string> receipts_of(std::vector<Outcome> const& outcomes) {
    std::vector<std::string> receipts;
    if (!receipts_ || outcomes.empty()) return receipts;
    auto const signed_now = session_.notary().sign();
    Tree tree{engine_.store(), signed_now.checkpoint.size};
    for (auto const& outcome : outcomes) {
      bool const stands = outcome.kind != OutcomeKind::invalid && !is_read_only(outcome);
      receipts.push_back(
          stands ? receipt_of(engine_.store(), tree, signed_now.note, outcome.position).file
                 : std::string{});
    }
    return receipts;
  }

  static std::string with_receipt(std::string json, std::string const& receipt) {
    if (receipt.empty()) return json;
    json.back() = ',';
    json += "\"receipt\":";
    append_json_string(json, receipt);
    return json + "}";
  }

  static bool is_read_only(Outcome const& outcome) {
    return !outcome.reasons.empty() && outcome.reasons.front().code == ReasonCode::store_read_only;
  }

  void note(Outcome const& outcome) {
    if (outcome.kind == OutcomeKind::invalid) status_ = exit_usage;
    if (!outcome.is_no()) return;
    if (is_read_only(outcome)) ++unrecorded_;
    if (status_ == exit_done) status_ = exit_no;
  }

  WritingSession& session_;
  Engine& engine_;
  Format format_;
  bool receipts_;
  ProposalReader reader_;
  int status_ = exit_done;
  std::int64_t unrecorded_ = 0;
  bool failed_ = false;  ///< recorded, and what had to follow was not done
};

/// Nobody is to believe that what has no answer was recorded.
void tell_of_the_rest(Recorder const& recorder, LineReader& lines) {
  if (recorder.unrecorded() > 0) {
    complain("probant : le magasin n'accepte plus d'écriture ; " +
             counted(recorder.unrecorded(), "proposition n'est pas enregistrée",
                     "propositions ne sont pas enregistrées") +
             ". Une fois la cause levée, proposez à nouveau tout le fichier : celles qui sont déjà "
             "au journal ne le seront pas deux fois.");
  }
  if (!recorder.stopped()) return;
  std::int64_t unread = 0;
  for (auto batch = lines.next(); !batch.empty(); batch = lines.next()) {
    unread += static_cast<std::int64_t>(batch.size());
  }
  if (unread > 0) {
    complain(
        "probant : " +
        counted(unread, "ligne qui suit n'a pas été lue", "lignes qui suivent n'ont pas été lues") +
        " : rien n'en est enregistré.");
  }
}

}  // namespace

int run_record(Common const& common, RecordOptions const& options) {
  WritingSession session{common,
                         "Un service reçoit aussi les actes (POST /v1/events, /v1/events/batch)."};
  auto* const store = &session.store();
  tell_waiting_rotation(*store, common.store, session.notary().key());
  auto const clock = clock_mode(*store, options.clock_from_proposals);
  LineReader lines{options.file, max_proposal_bytes};
  Engine engine{*store, ports(store->simulation()), clock};
  Recorder recorder{session, engine, common.format, options.wait_for_checkpoint};
  Progress progress{"enregistrement"};
  bool none = true;
  for (auto batch = lines.next(); !batch.empty(); batch = lines.next()) {
    none = false;
    recorder.take(batch);
    if (recorder.stopped()) break;
    progress.at(lines.bytes_read(), lines.total_bytes());
  }
  if (none) complain("probant : aucune proposition lue.");
  tell_of_the_rest(recorder, lines);
  certify_world(session, engine);
  return recorder.status();
}

}  // namespace probant::cli
