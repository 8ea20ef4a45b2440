// The log, event by event.
#include "adapters/service/pages.hpp"
#include "adapters/service/routes.hpp"
#include "adapters/service/selection.hpp"
#include "projections/cloud_event.hpp"

namespace probant::service {
namespace {

constexpr auto batch_type = "application/cloudevents-batch+json";
/// How much of the log one page looks at: then it ends, full or not, and the next goes on.
constexpr Position scanned_max = 4096;

/// No fault of the caller's, and no reason to ask again soon.
http::Response content_missing(Position position) {
  return http::problem(500, "content_missing",
                       "Le contenu de l'événement " + std::to_string(position) +
                           " n'est plus dans le journal, et aucun acte n'en ordonne l'effacement : "
                           "le journal a été modifié hors du programme. L'exploitant arrête le "
                           "service, lance « probant verify », puis restaure une sauvegarde.");
}

http::Response one_event(Call const& call) {
  auto const position = *call.arguments().integer("position");
  auto const& store = call.ports().store;
  std::string found;
  bool missing = false;
  store.scan(position, position + 1, [&](StoredEvent const& event) {
    if (!call.readable(event.dossier)) return false;
    missing = content_is_missing(store, event, call.world());
    found = cloud_event(store, event, call.ports().origin, call.world());
    return false;
  });
  if (found.empty()) return no_such_event();
  if (missing) return content_missing(position);
  return tagged(call.request(), http::respond(200, cloud_event_type, std::move(found)));
}

/// A page under way: what it takes, and where the next one begins.
class Page {
 public:
  explicit Page(Call const& call)
      : call_{call},
        selection_{Selection::of(call)},
        limit_{limit_of(call)},
        last_{call.arguments().integer("after").value_or(-1)} {}

  Position first() const { return last_ + 1; }
  std::size_t size() const { return size_; }
  bool full() const { return full_; }

  /// False once it is full; that event is then not in it.
  bool take(StoredEvent const& event) {
    if (event.position <= last_) return true;
    over_ = selection_.is_past(event);
    if (over_) return false;
    bool const wanted = selection_.wants(event) && call_.readable(event.dossier);
    full_ = wanted && size_ == limit_;
    if (full_) return false;
    last_ = event.position;
    if (!wanted) return true;
    auto const& ports = call_.ports();
    body_ += (size_ == 0 ? "" : ",") + cloud_event(ports.store, event, ports.origin, call_.world());
    ++size_;
    return true;
  }
  /// Nothing up to there was left out.
  void reached(Position before) { last_ = std::max(last_, before - 1); }

  http::Response response(bool more) const {
    auto response = http::respond(200, batch_type, "[" + body_ + "]");
    response.headers.push_back({"log-size", std::to_string(call_.world().next_position())});
    if ((more && !over_) || full_) add_next(call_.request(), response, std::to_string(last_));
    return tagged(call_.request(), std::move(response));
  }

 private:
  Call const& call_;
  Selection selection_;
  std::size_t limit_;
  Position last_;
  std::string body_;
  std::size_t size_ = 0;
  bool full_ = false;
  bool over_ = false;  ///< nothing further was known by then
};

http::Response of_dossier(Call const& call, DossierId const& id) {
  Page page{call};
  if (!call.readable(id)) return page.response(false);
  auto const end = call.world().next_position();
  call.ports().store.scan_dossier(
      id, [&](StoredEvent const& event) { return event.position < end && page.take(event); });
  return page.response(false);
}

http::Response events(Call const& call) {
  auto const subject = call.arguments().subject("subject");
  auto const id = call.arguments().dossier("dossier");
  if (id && !subject) return of_dossier(call, *id);
  Page page{call};
  auto const& store = call.ports().store;
  auto const end = call.world().next_position();
  auto const from = page.first();
  auto const to = std::min(end, from + scanned_max);
  if (subject) {
    for (auto const position : concerning(store, *subject, from, to)) {
      store.scan(position, position + 1, [&](StoredEvent const& event) {
        page.take(event);
        return false;
      });
      if (page.full()) break;
    }
  } else {
    store.scan(from, to, [&](StoredEvent const& event) { return page.take(event); });
  }
  if (!page.full()) page.reached(to);
  return page.response(to < end);
}

Route list_route() {
  Route route;
  route.name = "getEvents";
  route.method = "GET";
  route.path = "/v1/events";
  route.summary = "Le journal, page par page (CloudEvents)";
  route.callers = readers;
  route.parameters = Selection::parameters();
  route.parameters.insert(route.parameters.begin(), {after_parameter(), limit_parameter()});
  // What each event says of itself is enough: nothing has to be replayed.
  add_past_parameters(route);
  route.past = false;
  route.headers = {"ETag", "Link", "Log-Size"};
  route.replies = {
      {200, batch_type, "CloudEvents",
       "Une page ; Link : la suite, y compris après une page que l'on n'a pas remplie"}};
  route.direct = events;
  return route;
}

}  // namespace

http::Response no_such_event() {
  return http::problem(404, "unknown_position",
                       "Il n'y a pas d'événement à cette position, ou il n'est pas de votre "
                       "ressort.");
}

Parameter position_in_path() {
  Parameter position{"position", Where::path, ParameterKind::integer, "Position dans le journal"};
  position.max = max_position;
  position.required = true;
  return position;
}

Routes event_routes() {
  Routes routes;
  routes.push_back(list_route());
  auto& one = routes.emplace_back();
  one.name = "getEvent";
  one.method = "GET";
  one.path = "/v1/events/{position}";
  one.summary = "Un événement du journal (CloudEvents)";
  one.callers = readers;
  one.parameters = {position_in_path()};
  one.headers = {"ETag"};
  one.replies = {{200, cloud_event_type, "CloudEvent", "L'événement"},
                 {500, "application/problem+json", "Problem",
                  "content_missing : son contenu a été enlevé sans ordre d'effacement"}};
  one.direct = one_event;
  return routes;
}

}  // namespace probant::service
