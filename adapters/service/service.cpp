#include "adapters/service/service.hpp"

#include <algorithm>
#include <chrono>

#include "adapters/service/callers.hpp"
#include "adapters/service/replica.hpp"
#include "adapters/service/scribe.hpp"
#include "engine/log/digest.hpp"
#include "projections/readership.hpp"

namespace probant::service {
namespace {

using Clock = std::chrono::steady_clock;

/// Of one address, without a good token.
constexpr std::int64_t failures_a_second = 1;
constexpr std::int64_t failures_burst = 60;
/// Where no body is expected: many a client sends `{}` with every POST.
constexpr std::size_t ignored_body_bytes = 1'024;
/// What a token may ask at once: so many seconds of its rate.
constexpr std::int64_t burst_seconds = 10;

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
    told.reason = response.code;
    told.microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
    tell(told);
    answer(std::move(response));
  };
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

std::string trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

/// A body that says it is something else than what it is read as would be read wrongly (RFC 9110
/// §8.3, §8.4). What the platform signs is taken as its bytes, whatever is said of them.
std::optional<http::Response> refuse_media(Route const& route, http::Request const& request) {
  if (!route.body || route.callers.empty()) return std::nullopt;
  auto const refuse = [](std::string const& expected) {
    return http::problem(415, "media_type_unknown", expected);
  };
  auto const coding = lower_case(trimmed(request.header("content-encoding").value_or("")));
  if (!coding.empty() && coding != "identity") {
    return refuse("Le corps n'est pas lu comprimé : Content-Encoding est à laisser de côté.");
  }
  auto const type = request.header("content-type");
  if (!type) return std::nullopt;
  auto const& known = route.body->media_types;
  auto const end = type->find(';');
  bool const spoken =
      std::ranges::find(known, lower_case(trimmed(type->substr(0, end)))) != known.end();
  auto const parameters = end == std::string::npos ? "" : lower_case(type->substr(end));
  auto const charset = parameters.find("charset=");
  bool const utf8 =
      charset == std::string::npos || parameters.find("utf-8", charset) != std::string::npos;
  if (spoken && utf8) return std::nullopt;
  return refuse("Content-Type attendu : " + known.front() + ", en UTF-8.");
}

http::Response internal_error() {
  return http::problem(500, "internal_error", "La requête n'a pas pu être traitée.");
}

/// `work` for this call; what it throws is an answer too.
http::Response guarded(Call const& call, std::function<http::Response()> const& work) {
  try {
    return work();
  } catch (StoreError const&) {
    bool const reads = call.route().method == "GET";
    auto const known = call.ports().condition().cannot_write;
    return unavailable("store_unavailable",
                       reads           ? "Le journal ne se lit pas."
                       : known.empty() ? "Rien n'a été enregistré : le disque est plein ou en "
                                         "panne, ou le journal n'est plus à sa place (/readyz)."
                                       : "Rien n'a été enregistré. " + known,
                       30);
  } catch (std::exception const& error) {
    auto const& fault = call.ports().fault;
    if (fault) fault(call.route().name, call.trace(), error.what());
    return internal_error();
  }
}

}  // namespace

/// On one thread, to its end.
http::Response Service::run(Call const& call) {
  auto response = guarded(call, [&] { return call.route().direct(call); });
  return call.writing_ ? guarded(call, call.writing_) : std::move(response);
}

void Service::answer_now(std::shared_ptr<Call> const& call, Answer const& answer) {
  auto response = guarded(*call, [&] { return call->route().direct(*call); });
  if (call->looking_) return look(call, answer);
  if (!call->writing_) return answer(std::move(response));
  auto const write = [call, answer] { answer(guarded(*call, call->writing_)); };
  if (scribe_->ask(call->caller().token, call->rows_, write)) return;
  answer(unavailable("busy", "Trop de longues listes s'écrivent déjà.", 2));
}

void Service::look(std::shared_ptr<Call> const& call, Answer const& answer) {
  auto const use = [call, answer](World const* world) {
    answer(guarded(*call, [&] { return call->looking_(world); }));
  };
  if (!lists_->ask({}, call->caller().token, use)) use(nullptr);
}

Dossier const* Call::readable(DossierId const& id) const {
  auto const* dossier = world().find(id);
  return dossier && may_read(*dossier) ? dossier : nullptr;
}

bool Call::may_read(Dossier const& dossier) const {
  if (readable_now_) return readable_now_->contains(dossier.id);
  return probant::may_read(world(), dossier, caller().actor, reading_at_);
}

World const& Call::present() const { return service_->present(); }

Instant Call::now() const { return std::max(ports().now(), present().last_recorded_at()); }

bool Call::still_let_in() const {
  auto const& ports = *ports_;
  auto caller = identify(route(), request(), ports);
  // Asked again for the next time: while its issuer is silent a token that was good stays so.
  if (auto* unknown = std::get_if<Unknown>(&caller)) {
    ports.vouchers.find_out(unknown->secret, network_of(request().peer), [](Vouched const&) {});
    return true;
  }
  return std::holds_alternative<Caller>(caller);
}

Service::Service(Ports ports, Routes routes, World world)
    : ports_{std::move(ports)},
      routes_{std::move(routes)},
      world_{std::move(world)},
      past_{std::make_unique<Replica>(ports_.store, Replica::of_replays)},
      lists_{std::make_unique<Replica>(ports_.store, Replica::of_lists)},
      scribe_{std::make_unique<Scribe>()},
      failures_{failures_a_second, failures_burst},
      requests_{ports_.token_rate, ports_.token_rate * burst_seconds} {}

void Service::limit_tokens(std::int64_t rate) {
  if (rate == ports_.token_rate) return;
  ports_.token_rate = rate;
  requests_ = Limits{rate, rate * burst_seconds};
}

Service::~Service() = default;

void Service::stop() {
  lists_->stop();
  past_->stop();
  scribe_->stop();
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
  auto caller = identify(*found.route, request, ports_);
  if (auto* refusal = std::get_if<http::Response>(&caller)) {
    refuse(told, slowed(request, std::move(*refusal)));
  } else if (found.route->body) {
    admission.body_bytes_max = found.route->body->bytes_max;
  } else if (found.route->method != "GET") {
    admission.body_bytes_max = ignored_body_bytes;
  }
  return admission;
}

void Service::refused(http::Request const& request, http::Response const& refusal) const {
  Answered told;
  told.guarded = true;
  told.method = request.method;
  told.trace = trace_of(request);
  auto const found = find_route(routes_, request.method, request.path);
  if (found.route) told.route = found.route->name;
  watched([](http::Response const&) {}, ports_, std::move(told))(refusal);
}

void Service::handle(http::Request request, Answer answer) {
  handle_from(std::move(request), std::move(answer), nullptr);
}

void Service::ask_issuer(std::string const& secret, http::Request request, Answer answer) {
  auto const kept = std::make_shared<http::Request>(std::move(request));
  ports_.vouchers.find_out(secret, network_of(kept->peer),
                           [this, kept, answer = std::move(answer)](Vouched const& vouched) {
                             handle_from(std::move(*kept), answer, &vouched);
                           });
}

void Service::handle_from(http::Request request, Answer answer, Vouched const* vouched) {
  Answered told;
  told.method = request.method;
  told.trace = trace_of(request);
  auto found = find_route(routes_, request.method, request.path);
  if (!found.route) return watched(answer, ports_, told)(std::move(found.refusal));
  told.route = found.route->name;
  auto caller = identify(*found.route, request, ports_, vouched);
  if (auto* unknown = std::get_if<Unknown>(&caller)) {
    return ask_issuer(unknown->secret, std::move(request), std::move(answer));
  }
  if (auto* refusal = std::get_if<http::Response>(&caller)) {
    return watched(answer, ports_, told)(slowed(request, std::move(*refusal)));
  }
  auto const call = std::make_shared<Call>();
  call->caller_ = std::get<Caller>(std::move(caller));
  told.token = call->caller_.token;
  told.vouched = !call->caller_.grant.empty();
  told.assurance = call->caller_.assurance;
  if (!told.token.empty() && !requests_.take(told.token, ports_.now())) {
    return watched(answer, ports_, told)(too_many("Trop de requêtes avec ce jeton.", 1));
  }
  if (auto refusal = refuse_media(*found.route, request)) {
    return watched(answer, ports_, told)(*std::move(refusal));
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
    auto const now = ports_.now();
    call->asked_ = probant::asked(present_of(now, last, ports_.simulation), valid_at, known_at);
    call->reading_at_ = std::max(now, last);
    // No act takes effect after it was recorded: what bounds nothing recorded bounds nothing.
    auto const bounds_nothing = [last](std::optional<Instant> const& bound) {
      return bound.value_or(last) >= last;
    };
    auto const& bounds = call->asked_.bounds;
    if (!bounds_nothing(bounds.valid_at) || !bounds_nothing(bounds.known_at))
      return read_past(call, answer);
    call->asked_.bounds = {};
    if (call->route().lists) return list(call, answer);
    call->world_ = &present();
  } catch (StoreError const&) {
    return answer(unavailable("store_unavailable", "Le journal ne se lit pas.", 30));
  }
  answer_now(call, answer);
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

http::Response too_many_lists() { return unavailable("busy", "Trop de listes attendent déjà.", 2); }

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
