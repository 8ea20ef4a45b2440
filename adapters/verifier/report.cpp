#include "adapters/verifier/report.hpp"

#include <algorithm>

#include "adapters/verifier/json.hpp"

namespace probant::verifier {
namespace {

std::string list(std::vector<std::int64_t> const& positions) {
  std::string text;
  for (auto const position : positions) {
    if (!text.empty()) text += ',';
    text += std::to_string(position);
  }
  return text;
}

std::string place(Problem const& problem) {
  std::string text = problem.file;
  if (problem.position) text += ", position " + std::to_string(*problem.position);
  return text;
}

std::string in_json(Cosigned const& one) {
  std::string text = "{\"witness\":";
  append_string(text, one.witness);
  text += ",\"size\":" + std::to_string(one.size) + ",\"cosigned_at\":";
  append_string(text, one.at);
  return text + "}";
}

std::string in_json(Problem const& problem) {
  std::string text = "{\"position\":";
  text += problem.position ? std::to_string(*problem.position) : "null";
  text += ",\"file\":";
  append_string(text, problem.file);
  text += ",\"message\":";
  append_string(text, problem.message);
  return text + "}";
}

}  // namespace

void Report::add(std::optional<std::int64_t> position, std::string file, std::string message) {
  if (problems.size() == max_problems) {
    ++more_problems;
    return;
  }
  problems.push_back({position, std::move(file), std::move(message)});
}

std::optional<std::int64_t> Report::first_bad_position() const {
  std::optional<std::int64_t> first;
  for (auto const& problem : problems) {
    if (problem.position && (!first || *problem.position < *first)) first = problem.position;
  }
  return first;
}

std::string to_text(Report const& report) {
  std::string text = report.verified() ? "VÉRIFIÉ\n" : "NON VÉRIFIÉ\n";
  text += "  journal    " + report.origin + ", " + std::to_string(report.size) + " événements\n";
  if (report.is_export) {
    text += "  export     " + (report.scope == "all" ? "journal entier" : report.scope) + ", " +
            std::to_string(report.events) + " événements, dont " +
            std::to_string(report.erased.size()) + " au contenu effacé légalement" +
            (report.erased.empty() ? "" : " (" + list(report.erased) + ")") + "\n";
  } else {
    text += "  preuve     " + report.scope + "\n";
  }
  if (!report.key_pinned) {
    text +=
        "  clé        celle de l'export lui-même : demandez la clé publique du journal à une "
        "autre source et donnez-la par --key\n";
  }
  for (auto const& one : report.cosigned) {
    text += "  témoin     " + one.witness + " a contresigné " + std::to_string(one.size) +
            " événements le " + one.at + "\n";
  }
  if (report.envelope) text += "  enveloppe  " + *report.envelope + "\n";
  if (report.payload) text += "  contenu    " + *report.payload + "\n";
  for (auto const& notice : report.notices) text += "  à savoir   " + notice + "\n";
  for (auto const& problem : report.problems) {
    text += "  défaut     " + place(problem) + " : " + problem.message + "\n";
  }
  if (report.more_problems > 0) {
    text += "  défaut     et " + std::to_string(report.more_problems) + " autres\n";
  }
  return text;
}

std::string to_json(Report const& report) {
  auto const first = report.first_bad_position();
  std::string text = "{\"verified\":";
  text += report.verified() ? "true" : "false";
  text += ",\"origin\":";
  append_string(text, report.origin);
  text += ",\"scope\":";
  append_string(text, report.scope);
  text += ",\"size\":" + std::to_string(report.size);
  text += ",\"events\":" + std::to_string(report.events);
  text += ",\"erased\":[" + list(report.erased) + "],\"key_pinned\":";
  text += report.key_pinned ? "true" : "false";
  text += ",\"cosigned\":[";
  for (auto const& one : report.cosigned) {
    if (text.back() != '[') text += ',';
    text += in_json(one);
  }
  text += "],\"first_bad_position\":" + (first ? std::to_string(*first) : "null");
  text += ",\"problems\":[";
  for (auto const& problem : report.problems) {
    if (text.back() != '[') text += ',';
    text += in_json(problem);
  }
  text += "],\"more_problems\":" + std::to_string(report.more_problems) + ",\"notices\":[";
  for (auto const& notice : report.notices) {
    if (text.back() != '[') text += ',';
    append_string(text, notice);
  }
  text += ']';
  for (auto const& [name, value] :
       {std::pair{"envelope", &report.envelope}, std::pair{"payload", &report.payload}}) {
    if (*value) text += ",\"" + std::string{name} + "\":" + **value;
  }
  return text + "}\n";
}

}  // namespace probant::verifier
