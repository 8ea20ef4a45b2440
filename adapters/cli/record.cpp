// probant record: proposals, one JSON object a line, answered one line each once they are durable.
#include <variant>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/line_reader.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/words.hpp"
#include "events/codec/proposal_in.hpp"

namespace probant::cli {
namespace {

Outcome invalid_outcome(std::int64_t line, Invalid const& invalid) {
  Outcome outcome;
  outcome.kind = OutcomeKind::invalid;
  outcome.line = line;
  outcome.id = invalid.id.value_or("");
  for (auto const& issue : invalid.reasons) {
    Reason reason;
    reason.code = parse_name<ReasonCode>(name_of(issue.code)).value_or(ReasonCode::invalid_field);
    reason.message = issue.message;
    reason.field = issue.field;
    outcome.reasons.push_back(std::move(reason));
  }
  return outcome;
}

Outcome too_long(std::int64_t line) {
  Outcome outcome;
  outcome.kind = OutcomeKind::invalid;
  outcome.line = line;
  outcome.reasons = {{ReasonCode::invalid_field,
                      "La ligne dépasse " + std::to_string(max_proposal_bytes / 1024) +
                          " Kio : une proposition par ligne, les documents restent à part.",
                      {},
                      {},
                      {}}};
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
  Recorder(Engine& engine, Format format) : engine_(engine), format_(format) {}

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
    std::size_t next = 0;
    std::string text;
    for (auto const& answer : answers) {
      auto const& outcome = answer ? *answer : recorded[next++];
      note(outcome);
      text += (format_ == Format::json ? to_json(outcome) : in_words(outcome)) + "\n";
    }
    print(text);
  }

  int status() const { return status_; }

 private:
  void note(Outcome const& outcome) {
    if (outcome.kind == OutcomeKind::invalid) status_ = exit_usage;
    if (!outcome.is_no()) return;
    bool const read_only = outcome.reasons.front().code == ReasonCode::store_read_only;
    if (read_only) status_ = exit_environment;
    if (status_ == exit_done) status_ = exit_no;
  }

  Engine& engine_;
  Format format_;
  ProposalReader reader_;
  int status_ = exit_done;
};

}  // namespace

int run_record(Common const& common, RecordOptions const& options) {
  auto const store = open_to_write(common);
  auto const clock = clock_mode(*store, options.clock_from_proposals);
  LineReader lines{options.file, max_proposal_bytes};
  Engine engine{*store, ports(store->simulation()), clock};
  Recorder recorder{engine, common.format};
  Progress progress{"enregistrement"};
  for (auto batch = lines.next(); !batch.empty(); batch = lines.next()) {
    recorder.take(batch);
    progress.at(lines.bytes_read(), lines.total_bytes());
  }
  return recorder.status();
}

}  // namespace probant::cli
