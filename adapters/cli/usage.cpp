#include "adapters/cli/usage.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "adapters/cli/exit.hpp"

namespace probant::cli {
namespace {

std::string joined(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Letters to add, drop or change to make one word of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      auto const changed = diagonal + (a[i] == b[j] ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, changed});
    }
  }
  return row.back();
}

std::string unknown_command(std::string const& word, CLI::App const& app) {
  constexpr std::size_t near_enough = 2;
  std::vector<std::string> names;
  std::string nearest;
  auto best = near_enough + 1;
  for (auto const* command : app.get_subcommands([](CLI::App const*) { return true; })) {
    auto const& name = command->get_name();
    auto const letters = name.starts_with(word) && !word.empty() ? 1 : distance(word, name);
    if (letters < best) {
      best = letters;
      nearest = name;
    }
    names.push_back(name);
  }
  return "« " + word + " » n'est pas une commande" +
         (nearest.empty() ? "." : " ; vouliez-vous dire « " + nearest + " » ?") +
         " Commandes : " + joined(names) + ".";
}

/// The library's messages name the option first, or say "… is required".
std::string up_to(std::string const& text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}

std::string after(std::string const& text, std::string_view mark) {
  auto const at = text.find(mark);
  return at == std::string::npos ? text : text.substr(at + mark.size());
}

std::string required(CLI::ParseError const& error, CLI::App const& app) {
  std::string const text = error.what();
  if (!text.starts_with("A subcommand")) {
    return "il manque " + up_to(text, " is required") + ".";
  }
  auto const rest = app.remaining(true);
  if (!rest.empty() && !rest.front().starts_with("-")) return unknown_command(rest.front(), app);
  if (!rest.empty()) return rest.front() + " : option inconnue avant le nom d'une commande.";
  return "il manque le nom d'une commande.";
}

std::string mismatch(std::string const& text) {
  if (text.find("At Most") != std::string::npos) {
    return up_to(text, ":") + " : donné plusieurs fois ; une seule valeur est attendue.";
  }
  if (text.find("flag override") != std::string::npos) {
    return up_to(text, " was") + " ne prend pas de valeur.";
  }
  return up_to(text, ":") + " : il manque une valeur.";
}

std::string reason(CLI::ParseError const& error, CLI::App const& app) {
  std::string const text = error.what();
  if (dynamic_cast<CLI::RequiredError const*>(&error)) return required(error, app);
  if (dynamic_cast<CLI::ArgumentMismatch const*>(&error)) return mismatch(text);
  if (dynamic_cast<CLI::ExtrasError const*>(&error)) {
    return "argument inattendu : " + after(text, "expected: ") + ".";
  }
  if (dynamic_cast<CLI::ValidationError const*>(&error)) {
    return up_to(text, ": ") + " : " + after(text, ": ");
  }
  if (dynamic_cast<CLI::ConversionError const*>(&error)) {
    return up_to(after(text, "Could not convert: "), ":") + " : valeur non admise.";
  }
  return "arguments non compris.";
}

}  // namespace

void speak_french(CLI::App& app) {
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->label("Positionals", "Arguments");
  formatter->label("SUBCOMMAND", "COMMANDE");
  formatter->label("SUBCOMMANDS", "COMMANDES");
  formatter->label("REQUIRED", "(obligatoire)");
  formatter->label("TEXT", "TEXTE");
  formatter->label("Env", "variable");
  app.formatter(formatter);
}

std::string in_french(CLI::ParseError const& error, CLI::App const& app) {
  auto const called = app.get_subcommands();
  auto const command = called.empty() ? std::string{} : " " + called.front()->get_name();
  return reason(error, app) + "\nAide : probant" + command + " --help";
}

CLI::Validator one_of(std::vector<std::string> words) {
  CLI::Validator validator;
  validator.description("");
  validator.operation([words = std::move(words)](std::string& text) {
    if (std::ranges::find(words, text) != words.end()) return std::string{};
    return "« " + text + " » n'est pas admis ; il y a : " + joined(words) + ".";
  });
  return validator;
}

CLI::Validator not_empty() {
  CLI::Validator validator;
  validator.description("");
  validator.operation([](std::string& text) {
    return std::string{text.empty() ? "« » : la valeur est vide ; donnez-en une, ou retirez-la."
                                    : ""};
  });
  return validator;
}

CLI::Option* add_number(CLI::App& command, std::string const& name, std::uint64_t& value,
                        Bounded bounds, std::string const& does) {
  auto const read = [name, &value, bounds](std::string const& text) {
    std::uint64_t number = 0;
    auto const* const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, number);
    bool const whole = !text.empty() && result.ec == std::errc{} && result.ptr == end;
    if (!whole || number < bounds.min || number > bounds.max) {
      throw UsageError(name + " : « " + text + " » n'est pas un nombre entier de " +
                       std::to_string(bounds.min) + " à " + std::to_string(bounds.max) + ".");
    }
    value = number;
  };
  return command.add_option_function<std::string>(name, read, does)
      ->option_text(std::string{number_text});
}

}  // namespace probant::cli
