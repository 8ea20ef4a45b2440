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

std::string in_json(Stamped const& one) {
  std::string text = "{\"size\":" + std::to_string(one.size) + ",\"time\":";
  append_string(text, one.time);
  text += ",\"tsa\":";
  append_string(text, one.authority);
  text += std::string{",\"verified\":"} + (one.verified ? "true" : "false");
  return text + ",\"recorded_later\":" +
         (one.recorded_later ? std::to_string(*one.recorded_later) : "null") + "}";
}

std::string words(Stamped const& one) {
  return event_count(one.size) + (one.size < 2 ? " existait le " : " existaient le ") + one.time +
         (one.authority.empty() ? "" : ", selon " + one.authority) +
         (one.verified ? "" : " ; non vérifié : donnez les certificats de l'autorité par --tsa-ca");
}

std::string in_json(Continued const& one) {
  std::string text = "{\"origin\":";
  append_string(text, one.origin);
  text += ",\"events\":" + std::to_string(one.events) +
          ",\"lost\":" + (one.lost > 0 ? std::to_string(one.lost) : std::string{"null"});
  text += ",\"restored_at\":";
  append_string(text, one.restored_at);
  text += std::string{",\"handover\":"} + (one.handover ? "true" : "false");
  return text + ",\"drill\":" + (one.drill ? "true}" : "false}");
}

std::string words(Continued const& one) {
  auto text = one.origin + ", dont " + event_count(one.events) +
              (one.events < 2 ? " a été restauré le " : " ont été restaurés le ") +
              one.restored_at + " ; ";
  text += one.lost > 0
              ? "au moins " + event_count(one.lost) + (one.lost == 1 ? " perdu (" : " perdus (") +
                    span_words(one.events, one.lost) + ")"
              : "perte éventuelle inconnue";
  return text + (one.handover ? "" : " ; passage non signé par l'ancienne clé") +
         (one.drill ? " ; EXERCICE de restauration : rien de ce qui a été ajouté depuis ne fait foi"
                    : "");
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

template <class T>
std::string json_list(std::vector<T> const& items) {
  std::string text = "[";
  for (auto const& item : items) text += (text.size() == 1 ? "" : ",") + in_json(item);
  return text + "]";
}

}  // namespace

std::string event_count(std::int64_t count) {
  return std::to_string(count) + (count < 2 ? " événement" : " événements");
}

std::string span_words(std::int64_t first, std::int64_t count) {
  if (count == 1) return "position " + std::to_string(first);
  return "positions " + std::to_string(first) + " à " + std::to_string(first + count - 1);
}

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
  // Without a key from elsewhere, anyone may have made it: that is not said with the same word.
  std::string text = !report.verified()  ? "NON VÉRIFIÉ\n"
                     : report.key_pinned ? "VÉRIFIÉ\n"
                                         : "COHÉRENT, MAIS ORIGINE NON VÉRIFIÉE\n";
  if (report.simulation) {
    text +=
        "  SIMULATION rien de ce journal n'est réel : sa clé est connue de tous, n'importe qui a "
        "pu "
        "l'écrire et le signer\n";
  }
  text += "  journal    " + report.origin + ", " + event_count(report.size) + "\n";
  if (report.is_export) {
    text += "  export     " + (report.scope == "all" ? "journal entier" : report.scope) + ", " +
            event_count(report.events) + ", dont " + std::to_string(report.erased.size()) +
            " au contenu effacé légalement" +
            (report.erased.empty() ? "" : " (" + list(report.erased) + ")") + "\n";
  } else {
    text += "  preuve     " + report.scope + "\n";
  }
  if (report.key_given && !report.key_pinned && !report.origin.empty()) {
    text += "  clé        celle qui est donnée par --key ne répond pas de ce point de contrôle\n";
  } else if (!report.key_given && report.is_export) {
    text +=
        "  clé        celle de l'export lui-même : demandez la clé publique du journal à une "
        "autre source et donnez-la par --key\n";
  }
  for (auto const& one : report.timestamps) text += "  horodaté   " + words(one) + "\n";
  for (auto const& one : report.continues) text += "  suite de   " + words(one) + "\n";
  for (auto const& one : report.cosigned) {
    text += "  témoin     " + one.witness + " a contresigné " + event_count(one.size) + " le " +
            one.at + "\n";
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
  text += ",\"origin_verified\":";
  text += report.verified() && report.key_pinned ? "true" : "false";
  text += std::string{",\"simulation\":"} + (report.simulation ? "true" : "false");
  text += ",\"cosigned\":" + json_list(report.cosigned);
  text += ",\"timestamps\":" + json_list(report.timestamps);
  text += ",\"continues\":" + json_list(report.continues);
  text += ",\"first_bad_position\":" + (first ? std::to_string(*first) : "null");
  text += ",\"problems\":" + json_list(report.problems);
  text += ",\"more_problems\":" + std::to_string(report.more_problems) + ",\"notices\":[";
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
