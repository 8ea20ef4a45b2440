// Whether the service is alive, and whether it can do its work.
#include <algorithm>

#include "adapters/service/openapi.hpp"
#include "adapters/service/routes.hpp"
#include "projections/ahead.hpp"
#include "projections/cloud_event.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

/// A log that grew this long ago without a new checkpoint is not watched over any more.
constexpr std::int64_t checkpoint_late_seconds = 60;
/// The service tries to write again by itself, and signs every few seconds.
constexpr auto retry_seconds = "5";

http::Response live(Call const&) { return json(200, R"({"live":true})"); }

/// How many positions hold no event, and how many events no content although nothing orders their
/// erasure, as far as the log was counted: on at each question, so that none of them takes long,
/// and over again when it was counted whole.
class Gaps {
 public:
  void count(EventStore const& store, World const& world, Position next) {
    constexpr Position counted_at_once = 5'000;
    auto const end = std::min(next, counted_ + counted_at_once);
    Position found = 0;
    std::vector<Position> emptied;
    store.scan_leaves(counted_, end, [&](StoredLeaf const& leaf) {
      if (leaf.erased) emptied.push_back(leaf.position);
      return ++found, true;
    });
    now_.holes += end - counted_ - found;
    for (auto const position : emptied) {
      store.scan(position, position + 1, [&](StoredEvent const& event) {
        now_.missing += content_is_missing(store, event, world) ? 1 : 0;
        return false;
      });
    }
    counted_ = end;
    if (counted_ < next) return;
    before_ = now_;
    now_ = {};
    counted_ = 0;
  }
  std::int64_t holes() const { return std::max(before_.holes, now_.holes); }
  std::int64_t missing() const { return std::max(before_.missing, now_.missing); }

 private:
  struct Found {
    std::int64_t holes = 0;
    std::int64_t missing = 0;
  };
  Position counted_ = 0;
  Found before_, now_;
};

void add_problem(std::string& problems, std::string_view text) {
  if (text.empty()) return;
  problems += problems.empty() ? "" : ",";
  append_json_string(problems, text);
}

http::Response ready(Call const& call, Gaps& counted) {
  auto const& ports = call.ports();
  auto const condition = ports.condition();
  auto const head = ports.store.head();
  auto const signed_size = static_cast<Position>(ports.checkpoint().checkpoint.size);
  auto const recorded_at = head.recorded_at.value_or(Instant{});
  bool const late =
      signed_size < head.next && recorded_at.plus_seconds(checkpoint_late_seconds) < ports.now();
  counted.count(ports.store, call.world(), head.next);
  std::string problems;
  add_problem(problems, condition.cannot_write);
  add_problem(problems, condition.cannot_sign);
  add_problem(problems, condition.cannot_read);
  if (late) add_problem(problems, "Le dernier point de contrôle signé est en retard.");
  if (counted.holes() > 0) {
    add_problem(problems,
                "Des positions du journal manquent : arrêtez le service, puis « probant "
                "verify ».");
  }
  if (counted.missing() > 0) {
    add_problem(problems,
                "Des contenus ont été enlevés du journal sans ordre d'effacement : arrêtez le "
                "service, puis « probant verify ».");
  }
  std::string notices;
  add_problem(notices, condition.sqlite_notice);
  add_problem(notices, ahead_words(head.recorded_at, ports.now()));
  JsonObject object;
  object.flag("ready", problems.empty()).flag("writable", condition.cannot_write.empty());
  object.flag("fsync_failed", condition.unsynced);
  object.number("events", head.next).number("holes", counted.holes());
  object.number("missing_contents", counted.missing());
  object.number("checkpoint_size", signed_size);
  auto const age = condition.signed_at
                       ? std::optional{std::max<std::int64_t>(
                             ports.now().unix_seconds() - condition.signed_at->unix_seconds(), 0)}
                       : std::nullopt;
  object.raw("checkpoint_age_seconds", age ? std::to_string(*age) : "null");
  object.text("sqlite", condition.sqlite_version).raw("problems", "[" + problems + "]");
  object.raw("notices", "[" + notices + "]");
  auto response = json(problems.empty() ? 200 : 503, object.json());
  if (!problems.empty()) response.headers.push_back({"retry-after", retry_seconds});
  return response;
}

}  // namespace

Routes health_routes() {
  Routes routes;
  auto& alive = routes.emplace_back();
  alive.name = "getLivez";
  alive.method = "GET";
  alive.path = "/livez";
  alive.summary = "Le programme tourne";
  alive.replies = {{200, "application/json", "Live", "Il tourne"}};
  alive.direct = live;
  auto& able = routes.emplace_back();
  able.name = "getReadyz";
  able.method = "GET";
  able.path = "/readyz";
  able.summary = "Le journal accepte des écritures, et ses points de contrôle sont signés";
  able.replies = {{200, "application/json", "Ready", "Prêt"},
                  {503, "application/json", "Ready", "Pas prêt ; problems dit pourquoi"}};
  able.direct = [gaps = std::make_shared<Gaps>()](Call const& call) { return ready(call, *gaps); };
  auto& described = routes.emplace_back();
  described.name = "getOpenapi";
  described.method = "GET";
  described.path = "/openapi.json";
  described.summary = "Cette description (OpenAPI 3.1)";
  described.headers = {"ETag"};
  described.replies = {{200, "application/json", "Description", "Le document"}};
  described.direct = [document = std::make_shared<std::string>()](Call const& call) {
    if (document->empty()) *document = openapi_json(call.routes());
    return tagged(call.request(), json(200, *document));
  };
  return routes;
}

}  // namespace probant::service
