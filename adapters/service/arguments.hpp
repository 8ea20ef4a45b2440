// The parameters of one request, read by the description of its route: checked once, strictly, and
// typed from there on. A parameter that the route does not know, or that comes twice, is an error.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "adapters/service/route.hpp"
#include "events/envelope.hpp"
#include "events/values/dossier.hpp"
#include "events/values/instant.hpp"
#include "events/values/region.hpp"

namespace probant::service {

/// Asking for a parameter by another type than its kind, or for one that the route does not
/// describe, is a broken promise: std::logic_error.
class Arguments {
 public:
  static std::variant<Arguments, http::Response> read(Route const& route,
                                                      std::vector<std::string> const& path_values,
                                                      http::Request const& request);

  /// Whether the route describes it.
  bool knows(std::string const& name) const { return known_.contains(name); }
  std::optional<std::string> text(std::string const& name) const;
  std::optional<std::int64_t> integer(std::string const& name) const;
  /// Empty: not given.
  std::vector<std::string> words(std::string const& name) const;
  std::optional<Instant> moment(std::string const& name) const;
  std::optional<DossierId> dossier(std::string const& name) const;
  std::optional<Subject> subject(std::string const& name) const;
  std::optional<Region> region(std::string const& name) const;
  /// For a log: `name=value` joined by `&`, of free text only the name.
  std::string told() const;

 private:
  std::string const* find(std::string const& name, ParameterKind kind) const;

  std::map<std::string, ParameterKind> known_;
  std::map<std::string, std::string> values_;
};

/// 400, `invalid_field`, naming the parameter.
http::Response bad_parameter(std::string_view name, std::string_view found,
                             std::string_view expected);

}  // namespace probant::service
