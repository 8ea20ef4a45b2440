#include "adapters/verifier/usage.hpp"

namespace probant::verifier {
namespace {

std::string before(std::string const& text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}

std::string after(std::string const& text, std::string_view mark) {
  auto const at = text.find(mark);
  return at == std::string::npos ? text : text.substr(at + mark.size());
}

std::string reason(CLI::ParseError const& error) {
  std::string const text = error.what();
  if (dynamic_cast<CLI::RequiredError const*>(&error)) {
    return "il manque " + before(text, " is required");
  }
  if (dynamic_cast<CLI::ArgumentMismatch const*>(&error)) {
    return before(text, ":") + (text.find("At Most") == std::string::npos
                                    ? " : il manque une valeur"
                                    : " : donné plusieurs fois");
  }
  if (dynamic_cast<CLI::ExtrasError const*>(&error)) {
    return "argument inattendu : " + after(text, "expected: ");
  }
  if (dynamic_cast<CLI::ValidationError const*>(&error)) {
    return before(text, ": ") + " : " + after(text, ": ");
  }
  return "arguments non compris";
}

}  // namespace

void speak_french(CLI::App& app) {
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->label("Positionals", "Arguments");
  formatter->label("SUBCOMMAND", "COMMANDE");
  formatter->label("SUBCOMMANDS", "COMMANDES");
  formatter->label("Subcommands", "Commandes");
  formatter->label("Options", "Options");
  formatter->label("OPTIONS", "OPTIONS");
  formatter->label("REQUIRED", "(obligatoire)");
  formatter->label("TEXT", "TEXTE");
  formatter->label("Usage", "Usage");
  app.formatter(formatter);
}

std::string in_french(CLI::ParseError const& error) {
  return reason(error) + " (aide : probant-verify --help).";
}

CLI::Validator one_of_text_and_json() {
  CLI::Validator validator;
  validator.description("");
  validator.operation([](std::string& text) {
    bool const known = text == "text" || text == "json";
    return known ? std::string{} : "« " + text + " » n'est pas admis ; il y a : text, json";
  });
  return validator;
}

}  // namespace probant::verifier
