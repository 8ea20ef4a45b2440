#include "adapters/service/service.hpp"

#include <algorithm>
#include <chrono>

#include "adapters/service/past.hpp"
#include "engine/log/digest.hpp"
#include "projections/readership.hpp"

namespace probant::service {
namespace {

using Clock = std::chrono::steady_clock;

/// Of one address, without a good token.
constexpr std::int64_t failures_a_second = 1;
constexpr std::int64_t failures_burst = 60;
/// What a token may ask at once: so many seconds of its rate.
constexpr std::int64_t burst_seconds = 10;

http::Response unauthorised(std::string_view detail) {
  auto response = http::problem(401, "token_required", detail);
  response.headers.push_back({"www-authenticate", "Bearer realm=\"probant\""});
  return response;
}

/// RFC 6750 §2.1. Nothing when the header is another scheme's.
std::optional<std::string> bearer(http::Request const& request) {
  auto const header = request.header("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (!header || header->size() <= scheme.size()) return std::nullopt;
  auto const same = std::equal(scheme.begin(), scheme.end(), header->begin(), [](char a, char b) {
    return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
  });
  if (!same) return std::nullopt;
  return header->substr(header->find_first_not_of(' ', scheme.size()));
}

bool all_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// The trace id of a W3C traceparent, `00-<32 hex>-<16 hex>-<2 hex>`; empty unless it is one.
std::string trace_of(http::Request const& request) {
  auto const header = request.header("traceparent").value_or("");
  bool const whole = header.size() >= 55 && header[2] == '-' && header[35] == '-' &&
                     header[52] == '-' && all_hex(header.substr(0, 2)) &&
                     header.substr(0, 2) != "ff";
  auto const trace = whole ? header.substr(3, 32) : std::string{};
  bool const known = all_hex(trace) && trace.find_first_not_of('0') != std::string::npos;
  return known ? trace : std::string{};
}

/// `answer` and, beside it, what is told of the answer.
Answer watched(Answer answer, Ports const& ports, Answered told) {
  if (!ports.answered) return answer;
  return [answer = std::move(answer), tell = ports.answered, told = std::move(told),
          begun = Clock::now()](http::Response response) mutable {
    told.status = response.status;
    told.bytes = response.body.size();
    told.microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
    tell(told);
    answer(std::move(response));
  };
}

http::Response internal_error() {
  return http::problem(500, "internal_error", "La requête n'a pas pu être traitée.");
}

http::Response run(Call const& call) {
  try {
    return call.route().direct(call);
  } catch (StoreError const&) {
    return unavailable("store_unavailable", "Le journal ne se lit pas.", 30);
  } catch (std::exception const& error) {
    auto const& fault = call.ports().fault;
    if (fault) fault(call.route().name, call.trace(), error.what());
    return internal_error();
  }
}

}  // namespace

Dossier const* Call::readable(DossierId const& id) const {
  auto const* dossier = world().find(id);
  return dossier && may_read(*dossier) ? dossier : nullptr;
}

bool Call::may_read(Dossier const& dossier) const {
  return probant::may_read(world(), dossier, caller().actor, asked().at);
}

World const& Call::present() const { return service_->present(); }

bool Call::still_let_in() const {
  return std::holds_alternative<Caller>(service_->identify(route(), request()));
}

Service::Service(Ports ports, Routes routes, World world)
    : ports_{std::move(ports)},
      routes_{std::move(routes)},
      world_{std::move(world)},
      past_{std::make_unique<Past>(ports_.store)},
      failures_{failures_a_second, failures_burst},
      requests_{ports_.token_rate, ports_.token_rate * burst_seconds} {}

Service::~Service() = default;

void Service::stop() { past_->stop(); }

std::variant<Caller, http::Response> Service::identify(Route const& route,
                                                       http::Request const& request) const {
  if (route.callers.empty()) return Caller{};
  auto const link = route.by_link ? request.parameter("link") : std::nullopt;
  auto const secret = link ? std::optional{std::string{*link}} : bearer(request);
  if (!secret) {
    return unauthorised(
        "Un jeton est attendu dans l'en-tête Authorization: Bearer (probant token create).");
  }
  auto const use = link ? TokenUse::calendar : TokenUse::api;
  auto const book = ports_.tokens();
  auto const* token = book->find(*secret);
  if (!token || token->use != use || !token->good_at(ports_.now())) {
    return unauthorised("Ce jeton n'est pas connu, a expiré ou a été révoqué.");
  }
  if (!route.callers.has(token->actor.role)) {
    return http::problem(403, "forbidden_role",
                         "Le rôle de ce jeton n'a pas accès à cette adresse.");
  }
  return Caller{token->id(), token->actor};
}

/// Trying tokens is no use, and is made slow all the same. A good token is never refused for it.
http::Response Service::slowed(http::Request const& request, http::Response refusal) {
  if (refusal.status != 401) return refusal;
  if (failures_.take(network_of(request.peer), ports_.now())) return refusal;
  return too_many("Trop d'essais sans jeton valable depuis cette adresse.", 1);
}

http::Admission Service::admit(http::Request const& request) {
  http::Admission admission;
  auto const refuse = [&](Answered told, http::Response refusal) {
    auto const keep = [&](http::Response response) { admission.refusal = std::move(response); };
    watched(keep, ports_, std::move(told))(std::move(refusal));
  };
  Answered told;
  told.method = request.method;
  told.trace = trace_of(request);
  auto const found = find_route(routes_, request.method, request.path);
  if (!found.route) {
    refuse(told, found.refusal);
    return admission;
  }
  told.route = found.route->name;
  auto caller = identify(*found.route, request);
  if (auto* refusal = std::get_if<http::Response>(&caller)) {
    refuse(told, slowed(request, std::move(*refusal)));
  } else if (found.route->body) {
    admission.body_bytes_max = found.route->body->bytes_max;
  }
  return admission;
}

void Service::handle(http::Request request, Answer answer) {
  Answered told;
  told.method = request.method;
  told.trace = trace_of(request);
  auto found = find_route(routes_, request.method, request.path);
  if (!found.route) return watched(answer, ports_, told)(std::move(found.refusal));
  told.route = found.route->name;
  auto caller = identify(*found.route, request);
  if (auto* refusal = std::get_if<http::Response>(&caller)) {
    return watched(answer, ports_, told)(slowed(request, std::move(*refusal)));
  }
  auto const call = std::make_shared<Call>();
  call->caller_ = std::get<Caller>(std::move(caller));
  told.token = call->caller_.token;
  if (!told.token.empty() && !requests_.take(told.token, ports_.now())) {
    return watched(answer, ports_, told)(too_many("Trop de requêtes avec ce jeton.", 1));
  }
  auto arguments = Arguments::read(*found.route, found.values, request);
  if (auto* refusal = std::get_if<http::Response>(&arguments)) {
    return watched(answer, ports_, told)(std::move(*refusal));
  }
  call->arguments_ = std::get<Arguments>(std::move(arguments));
  call->service_ = this;
  call->route_ = found.route;
  call->request_ = std::move(request);
  call->routes_ = &routes_;
  call->ports_ = &ports_;
  call->trace_ = told.trace;
  told.asked = call->arguments_.told();
  if (call->arguments_.knows("dossier")) {
    if (auto const dossier = call->arguments_.dossier("dossier")) told.dossier = dossier->text();
  }
  auto const last = watched(std::move(answer), ports_, std::move(told));
  if (found.route->deferred) return found.route->deferred(call, last);
  read(call, last);
}

void Service::read(std::shared_ptr<Call> call, Answer const& answer) {
  std::optional<Instant> valid_at;
  std::optional<Instant> known_at;
  if (call->route().past) {
    valid_at = call->arguments_.moment("valid_at");
    known_at = call->arguments_.moment("known_at");
    auto const at = call->arguments_.knows("at") ? call->arguments_.moment("at") : std::nullopt;
    if (at && valid_at) return answer(bad_parameter("at", "at", "at ou valid_at, pas les deux"));
    if (at) valid_at = at;
  }
  try {
    auto const last = ports_.store.head().recorded_at.value_or(Instant{});
    call->asked_ = probant::asked(ports_.now(), last, valid_at, known_at);
    // No act takes effect after it was recorded: what bounds nothing recorded bounds nothing.
    bool const all = call->asked_.at >= last && known_at.value_or(last) >= last;
    if (all) {
      call->asked_.bounds = {};
      call->world_ = &present();
      return answer(run(*call));
    }
  } catch (StoreError const&) {
    return answer(unavailable("store_unavailable", "Le journal ne se lit pas.", 30));
  }
  auto const use = [call, answer](World const* world) {
    call->world_ = world;
    answer(world ? run(*call)
                 : unavailable("store_unavailable", "Le journal n'a pas pu être rejoué.", 5));
  };
  if (!past_->ask(call->asked_.bounds, call->caller().token, use)) {
    answer(unavailable("busy", "Trop de questions sur le passé attendent déjà.", 2));
  }
}

World const& Service::present() {
  try {
    if (!world_) world_ = replay(ports_.store);
    catch_up(*world_, ports_.store);
    return *world_;
  } catch (...) {
    world_.reset();  // half folded: the next question folds it anew
    throw;
  }
}

http::Response unavailable(std::string_view code, std::string_view detail, int retry_after) {
  auto response = http::problem(503, code, detail);
  response.headers.push_back({"retry-after", std::to_string(retry_after)});
  return response;
}

http::Response too_many(std::string_view detail, int retry_after) {
  auto response = http::problem(429, "too_many_requests", detail);
  response.headers.push_back({"retry-after", std::to_string(retry_after)});
  return response;
}

http::Response with_etag(http::Request const& request, http::Response response,
                         std::string const& etag) {
  auto held = request.header("if-none-match").value_or("");
  bool const known = held == "*" || ("," + held + ",").find(etag) != std::string::npos;
  response.headers.push_back({"etag", etag});
  if (!known || response.status != 200) return response;
  http::Response unchanged{304, {}, {}};
  for (auto& header : response.headers) {
    if (header.name != "content-type") unchanged.headers.push_back(std::move(header));
  }
  return unchanged;
}

http::Response tagged(http::Request const& request, http::Response response) {
  auto const etag = "\"" + sha256(response.body).text().substr(0, 32) + "\"";
  return with_etag(request, std::move(response), etag);
}

http::Response json(int status, std::string body) {
  return http::respond(status, "application/json", std::move(body));
}

http::Response no_such_dossier() {
  return http::problem(404, "unknown_dossier",
                       "Ce dossier n'existe pas à cette date, ou n'est pas de votre ressort.");
}

}  // namespace probant::service
