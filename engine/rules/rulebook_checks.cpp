#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "engine/kernel/overload.hpp"
#include "engine/rules/rulebook_reading.hpp"
#include "engine/rules/rulebook_schema.hpp"

namespace probant::rulebook_reading {
namespace {

using ByKey = std::unordered_map<std::string_view, ReadParameter const*>;

bool is_allowed(std::string_view value, std::string_view allowed) {
  while (!allowed.empty()) {
    auto const end = std::min(allowed.find('|'), allowed.size());
    if (allowed.substr(0, end) == value) return true;
    allowed.remove_prefix(std::min(end + 1, allowed.size()));
  }
  return false;
}

std::string listed(std::string_view allowed) {
  std::string text;
  for (char const c : allowed) text += c == '|' ? std::string{", "} : std::string(1, c);
  return text;
}

/// The single words of a value, as `allowed` spells them; nothing for a date.
TextList words_of(ParameterValue const& value) {
  return std::visit(Overload{[](bool flag) { return TextList{flag ? "true" : "false"}; },
                             [](std::int64_t number) { return TextList{std::to_string(number)}; },
                             [](Money amount) { return TextList{std::to_string(amount.cents())}; },
                             [](Date) { return TextList{}; },
                             [](std::string const& text) { return TextList{text}; },
                             [](TextList const& texts) { return texts; },
                             [](std::vector<std::int64_t> const& numbers) {
                               TextList texts;
                               for (auto const n : numbers) texts.push_back(std::to_string(n));
                               return texts;
                             }},
                    value);
}

std::vector<std::int64_t> numbers_of(ParameterValue const& value) {
  if (auto const* number = std::get_if<std::int64_t>(&value)) return {*number};
  if (auto const* amount = std::get_if<Money>(&value)) return {amount->cents()};
  if (auto const* numbers = std::get_if<std::vector<std::int64_t>>(&value)) return *numbers;
  return {};
}

std::string subject_of(ReadParameter const& read) {
  return "le paramètre " + shown(read.parameter.key);
}

bool has_type(ReadParameter const& read, RequiredParameter const& required, Problems& problems) {
  if (read.parameter.value.index() == static_cast<std::size_t>(required.type)) return true;
  problems.add(read.line,
               subject_of(read) + " doit être " + std::string{name_of(required.type)} + ".");
  return false;
}

void check_words(ReadParameter const& read, RequiredParameter const& required, Problems& problems) {
  auto words = words_of(read.parameter.value);
  for (auto const& word : words) {
    if (word.find_first_not_of(' ') == std::string::npos) {
      problems.add(read.line, subject_of(read) + " ne peut pas contenir de texte vide.");
    } else if (!required.allowed.empty() && !is_allowed(word, required.allowed)) {
      bool const fixed = is_fixed(required.key);
      problems.add(read.line, subject_of(read) + " vaut " + shown(word) +
                                  ", que ce programme ne sait pas appliquer ; " +
                                  (fixed ? "il n'est pas réglable, sa valeur est fixe : "
                                         : "valeurs admises : ") +
                                  listed(required.allowed) + ".");
    }
  }
  bool const needs_items = required.type == ParameterType::integers || !required.allowed.empty();
  if (words.empty() && needs_items) {
    problems.add(read.line, subject_of(read) + " ne peut pas être une liste vide.");
  }
  std::ranges::sort(words);
  if (std::ranges::adjacent_find(words) != words.end()) {
    problems.add(read.line, subject_of(read) + " contient deux fois la même valeur.");
  }
}

void check_range(ReadParameter const& read, RequiredParameter const& required, Problems& problems) {
  for (auto const number : numbers_of(read.parameter.value)) {
    if (number >= required.min && number <= required.max) continue;
    problems.add(read.line, subject_of(read) + " doit être compris entre " +
                                std::to_string(required.min) + " et " +
                                std::to_string(required.max) + ".");
  }
}

/// A value said to be in a source must come with its source, place and words.
void check_source(ReadParameter const& read, Problems& problems) {
  auto const& [parameter, line] = read;
  auto const subject = subject_of(read);
  bool const sourced = !parameter.source.empty() && !parameter.place.empty();
  if (parameter.certainty == Certainty::stated && (!sourced || parameter.quote.empty())) {
    problems.add(line,
                 subject + " est « stated » : il lui faut « source », « place » et « quote ».");
  } else if (parameter.certainty == Certainty::derived && !sourced) {
    problems.add(line, subject + " est « derived » : il lui faut « source » et « place ».");
  } else if (!sourced && !(parameter.source.empty() && parameter.place.empty())) {
    problems.add(line, subject + " : « source » et « place » vont ensemble.");
  }
}

template <class T>
void check_order(ByKey const& parameters, std::string_view first, std::string_view second,
                 Problems& problems) {
  auto const low = parameters.find(first);
  auto const high = parameters.find(second);
  if (low == parameters.end() || high == parameters.end()) return;
  auto const* low_value = std::get_if<T>(&low->second->parameter.value);
  auto const* high_value = std::get_if<T>(&high->second->parameter.value);
  if (!low_value || !high_value || *low_value <= *high_value) return;
  problems.add(high->second->line, "le paramètre " + shown(second) +
                                       " ne peut pas être inférieur ou antérieur à " +
                                       shown(first) + ".");
}

void check_orders(ByKey const& parameters, Problems& problems) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr auto dates = std::to_array<Pair>({
      {"calendar.hospiconnect.window.opens_on", "calendar.hospiconnect.window.closes_on"},
      {"calendar.aap.window.earliest_open", "calendar.aap.window.latest_open"},
      {"calendar.aap.window.latest_open", "calendar.aap.window.closes_on"},
      {"calendar.aap.window.closes_on", "calendar.aap.proofs.closes_on"},
      {"calendar.mie.declaration.2026.opens_on", "calendar.mie.declaration.2026.closes_on"},
      {"calendar.mie.declaration.2027.opens_on", "calendar.mie.declaration.2027.closes_on"},
      {"calendar.mie.declaration.2028.opens_on", "calendar.mie.declaration.2028.closes_on"},
      {"calendar.mie.declaration.2026.closes_on", "calendar.mie.instruction.2026.closes_on"},
      {"calendar.mie.declaration.2027.closes_on", "calendar.mie.instruction.2027.closes_on"},
      {"calendar.mie.declaration.2028.closes_on", "calendar.mie.instruction.2028.closes_on"},
  });
  constexpr auto integers = std::to_array<Pair>({
      {"aap.category.b.from_activity", "aap.category.c.from_activity"},
      {"aap.category.c.from_activity", "aap.category.d.from_activity"},
      {"recovery.notice.floor_days", "recovery.notice.default_days"},
  });
  for (auto const& [first, second] : dates) check_order<Date>(parameters, first, second, problems);
  for (auto const& [first, second] : integers) {
    check_order<std::int64_t>(parameters, first, second, problems);
  }
}

/// The parameters by key; a key given twice is a problem.
ByKey by_key(ReadRulebook const& rulebook, Problems& problems) {
  ByKey parameters;
  for (auto const& read : rulebook.parameters) {
    auto const [first, is_new] = parameters.emplace(read.parameter.key, &read);
    if (is_new) continue;
    problems.add(read.line, subject_of(read) + " est déjà donné ligne " +
                                std::to_string(first->second->line) + ".");
  }
  return parameters;
}

}  // namespace

void check(ReadRulebook const& rulebook, Problems& problems) {
  auto const parameters = by_key(rulebook, problems);
  for (auto const& read : rulebook.parameters) {
    auto const* required = required_parameter(read.parameter.key);
    if (required == nullptr) {
      problems.add(read.line, subject_of(read) + " est inconnu.");
    } else if (has_type(read, *required, problems)) {
      check_words(read, *required, problems);
      check_range(read, *required, problems);
      check_source(read, problems);
    }
  }
  for (auto const& required : required_parameters()) {
    if (parameters.contains(required.key)) continue;
    problems.add("il manque le paramètre " + shown(required.key) + " (" +
                 std::string{name_of(required.type)} + ").");
  }
  check_orders(parameters, problems);
}

void check_adopted(ReadRulebook const& rulebook, Problems& problems) {
  by_key(rulebook, problems);
  for (auto const& read : rulebook.parameters) {
    auto const* required = required_parameter(read.parameter.key);
    if (required != nullptr) has_type(read, *required, problems);
  }
}

}  // namespace probant::rulebook_reading
