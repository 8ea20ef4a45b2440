// What can be asked over HTTP: one description per route, from which requests are matched, their
// parameters read, callers let in, and the OpenAPI document is made. Another file adds its own
// routes to the list that the service is given (routes.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"
#include "events/values/actor.hpp"

namespace probant::service {

class Call;

/// From any thread, once.
using Answer = std::function<void(http::Response)>;

enum class ParameterKind : std::uint8_t {
  text,     ///< `max` bytes at most
  integer,  ///< from `min` to `max`
  moment,   ///< a day or an instant
  dossier,
  subject,  ///< what events concern: `entity:010780054`, or a dossier, by its own name too
  region,
  word,   ///< one of `words`
  words,  ///< several of them, between commas
};

enum class Where : std::uint8_t { path, query, header };

struct Parameter {
  std::string name;
  Where where = Where::query;
  ParameterKind kind = ParameterKind::text;
  std::string description;  ///< French
  std::int64_t min = 0;
  std::int64_t max = 200;
  std::vector<std::string> words{};
  bool required = false;
};

struct Body {
  std::vector<std::string> media_types;
  std::size_t bytes_max = 0;
  std::string schema;  ///< of openapi.cpp; empty: lines of text
};

/// One way a route can answer. Those every route shares (400, 401, 403…) are added by openapi.cpp.
struct Reply {
  int status = 200;
  std::string media_type;   ///< empty: no body
  std::string schema;       ///< name of a schema in schemas.cpp; empty: no JSON
  std::string description;  ///< French
};

/// A plain function from the call to the answer, for what is only read.
using Direct = std::function<http::Response(Call const&)>;
/// For what is answered later, on another thread.
using Deferred = std::function<void(std::shared_ptr<Call const>, Answer)>;

/// `path` has parameters in braces, `/v1/dossiers/{dossier}`; a last one that ends with `+` takes
/// the rest of the path. `callers` empty: anyone, without a token. `past`: knows valid_at and
/// known_at, and then sees the log as it was. Either `direct` or `deferred`.
struct Route {
  std::string name;  ///< operationId
  std::string method;
  std::string path;
  std::string summary;  ///< French
  Roles callers;
  std::vector<Parameter> parameters;
  std::optional<Body> body;
  std::vector<Reply> replies;
  std::vector<std::string> headers{};  ///< of 2xx and 304; known to openapi_headers.cpp
  Direct direct;
  Deferred deferred;
  bool past = false;
  bool lists = false;    ///< looks at every dossier: not on the service's thread, but elsewhere
  bool by_link = false;  ///< instead of a token, `link` in the address: one made for calendars
  bool signed_by_caller = false;  ///< instead of a token; the handler checks it
};

using Routes = std::vector<Route>;

/// All who read anything.
inline constexpr auto readers =
    Roles::of(Role::establishment, Role::ars, Role::ans, Role::ans_authorising_officer,
              Role::ans_accounting_officer, Role::ars_authorising_officer,
              Role::ars_accounting_officer, Role::auditor, Role::operator_);
/// Those from whom nothing is hidden.
inline constexpr auto supervisors =
    Roles::of(Role::ans, Role::ans_authorising_officer, Role::ans_accounting_officer, Role::auditor,
              Role::operator_);
/// Who may propose anything; what, is for the engine to say.
inline constexpr auto proposers =
    Roles::of(Role::establishment, Role::ars, Role::ans, Role::ans_authorising_officer,
              Role::ans_accounting_officer, Role::ars_authorising_officer,
              Role::ars_accounting_officer, Role::operator_);

/// The values of the path's parameters, decoded, in its order (the rest of a path as it is
/// written); nothing when `path`, as Request has it, is another.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path);

/// The route of a request with its path values, or the answer when there is none (404, 405).
struct Found {
  Route const* route = nullptr;
  std::vector<std::string> values{};
  http::Response refusal{};
};
Found find_route(std::span<Route const> routes, std::string_view method, std::string_view path);

}  // namespace probant::service
