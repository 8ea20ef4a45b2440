#include "adapters/service/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "events/codec/subjects.hpp"
#include "projections/json_object.hpp"
#include "projections/question.hpp"

namespace probant::service {
namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  auto const* const end = text.data() + text.size();
  auto const result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc{} || result.ptr != end || std::to_string(number) != text) {
    return std::nullopt;
  }
  return number;
}

constexpr std::string_view subject_expected =
    "entity:, site: ou pmsi: et un numéro FINESS de 9 caractères, ou un dossier, par exemple "
    "entity:010780054 ou aap:2026-0417";

/// As envelopes name it. What events give as their `subject`, the name of their dossier, is one.
std::optional<Subject> parse_subject(std::string_view text) {
  auto const split = std::min(text.find(':'), text.size());
  auto const kind = text.substr(0, split);
  auto const value = text.substr(std::min(split + 1, text.size()));
  auto const of = [](auto const& parsed) {
    return parsed ? std::optional{subject(*parsed)} : std::nullopt;
  };
  if (kind == "entity") return of(Entity::parse(value));
  if (kind == "site") return of(Site::parse(value));
  if (kind == "pmsi") return of(Pmsi::parse(value));
  return of(DossierId::parse(kind == "dossier" ? value : text));
}

std::string listed(std::vector<std::string> const& words) {
  std::string text = "l'un de : ";
  for (auto const& word : words) text += (&word == &words.front() ? "" : ", ") + word;
  return text;
}

std::vector<std::string> split(std::string_view text);

/// What a value should have been; empty when it is that.
std::string expected_of(Parameter const& parameter, std::string const& value) {
  switch (parameter.kind) {
    case ParameterKind::text:
      if (static_cast<std::int64_t>(value.size()) <= parameter.max) return {};
      return "un texte de " + std::to_string(parameter.max) + " octets au plus" +
             (parameter.where == Where::header ? " dans cet en-tête" : "");
    case ParameterKind::integer: {
      auto const number = parse_integer(value);
      if (number && *number >= parameter.min && *number <= parameter.max) return {};
      return "un nombre entier de " + std::to_string(parameter.min) + " à " +
             std::to_string(parameter.max);
    }
    case ParameterKind::moment:
      return parse_moment(value) ? std::string{} : std::string{moment_expected};
    case ParameterKind::dossier:
      return DossierId::parse(value) ? std::string{} : std::string{DossierId::expected};
    case ParameterKind::subject:
      return parse_subject(value) ? std::string{} : std::string{subject_expected};
    case ParameterKind::region:
      return Region::parse(value) ? std::string{} : std::string{Region::expected};
    case ParameterKind::word:
      if (std::ranges::find(parameter.words, value) != parameter.words.end()) return {};
      return listed(parameter.words);
    case ParameterKind::words:
      for (auto const& one : split(value)) {
        if (std::ranges::find(parameter.words, one) == parameter.words.end()) {
          return listed(parameter.words) + ", ou plusieurs entre des virgules";
        }
      }
      return {};
  }
  return {};
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    auto const end = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string shortened(std::string_view text) {
  constexpr std::size_t enough = 80;
  if (text.size() <= enough) return std::string{text};
  auto end = enough;
  while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string{text.substr(0, end)} + "…";
}

http::Response unknown_parameter(Route const& route, std::string const& name) {
  std::vector<std::string> names;
  for (auto const& parameter : route.parameters) {
    if (parameter.where == Where::query) names.push_back(parameter.name);
  }
  return bad_parameter(name, name,
                       names.empty() ? "aucun paramètre à cette adresse" : listed(names));
}

}  // namespace

http::Response bad_parameter(std::string_view name, std::string_view found,
                             std::string_view expected) {
  std::string field;
  append_json_string(field, shortened(name));
  return http::problem(400, "invalid_field",
                       "« " + shortened(name) + " » : trouvé « " + shortened(found) +
                           " » ; attendu : " + std::string{expected} + ".",
                       "\"field\":" + field);
}

std::variant<Arguments, http::Response> Arguments::read(Route const& route,
                                                        std::vector<std::string> const& path_values,
                                                        http::Request const& request) {
  Arguments arguments;
  for (auto const& parameter : request.query) {
    auto const known = std::ranges::any_of(route.parameters, [&](Parameter const& one) {
      return one.where == Where::query && one.name == parameter.name;
    });
    if (!known) return unknown_parameter(route, parameter.name);
    if (!arguments.values_.emplace(parameter.name, parameter.value).second) {
      return bad_parameter(parameter.name, parameter.value, "ce paramètre une seule fois");
    }
  }
  std::size_t in_path = 0;
  for (auto const& parameter : route.parameters) {
    auto const& name = parameter.name;
    arguments.known_.emplace(name, parameter.kind);
    if (parameter.where == Where::path) arguments.values_[name] = path_values.at(in_path++);
    if (parameter.where == Where::header) {
      std::string lower = name;
      std::ranges::transform(lower, lower.begin(),
                             [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
      if (auto const value = request.header(lower)) arguments.values_[name] = *value;
    }
    auto const found = arguments.values_.find(name);
    if (found == arguments.values_.end()) {
      if (parameter.required) return bad_parameter(name, "", "une valeur");
      continue;
    }
    auto const expected = expected_of(parameter, found->second);
    if (!expected.empty()) return bad_parameter(name, found->second, expected);
  }
  return arguments;
}

std::string const* Arguments::find(std::string const& name, ParameterKind kind) const {
  auto const known = known_.find(name);
  if (known == known_.end() || known->second != kind) {
    throw std::logic_error{"no parameter of that kind: " + name};
  }
  auto const found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

std::optional<std::string> Arguments::text(std::string const& name) const {
  auto const known = known_.find(name);
  bool const word = known != known_.end() && known->second == ParameterKind::word;
  auto const* value = find(name, word ? ParameterKind::word : ParameterKind::text);
  return value ? std::optional{*value} : std::nullopt;
}

std::optional<std::int64_t> Arguments::integer(std::string const& name) const {
  auto const* value = find(name, ParameterKind::integer);
  return value ? parse_integer(*value) : std::nullopt;
}

std::vector<std::string> Arguments::words(std::string const& name) const {
  auto const* value = find(name, ParameterKind::words);
  return value ? split(*value) : std::vector<std::string>{};
}

std::optional<Instant> Arguments::moment(std::string const& name) const {
  auto const* value = find(name, ParameterKind::moment);
  return value ? parse_moment(*value) : std::nullopt;
}

std::optional<DossierId> Arguments::dossier(std::string const& name) const {
  auto const* value = find(name, ParameterKind::dossier);
  return value ? DossierId::parse(*value) : std::nullopt;
}

std::optional<Subject> Arguments::subject(std::string const& name) const {
  auto const* value = find(name, ParameterKind::subject);
  return value ? parse_subject(*value) : std::nullopt;
}

std::optional<Region> Arguments::region(std::string const& name) const {
  auto const* value = find(name, ParameterKind::region);
  return value ? Region::parse(*value) : std::nullopt;
}

std::string Arguments::told() const {
  std::string text;
  for (auto const& [name, value] : values_) {
    if (!text.empty()) text += '&';
    text += name;
    if (known_.at(name) != ParameterKind::text) text += "=" + value;
  }
  return text;
}

}  // namespace probant::service
