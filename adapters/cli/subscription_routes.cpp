#include "adapters/cli/subscription_routes.hpp"

#include <algorithm>
#include <utility>

#include "adapters/cli/session.hpp"
#include "adapters/http/url.hpp"
#include "adapters/service/body.hpp"
#include "adapters/service/routes.hpp"
#include "adapters/webhooks/signature.hpp"
#include "projections/json_object.hpp"
#include "projections/readership.hpp"

namespace probant::cli {
namespace {

using outgoing::State;
using outgoing::Subscription;
using service::Call;

constexpr std::int64_t both_secrets_seconds = 86'400;
constexpr std::size_t max_body_bytes = 16 * 1024;
constexpr std::size_t mark_digits = 16;
constexpr std::int64_t max_id = 1'000'000'000;

/// What is shown of subscriptions to one caller.
class Shown {
 public:
  Shown(PostOffice& office, Call const& call) : office_{office}, call_{call} {}

  /// With its secret only where it was just made: it is shown once.
  std::string operator()(Subscription const& one, bool with_secret = false) {
    JsonObject actor;
    actor.text("id", one.owner.id).text("role", name_of(one.owner.role));
    if (!one.owner.organisation.empty()) actor.text("organisation", one.owner.organisation);
    JsonObject object;
    object.number("id", one.id).text("url", one.url).raw("types", json_texts(one.filter.types));
    object.raw("kinds", json_texts(one.filter.kinds));
    object.raw("regions", json_texts(one.filter.regions));
    object.raw("owner", actor.json()).text("state", name_of(one.state));
    if (!one.why.empty()) object.text("why", one.why);
    if (!one.grant.empty()) {
      auto const days = office_.settings().owner_seen_days;
      object.text("vouched_until", outgoing::vouched_until(one, days).text());
    }
    object.text("created_at", one.created_at.text());
    object.number("next", one.next).number("attempt", one.attempt);
    if (one.attempt > 0) object.text("due_at", one.due.text());
    auto const debt = office_.owed_to(one, call_.world(), call_.ports(), left_);
    object.number("owed", static_cast<std::int64_t>(debt.letters)).flag("owed_exact", debt.exact);
    if (debt.since) object.text("owed_since", debt.since->text());
    if (with_secret) object.text("secret", one.secret);
    return object.json();
  }

 private:
  PostOffice& office_;
  Call const& call_;
  Position left_ = PostOffice::counted_at_once;
};

std::string to_json(outgoing::Attempt const& attempt) {
  JsonObject object;
  object.number("position", attempt.position).text("at", attempt.at.text());
  object.number("number", attempt.number).number("status", attempt.status);
  return object.number("milliseconds", attempt.milliseconds).text("answer", attempt.answer).json();
}

std::string to_json(outgoing::DeadLetter const& letter) {
  JsonObject object;
  object.number("position", letter.position).text("at", letter.at.text());
  return object.text("why", letter.why).flag("again", letter.again).json();
}

bool is_owner(Call const& call, Subscription const& one) {
  auto const& actor = call.caller().actor;
  return actor.role == Role::operator_ || actor == one.owner;
}

http::Response no_such_subscription() {
  return http::problem(404, "unknown_subscription",
                       "Cet abonnement n'existe pas, ou n'est pas le vôtre.");
}

/// Why it cannot be a subscription's, as an answer.
std::optional<http::Response> refuse_filter(outgoing::Filter const& filter) {
  for (auto const& type : filter.types) {
    if (!event_type(type)) return service::bad_parameter("types", type, "un type d'événement");
  }
  for (auto const& kind : filter.kinds) {
    if (!parse_name<DossierKind>(kind)) {
      return service::bad_parameter("kinds", kind, "une nature de dossier");
    }
  }
  for (auto const& region : filter.regions) {
    if (!Region::parse(region)) {
      return service::bad_parameter("regions", region, Region::expected);
    }
  }
  return std::nullopt;
}

/// Of a region that its owner does not read, nothing would ever come.
std::optional<http::Response> refuse_regions(Actor const& owner, outgoing::Filter const& filter) {
  if (!reads_one_region(owner.role)) return std::nullopt;
  for (auto const& region : filter.regions) {
    if (region == owner.organisation) continue;
    return http::problem(403, name_of(ReasonCode::not_competent_ars),
                         "« regions » : « " + region +
                             " » n'est pas de votre ressort, vous lisez « " + owner.organisation +
                             " » ; rien ne vous en parviendrait.",
                         R"("field":"regions")");
  }
  return std::nullopt;
}

/// Has it told of this log from `from` on, or says why not. What is told of one log, and of another
/// that goes on from an earlier state of it, must not bear the same ids: hence the mark.
std::optional<http::Response> begin(Call const& call, Subscription& one, Position from) {
  auto const end = call.world().next_position();
  if (from < 0 || from > end) {
    return service::bad_parameter("from", std::to_string(from),
                                  "une position de 0 à " + std::to_string(end));
  }
  one.next = from;
  one.log = call.ports().origin;
  one.mark = Sha256{random_bytes()}.text().substr(0, mark_digits);
  return std::nullopt;
}

/// In words that whoever asks can act on: nobody deletes what is another's.
http::Response too_many(PostOffice& office, Actor const& owner) {
  auto const own = std::ranges::count(office.book().all(), owner, &Subscription::owner);
  auto const of_owner = outgoing::Book::max_of_owner;
  return http::problem(
      409, "too_many",
      std::cmp_greater_equal(own, of_owner)
          ? "Votre compte a déjà " + std::to_string(of_owner) +
                " abonnements, suspendus et désactivés compris : supprimez-en un."
          : "Ce service a déjà " + std::to_string(outgoing::Book::max_subscriptions) +
                " abonnements en tout : supprimez-en un qui ne vous sert plus, ou demandez à qui "
                "l'exploite d'en supprimer.");
}

http::Response subscribe(PostOffice& office, Call const& call) {
  auto read = service::JsonBody::read(call);
  if (auto* refusal = std::get_if<http::Response>(&read)) return std::move(*refusal);
  auto const& body = std::get<service::JsonBody>(read);
  Subscription one;
  one.url = *body.text("url");
  auto const url = http::Url::parse(one.url);
  auto const rules = office.settings();
  if (!url || (!url->tls && !rules.allow_http)) {
    return service::bad_parameter("url", one.url,
                                  "une adresse https://, sans identifiants ni fragment (« # »)");
  }
  if (!rules.may_reach(url->host)) {
    return service::bad_parameter(
        "url", one.url,
        "une adresse publique, ou de celles que la configuration permet ([outgoing] allow)");
  }
  one.filter = {body.texts("types"), body.texts("kinds"), body.texts("regions")};
  if (auto refusal = refuse_filter(one.filter)) return *std::move(refusal);
  if (auto refusal = refuse_regions(call.caller().actor, one.filter)) return *std::move(refusal);
  auto const end = call.world().next_position();
  if (auto refusal = begin(call, one, body.integer("from").value_or(end))) {
    return *std::move(refusal);
  }
  one.owner = call.caller().actor;
  one.grant = call.caller().grant;
  one.secret = webhooks::Secret::of(random_bytes()).text();
  one.created_at = call.ports().now();
  one.active_since = one.created_at;
  auto const added = office.book().add(std::move(one));
  if (!added) return too_many(office, call.caller().actor);
  office.look();
  auto response = service::json(201, Shown{office, call}(*added, true));
  response.headers.push_back({"location", "/v1/subscriptions/" + std::to_string(added->id)});
  return response;
}

http::Response list(PostOffice& office, Call const& call) {
  auto all = office.book().all();
  std::erase_if(all, [&](Subscription const& one) { return !is_owner(call, one); });
  Shown shown{office, call};
  return service::json(200, json_array(all, [&](auto const& one) { return shown(one); }));
}

using Work = std::function<http::Response(PostOffice&, Call const&, Subscription)>;

http::Response change_state(PostOffice& office, Call const& call, Subscription one, State state) {
  if (state == State::active && one.state != state) one.active_since = call.ports().now();
  if (one.state != state) one.why.clear();
  // Whoever resumes its own goes on by what lets it in now.
  if (state == State::active && call.caller().actor == one.owner) one.grant = call.caller().grant;
  one.state = state;
  one.attempt = 0;
  one.due = Instant{};
  office.book().change(one);
  office.look();
  return service::json(200, Shown{office, call}(one));
}

/// Where it was; in another log than the one it was told of, where its owner says.
http::Response resume(PostOffice& office, Call const& call, Subscription one) {
  auto const from = call.arguments().integer("from");
  if (one.log == call.ports().origin) {
    if (!from) return change_state(office, call, std::move(one), State::active);
    return service::bad_parameter(
        "from", std::to_string(*from),
        "rien : cet abonnement reprend où il en était, à " + std::to_string(one.next));
  }
  if (!from) {
    return service::bad_parameter(
        "from", "",
        "une position à partir d'où reprendre : cet abonnement n'en a pas dans ce journal" +
            (one.log.empty() ? "" : ", mais dans « " + one.log + " »"));
  }
  if (auto refusal = begin(call, one, *from)) return *std::move(refusal);
  office.book().begin_anew(one);
  return change_state(office, call, std::move(one), State::active);
}

http::Response change_secret(PostOffice& office, Call const& call, Subscription one) {
  one.former_secret = one.secret;
  one.former_until = call.ports().now().plus_seconds(both_secrets_seconds);
  one.secret = webhooks::Secret::of(random_bytes()).text();
  office.book().change(one);
  return service::json(200, Shown{office, call}(one, true));
}

http::Response revive(PostOffice& office, Call const&, Subscription const& one) {
  auto const count = office.book().revive(one.id);
  office.look();
  return service::json(200, JsonObject{}.number("revived", count).json());
}

http::Response remove(PostOffice& office, Call const&, Subscription const& one) {
  office.book().remove(one.id);
  office.look();
  return {204, {}, {}};
}

service::Route route(std::string name, std::string method, std::string path, std::string summary,
                     service::Reply reply) {
  service::Route made;
  made.name = std::move(name);
  made.method = std::move(method);
  made.path = "/v1/subscriptions" + std::move(path);
  made.summary = std::move(summary);
  made.callers = service::readers;
  made.replies = {std::move(reply)};
  return made;
}

/// A route on one subscription, which must be the caller's.
service::Route one_route(PostOffice& office, service::Route made, Work work) {
  service::Parameter id{"id", service::Where::path, service::ParameterKind::integer,
                        "Numéro de l'abonnement"};
  id.max = max_id;
  id.required = true;
  made.parameters.insert(made.parameters.begin(), id);
  made.direct = [&office, work = std::move(work)](Call const& call) {
    auto const found = office.book().find(*call.arguments().integer("id"));
    if (!found || !is_owner(call, *found)) return no_such_subscription();
    return work(office, call, *found);
  };
  return made;
}

constexpr auto json_type = "application/json";
constexpr std::string_view how_far =
    "vouched_until : d'un compte dont un émetteur répond, quand l'abonnement se suspend si ce "
    "compte ne s'est plus présenté ; "
    "owed : les événements encore à remettre ; owed_since : depuis quand le plus ancien attend, "
    "enregistré, et l'abonnement fait ou repris ; owed_exact : faux tant que le journal n'a pas "
    "été compté jusqu'au bout";

service::Route subscribe_route(PostOffice& office) {
  auto made = route("subscribe", "POST", "", "S'abonner aux événements (Standard Webhooks)",
                    {201, json_type, "Subscription", "Avec son secret, montré cette seule fois"});
  made.headers = {"Location"};
  made.body = service::Body{{json_type}, max_body_bytes, "SubscriptionRequest"};
  made.replies.push_back(
      {409, "application/problem+json", "Problem",
       "Il y a déjà trop d'abonnements : " + std::to_string(outgoing::Book::max_of_owner) +
           " par compte, " + std::to_string(outgoing::Book::max_subscriptions) +
           " en tout, suspendus et désactivés compris"});
  made.direct = [&office](Call const& call) { return subscribe(office, call); };
  return made;
}

service::Routes state_routes(PostOffice& office) {
  service::Reply const state{200, json_type, "Subscription", "L'abonnement"};
  auto resumed = route("resumeSubscription", "POST", "/{id}/resume", "Reprendre", state);
  resumed.parameters = {{"from", service::Where::query, service::ParameterKind::integer,
                         "Première position à remettre : quand le journal n'est plus celui que "
                         "l'abonnement suivait, et seulement alors"}};
  resumed.parameters.front().max = service::max_position;
  return {
      one_route(office, route("pauseSubscription", "POST", "/{id}/pause", "Suspendre", state),
                [](PostOffice& at, Call const& call, Subscription one) {
                  return change_state(at, call, std::move(one), State::paused);
                }),
      one_route(office, std::move(resumed), resume),
      one_route(office,
                route("rotateSubscriptionSecret", "POST", "/{id}/secret",
                      "Un nouveau secret ; l'ancien signe encore un jour",
                      {200, json_type, "Subscription", "Avec son secret, montré cette seule fois"}),
                change_secret),
      one_route(office,
                route("unsubscribe", "DELETE", "/{id}", "Se désabonner",
                      {204, "", "", "L'abonnement n'est plus"}),
                remove),
  };
}

}  // namespace

service::Routes subscription_routes(PostOffice& office) {
  auto all = state_routes(office);
  all.push_back(subscribe_route(office));
  all.push_back(
      route("getSubscriptions", "GET", "", "Ses abonnements",
            {200, json_type, "Subscriptions", "Sans leurs secrets ; " + std::string{how_far}}));
  all.back().direct = [&office](Call const& call) { return list(office, call); };
  all.push_back(one_route(office,
                          route("getSubscription", "GET", "/{id}", "Un abonnement",
                                {200, json_type, "Subscription", std::string{how_far}}),
                          [](PostOffice& at, Call const& call, Subscription const& one) {
                            return service::json(200, Shown{at, call}(one));
                          }));
  all.push_back(one_route(
      office,
      route("getAttempts", "GET", "/{id}/attempts", "Les derniers envois",
            {200, json_type, "Attempts", "Le plus récent d'abord"}),
      [](PostOffice& at, Call const&, Subscription const& one) {
        return service::json(200, json_array(at.book().attempts(one.id),
                                             [](auto const& attempt) { return to_json(attempt); }));
      }));
  all.push_back(one_route(
      office,
      route("getDeadLetters", "GET", "/{id}/dead-letters", "Ce qui n'a pas pu être remis",
            {200, json_type, "DeadLetters", "Dans l'ordre du journal"}),
      [](PostOffice& at, Call const&, Subscription const& one) {
        return service::json(200, json_array(at.book().dead_letters(one.id),
                                             [](auto const& letter) { return to_json(letter); }));
      }));
  all.push_back(one_route(
      office,
      route("replayDeadLetters", "POST", "/{id}/dead-letters/replay",
            "Les remettre à nouveau, une fois chacun", {200, json_type, "Revived", "Combien"}),
      revive));
  return all;
}

}  // namespace probant::cli
