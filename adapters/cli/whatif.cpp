// probant whatif: the differences another rulebook, or supposed events, would make. Writes nothing.
#include <algorithm>
#include <fstream>
#include <map>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/line_reader.hpp"
#include "adapters/cli/questions.hpp"
#include "adapters/cli/terminal.hpp"
#include "engine/rules/counted.hpp"
#include "events/codec/proposal_in.hpp"
#include "projections/whatif.hpp"
#include "projections/words.hpp"

namespace probant::cli {
namespace {

constexpr std::streamsize max_rulebook_bytes = FileContent::max_bytes;

std::shared_ptr<Rulebook const> read_rulebook(std::string const& file) {
  if (file.empty()) return nullptr;
  std::ifstream input{file, std::ios::binary};
  if (!input) cannot_open(file);
  std::string text(static_cast<std::size_t>(max_rulebook_bytes) + 1, '\0');
  input.read(text.data(), max_rulebook_bytes + 1);
  if (input.bad()) cannot_open(file);  // a directory
  if (input.gcount() > max_rulebook_bytes) {
    throw UsageError("« " + file + " » dépasse 1 Mo : ce n'est pas un jeu de règles.");
  }
  text.resize(static_cast<std::size_t>(input.gcount()));
  return std::make_shared<Rulebook const>(Rulebook::parse(text));
}

std::vector<Proposal> read_supposed(std::string const& file) {
  std::vector<Proposal> proposals;
  if (file.empty()) return proposals;
  LineReader lines{file, max_proposal_bytes};
  ProposalReader reader;
  for (auto batch = lines.next(); !batch.empty(); batch = lines.next()) {
    for (auto const& line : batch) {
      if (line.text.empty() && !line.too_long) continue;
      if (line.too_long) {
        throw UsageError(file + ", ligne " + std::to_string(line.number) + " : " +
                         line_too_long(max_proposal_bytes));
      }
      auto read = reader.read(line.text);
      if (auto* proposal = std::get_if<Proposal>(&read)) {
        proposals.push_back(std::move(*proposal));
        continue;
      }
      auto const& issue = std::get<Invalid>(read).reasons.front();
      throw UsageError(file + ", ligne " + std::to_string(line.number) + " : " +
                       (issue.field.empty() ? "" : issue.field + " : ") + issue.message);
    }
  }
  return proposals;
}

/// What would take effect after the instant looked at cannot be seen from there.
void require_within(std::vector<Proposal> const& supposed, Asked const& question) {
  for (auto const& proposal : supposed) {
    if (!proposal.occurred_at || *proposal.occurred_at <= question.at) continue;
    throw UsageError("--events : la proposition « " + proposal.id + " » est datée du " +
                     to_french(*proposal.occurred_at) + ", après l'instant regardé, le " +
                     to_french(question.at) + " : avancez --valid-at.");
  }
}

/// Without an instant to look at: the last supposed act, when it takes effect later than now.
Instant last_of(std::vector<Proposal> const& supposed, Instant now) {
  for (auto const& proposal : supposed) now = std::max(now, proposal.occurred_at.value_or(now));
  return now;
}

std::string place_of(HypotheticalRefusal const& refusal) {
  return refusal.position < 0 ? "la proposition « " + refusal.id + " »"
                              : "la position " + std::to_string(refusal.position);
}

std::string in_words(HypotheticalRefusal const& refusal, HypotheticalRefusal const* cause) {
  std::string const indent = cause ? "    " : "  ";
  auto text = indent + place_of(refusal) + ", " + refusal.type + " " + refusal.dossier;
  text += cause ? ", suite du refus de " + place_of(*cause) + "\n" : "\n";
  auto reasons = refusal.reasons;
  std::ranges::stable_partition(reasons, [](Reason const& reason) {
    return reason.code == ReasonCode::unknown_dossier;  // the others follow from it
  });
  for (auto const& reason : reasons) {
    text += indent + "  " + std::string{name_of(reason.code)} + " : " + reason.message +
            (reason.source.empty() ? "" : " [" + reason.source + "]") + "\n";
  }
  return text;
}

/// In order of the log; under the first refusal of a dossier, those that follow from it there.
std::string refusal_lines(std::vector<HypotheticalRefusal> const& refusals) {
  std::map<std::string_view, std::vector<HypotheticalRefusal const*>> by_dossier;
  for (auto const& refusal : refusals) by_dossier[refusal.dossier].push_back(&refusal);
  std::string text;
  for (auto const& refusal : refusals) {
    auto const& chain = by_dossier[refusal.dossier];
    if (chain.front() != &refusal) continue;
    for (auto const* one : chain) text += in_words(*one, one == &refusal ? nullptr : &refusal);
  }
  return text;
}

/// Those that the hypothesis is not known to touch.
std::string not_judged_line(std::int64_t count, bool others) {
  if (count == 0) return "";
  return counted(count, others ? "autre refus du journal est tenu" : "refus du journal est tenu",
                 others ? "autres refus du journal sont tenus" : "refus du journal sont tenus") +
         " pour acquis, sans nouvel examen : un refus ne conserve pas ce qui\n"
         "était proposé. Un acte refusé parce qu'un autre l'était en fait partie. Pour le juger, "
         "proposez-le\navec --events.\n";
}

/// What was proposed then is not in the log: it cannot be judged again from here.
std::string reconsidered_lines(std::vector<ReconsideredRefusal> const& refusals) {
  std::string text;
  for (auto const& refusal : refusals) {
    text += "  position " + std::to_string(refusal.position) + ", " + refusal.type + " " +
            refusal.dossier + " (proposition « " + refusal.id + " »)\n";
    for (auto const& reason : refusal.reasons) {
      text += "    " + reason.code.value + " : " + reason.message.value + "\n";
    }
  }
  if (!text.empty()) {
    text +=
        "  Tous leurs motifs reposent sur des règles que l'hypothèse change. Un refus ne conserve\n"
        "  pas ce qui était proposé : s'il serait admis, ou refusé pour moins, ne peut se dire\n"
        "  d'ici. Pour le juger, proposez-le avec --events.\n";
  }
  return text;
}

void add_total(PayerChange const& payer, Table& table) {
  for (std::size_t i = 0; i < figure_count; ++i) {
    if (payer.before[i] == payer.after[i]) continue;
    auto const figure = static_cast<Figure>(i);
    table.rows.push_back({payer.payer == "ans" ? "Total ANS" : "Total ARS",
                          std::string{label_of(figure)}, amount_text(payer.before[i], figure),
                          amount_text(payer.after[i], figure)});
  }
}

std::string in_words(Whatif const& answer, Instant at) {
  std::string text =
      coloured(Colour::yellow, "HYPOTHÈSE : rien de ce qui suit n'est enregistré.") +
      "\nÉchéances et montants au " + to_french(paris_day(at)) + ".\n\n" +
      counted(std::ssize(answer.refusals), "acte serait refusé", "actes seraient refusés") + "\n";
  text += refusal_lines(answer.refusals);
  text += counted(std::ssize(answer.reconsidered), "refus serait à juger de nouveau",
                  "refus seraient à juger de nouveau") +
          "\n" + reconsidered_lines(answer.reconsidered) +
          not_judged_line(answer.not_judged, !answer.reconsidered.empty());
  text += "\n" +
          counted(std::ssize(answer.deadlines), "échéance changerait", "échéances changeraient") +
          "\n";
  for (auto const& change : answer.deadlines) {
    auto const& one = change.before ? *change.before : *change.after;
    auto const side = [](std::optional<Deadline> const& deadline) {
      return deadline ? to_french(deadline->due_on) + " (" +
                            std::string{state_label(deadline->state)} + ")"
                      : std::string{"—"};
    };
    text += "  " + one.dossier.text() + " " + one.key + " : " + side(change.before) + " → " +
            side(change.after) + "\n";
  }
  Table table{{{"DOSSIER", "MONTANT", "AVANT", "APRÈS"}}, {2, 3}, {}};
  for (auto const& change : answer.amounts) {
    table.rows.push_back({change.dossier.text(), std::string{label_of(change.figure)},
                          amount_text(change.before, change.figure),
                          amount_text(change.after, change.figure)});
  }
  for (auto const& payer : answer.payers) add_total(payer, table);
  return text + "\n" + (answer.amounts.empty() ? "Aucun montant ne changerait.\n" : to_text(table));
}

}  // namespace

int run_whatif(Common const& common, WhatifOptions const& options) {
  if (options.rulebook.empty() && options.events.empty()) {
    throw UsageError("whatif demande --rulebook ou --events : une hypothèse à essayer.");
  }
  auto const rules = read_rulebook(options.rulebook);
  auto const supposed = read_supposed(options.events);
  auto const store = open_to_ask(common);
  auto question = asked(*store, options.past.valid_at, options.past.known_at);
  if (options.past.valid_at) {
    require_within(supposed, question);
  } else {
    question.at = last_of(supposed, question.at);
  }
  auto const answer = whatif(*store, rules, supposed, question);
  print(common.format == Format::json ? to_json(answer) + "\n" : in_words(answer, question.at));
  return exit_done;
}

}  // namespace probant::cli
