#include "engine/rules/rulebook.hpp"

#include <utility>

#include "engine/kernel/ensure.hpp"
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

Rulebook Rulebook::parse(std::string_view toml) {
  rulebook_reading::Problems problems;
  auto read = rulebook_reading::read_toml(toml, problems);
  rulebook_reading::check(read, problems);
  problems.refuse_if_any();

  Rulebook rulebook;
  rulebook.name_ = std::move(read.name);
  rulebook.version_ = std::move(read.version);
  for (auto& [parameter, line] : read.parameters) {
    rulebook.index_.emplace(parameter.key, rulebook.parameters_.size());
    rulebook.parameters_.push_back(std::move(parameter));
  }
  return rulebook;
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
