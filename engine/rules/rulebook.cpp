#include "engine/rules/rulebook.hpp"

#include <utility>

#include "engine/kernel/ensure.hpp"
#include "engine/kernel/overload.hpp"
#include "engine/rules/rulebook_reading.hpp"

namespace probant {
namespace {

template <class T>
T const& typed(Parameter const& parameter) {
  auto const* value = std::get_if<T>(&parameter.value);
  ensure(value != nullptr, "rulebook parameter has the type the code asks for");
  return *value;
}

}  // namespace

std::string to_french(ParameterValue const& value) {
  auto const joined = [](auto const& items, auto const& text_of) {
    std::string text;
    for (auto const& item : items) text += (text.empty() ? "" : " ; ") + text_of(item);
    return text;
  };
  return std::visit(
      Overload{[](bool flag) { return std::string{flag ? "oui" : "non"}; },
               [](std::int64_t number) { return std::to_string(number); },
               [](Money amount) { return to_french(amount); },
               [](Date date) { return to_french(date); },
               [](std::string const& text) { return text; },
               [&](TextList const& texts) { return joined(texts, std::identity{}); },
               [&](std::vector<std::int64_t> const& numbers) {
                 return joined(numbers, [](std::int64_t number) { return std::to_string(number); });
               }},
      value);
}

Rulebook Rulebook::parse(std::string_view toml) {
  rulebook_reading::Problems problems;
  auto read = rulebook_reading::read_toml(toml, problems);
  rulebook_reading::check(read, problems);
  problems.refuse_if_any();

  Rulebook rulebook;
  rulebook.name_ = std::move(read.name);
  rulebook.version_ = std::move(read.version);
  for (auto& [parameter, line] : read.parameters) rulebook.add(std::move(parameter));
  return rulebook;
}

Rulebook Rulebook::parse_adopted(std::string_view toml) {
  rulebook_reading::Problems problems;
  auto read = rulebook_reading::read_toml(toml, problems);
  rulebook_reading::check_adopted(read, problems);
  problems.refuse_if_any();

  Rulebook rulebook;
  rulebook.name_ = std::move(read.name);
  rulebook.version_ = std::move(read.version);
  for (auto& [parameter, line] : read.parameters) rulebook.add(std::move(parameter));
  for (auto const& parameter : builtin_rulebook()->parameters()) {
    if (rulebook.find(parameter.key) == nullptr) rulebook.add(parameter);
  }
  return rulebook;
}

void Rulebook::add(Parameter parameter) {
  index_.emplace(parameter.key, parameters_.size());
  parameters_.push_back(std::move(parameter));
}

Parameter const* Rulebook::find(std::string_view key) const {
  auto const found = index_.find(key);
  return found == index_.end() ? nullptr : &parameters_[found->second];
}

Parameter const& Rulebook::parameter(std::string_view key) const {
  auto const* found = find(key);
  ensure(found != nullptr, "rulebook parameter exists");
  return *found;
}

bool Rulebook::flag(std::string_view key) const { return typed<bool>(parameter(key)); }
std::int64_t Rulebook::integer(std::string_view key) const {
  return typed<std::int64_t>(parameter(key));
}
Money Rulebook::money(std::string_view key) const { return typed<Money>(parameter(key)); }
Date Rulebook::date(std::string_view key) const { return typed<Date>(parameter(key)); }
std::string const& Rulebook::text(std::string_view key) const {
  return typed<std::string>(parameter(key));
}
TextList const& Rulebook::texts(std::string_view key) const {
  return typed<TextList>(parameter(key));
}
std::vector<std::int64_t> const& Rulebook::integers(std::string_view key) const {
  return typed<std::vector<std::int64_t>>(parameter(key));
}

}  // namespace probant
