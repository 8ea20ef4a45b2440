#include <toml++/toml.h>
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "engine/rules/rulebook_reading.hpp"
#include "engine/rules/rulebook_schema.hpp"
#include "events/values/bounded_text.hpp"

namespace probant::rulebook_reading {
namespace {

constexpr std::size_t max_key_bytes = 100;
constexpr std::size_t max_line_bytes = 500;
constexpr std::size_t max_text_bytes = 4'000;
constexpr std::size_t max_items = 100;
constexpr std::size_t max_parameters = 1'000;

std::size_t line_of(toml::node const& node) { return node.source().begin.line; }

/// The parser recurses into nested tables, and so do its destructors. A rulebook needs neither
/// inline tables nor dotted keys, so text that could nest deeply is refused before it is parsed.
void refuse_deep_nesting(std::string_view toml) {
  constexpr std::ptrdiff_t max_dots_per_line = 100;
  Problems problems;
  auto const first = toml.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && toml[first] == '{') {
    problems.add(1, "ce fichier commence comme du JSON ; un jeu de règles est un texte TOML.");
    problems.refuse_if_any();
  }
  std::size_t line = 1;
  for (std::size_t at = 0; at < toml.size(); ++line) {
    auto const end = std::min(toml.find('\n', at), toml.size());
    auto const text = toml.substr(at, end - at);
    if (text.find('{') != std::string_view::npos) {
      problems.add(line, "les accolades ne sont pas admises dans un jeu de règles.");
    }
    if (std::ranges::count(text, '.') > max_dots_per_line) {
      problems.add(line, "plus de 100 points sur une ligne : coupez-la.");
    }
    at = end + 1;
  }
  problems.refuse_if_any();
}

/// The parser's own words, in English: bytes beyond ASCII may be half a character of the file.
std::string parser_detail(std::string_view description) {
  std::string detail{description};
  std::ranges::replace_if(
      detail, [](char c) { return static_cast<signed char>(c) < 0; }, '?');
  return shown(detail);
}

toml::table parse_document(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (toml::parse_error const& error) {
    Problems problems;
    problems.add(error.source().begin.line,
                 "ce texte n'est pas du TOML valide (colonne " +
                     std::to_string(error.source().begin.column) +
                     ", détail de l'analyseur : " + parser_detail(error.description()) + ").");
    problems.refuse_if_any();
    throw;
  }
}

/// The text of a key, within its limit and without control characters; else a problem.
std::string read_text(toml::node const& node, std::string_view key, std::size_t max_bytes_allowed,
                      Problems& problems) {
  auto const* text = node.as_string();
  if (text == nullptr) {
    problems.add(line_of(node), shown(key) + " doit être un texte entre guillemets.");
    return {};
  }
  if (text->get().size() > max_bytes_allowed || !is_clean_text(text->get(), false)) {
    problems.add(line_of(node), shown(key) + " doit être un texte d'une ligne d'au plus " +
                                    std::to_string(max_bytes_allowed) + " octets.");
    return {};
  }
  return text->get();
}

TextList read_texts(toml::array const& items, std::string_view key, Problems& problems) {
  TextList texts;
  for (auto const& item : items) texts.push_back(read_text(item, key, max_text_bytes, problems));
  return texts;
}

std::optional<ParameterValue> read_date(toml::node const& node, Problems& problems) {
  auto const read = node.as_date()->get();
  std::chrono::year_month_day const ymd{std::chrono::year{read.year},
                                        std::chrono::month{read.month}, std::chrono::day{read.day}};
  if (ymd.ok() && read.year >= 2000 && read.year <= 2199) {
    return Date{std::chrono::sys_days{ymd}};
  }
  problems.add(line_of(node), "la date doit exister et se trouver entre 2000 et 2199.");
  return std::nullopt;
}

std::optional<ParameterValue> read_array(toml::array const& items, std::string_view key,
                                         Problems& problems) {
  if (items.size() > max_items) {
    problems.add(line_of(items), "une liste a au plus 100 éléments.");
    return std::nullopt;
  }
  auto const* required = required_parameter(key);
  bool const whole_numbers = items.empty() ? required && required->type == ParameterType::integers
                                           : items.is_homogeneous<std::int64_t>();
  if (!whole_numbers) return read_texts(items, "value", problems);
  std::vector<std::int64_t> numbers;
  for (auto const& item : items) numbers.push_back(item.as_integer()->get());
  return numbers;
}

std::optional<ParameterValue> read_value(toml::node const& node, std::string_view key,
                                         Problems& problems) {
  if (auto const* flag = node.as_boolean()) return flag->get();
  if (auto const* number = node.as_integer()) {
    if (key.ends_with("_cents")) return Money::cents(number->get());
    return number->get();
  }
  if (node.is_string()) return read_text(node, "value", max_text_bytes, problems);
  if (node.is_date()) return read_date(node, problems);
  if (auto const* items = node.as_array()) return read_array(*items, key, problems);
  problems.add(line_of(node),
               "« value » doit être vrai ou faux (true, false), un nombre entier, un texte, une "
               "date AAAA-MM-JJ ou une liste de textes ou de nombres entiers.");
  return std::nullopt;
}

void refuse_other_keys(toml::table const& table, std::initializer_list<std::string_view> allowed,
                       Problems& problems) {
  for (auto const& [key, node] : table) {
    if (std::ranges::find(allowed, key.str()) != allowed.end()) continue;
    std::string message = "la clé " + shown(key.str()) + " est inconnue ; clés admises : ";
    for (auto const& name : allowed)
      message += (&name == allowed.begin() ? "" : ", ") + std::string{name};
    problems.add(line_of(node), message + ".");
  }
}

/// One `[[parameter]]` table.
class ParameterReader {
 public:
  ParameterReader(toml::table const& table, Problems& problems)
      : table_(table), problems_(problems) {}

  std::optional<ReadParameter> read() {
    refuse_other_keys(table_,
                      {"key", "label", "value", "source", "place", "quote", "certainty",
                       "alternatives", "source_to_supply"},
                      problems_);
    Parameter parameter;
    parameter.key = required_text("key", max_key_bytes);
    parameter.label = required_text("label", max_line_bytes);
    parameter.source = optional_text("source", max_key_bytes);
    parameter.place = optional_text("place", max_line_bytes - max_key_bytes - 2);
    parameter.quote = optional_text("quote", max_text_bytes);
    read_certainty(parameter);
    read_alternatives(parameter);
    read_source_to_supply(parameter);
    auto const* value = table_.get("value");
    if (value == nullptr) missing("value");
    auto read_in = value ? read_value(*value, parameter.key, problems_) : std::nullopt;
    if (!read_in || parameter.key.empty()) return std::nullopt;
    parameter.value = std::move(*read_in);
    return ReadParameter{std::move(parameter), line_of(table_)};
  }

 private:
  void missing(std::string_view key) {
    problems_.add(line_of(table_), "il manque " + shown(key) + " à ce paramètre.");
  }

  std::string optional_text(std::string_view key, std::size_t limit) {
    auto const* node = table_.get(key);
    return node ? read_text(*node, key, limit, problems_) : std::string{};
  }

  std::string required_text(std::string_view key, std::size_t limit) {
    if (table_.get(key) == nullptr) {
      missing(key);
      return {};
    }
    auto text = optional_text(key, limit);
    if (table_.get(key)->is_string() && text.find_first_not_of(' ') == std::string::npos) {
      problems_.add(line_of(*table_.get(key)), shown(key) + " ne peut pas être vide.");
    }
    return text;
  }

  void read_certainty(Parameter& parameter) {
    auto const name = required_text("certainty", max_key_bytes);
    if (name.empty()) return;
    auto const certainty = parse_name<Certainty>(name);
    if (certainty) {
      parameter.certainty = *certainty;
    } else {
      problems_.add(line_of(*table_.get("certainty")),
                    "« certainty » vaut stated, derived ou assumed.");
    }
  }

  void read_alternatives(Parameter& parameter) {
    auto const* node = table_.get("alternatives");
    if (node == nullptr) return;
    auto const* items = node->as_array();
    if (items != nullptr && items->size() <= max_items) {
      parameter.alternatives = read_texts(*items, "alternatives", problems_);
    } else {
      problems_.add(line_of(*node), "« alternatives » doit être une liste d'au plus 100 textes.");
    }
  }

  void read_source_to_supply(Parameter& parameter) {
    auto const* node = table_.get("source_to_supply");
    if (node == nullptr) return;
    if (auto const* flag = node->as_boolean()) {
      parameter.source_to_supply = flag->get();
    } else {
      problems_.add(line_of(*node), "« source_to_supply » vaut true ou false.");
    }
  }

  toml::table const& table_;
  Problems& problems_;
};

std::string read_heading(toml::table const& document, std::string_view key, Problems& problems) {
  auto const* node = document.get(key);
  if (node == nullptr) {
    problems.add("il manque " + shown(key) + " en tête du jeu de règles.");
    return {};
  }
  auto text = read_text(*node, key, 64, problems);
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  if (node->is_string() && (text.empty() || text.find_first_not_of(allowed) != std::string::npos)) {
    problems.add(line_of(*node), shown(key) +
                                     " s'écrit en 1 à 64 lettres sans accent, chiffres, "
                                     "points et traits d'union.");
  }
  return text;
}

}  // namespace

ReadRulebook read_toml(std::string_view toml, Problems& problems) {
  if (toml.size() > max_bytes) {
    throw RulebookError("Jeu de règles refusé : il dépasse 1 000 000 octets.");
  }
  refuse_deep_nesting(toml);
  auto const document = parse_document(toml);
  refuse_other_keys(document, {"name", "version", "parameter"}, problems);
  ReadRulebook rulebook;
  rulebook.name = read_heading(document, "name", problems);
  rulebook.version = read_heading(document, "version", problems);
  auto const* parameters = document.get_as<toml::array>("parameter");
  if (parameters == nullptr || parameters->size() > max_parameters) {
    problems.add("il faut de 1 à 1000 tables [[parameter]].");
    return rulebook;
  }
  for (auto const& node : *parameters) {
    auto const* table = node.as_table();
    if (table == nullptr) {
      problems.add(line_of(node), "chaque paramètre est une table [[parameter]].");
    } else if (auto parameter = ParameterReader{*table, problems}.read()) {
      rulebook.parameters.push_back(std::move(*parameter));
    }
  }
  return rulebook;
}

}  // namespace probant::rulebook_reading
