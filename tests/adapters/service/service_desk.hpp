// The service over a log in memory, spoken to as over HTTP but without any: the example of the
// interface has been played into it, and there is a token for every role.
#pragma once

#include <map>
#include <thread>

#include "adapters/calendar/ics.hpp"
#include "adapters/convergence/updates.hpp"
#include "adapters/convergence/webhook.hpp"
#include "adapters/service/convergence.hpp"
#include "adapters/service/metrics.hpp"
#include "adapters/service/routes.hpp"
#include "adapters/table/csv.hpp"
#include "adapters/table/xlsx.hpp"
#include "tests/support/example_store.hpp"

namespace probant::test {

/// Ain, in region 84: the establishment of the example; and one of another region.
inline constexpr auto own_entity = "010780054";
inline constexpr auto own_region = "84";
inline constexpr auto foreign_entity = "750712184";
inline constexpr auto foreign_region = "11";

/// That the platform of these tests signs with.
inline webhooks::Secret webhook_secret() { return webhooks::Secret::of(sha256("whsec").bytes); }

class ServiceDesk {
 public:
  explicit ServiceDesk(bool is_simulation = false) : simulation{is_simulation} {
    play_example(store);
    around.waiting = 3;
    engine.emplace(store, desk_ports(clock));
    auto routes = service::all_routes();
    for (auto& route : service::convergence_routes(convergence())) {
      routes.push_back(std::move(route));
    }
    for (auto& route : service::metrics_routes(metrics, [this] { return around; })) {
      routes.push_back(std::move(route));
    }
    service.emplace(ports(), std::move(routes), engine->world());
  }

  /// A good token of that role and organisation; the same one each time.
  std::string token(Role role, std::string const& organisation) {
    return issue({"u-" + std::string{name_of(role)}, role, organisation},
                 *Instant::parse("2030-01-01T00:00:00Z"));
  }
  std::string expired_token(Role role) {
    return issue({"u-late", role, own_region}, *Instant::parse("2026-06-01T00:00:00Z"));
  }
  std::string issue(Actor const& actor, Instant expires_at,
                    service::TokenUse use = service::TokenUse::api) {
    auto const key = actor.id + "/" + actor.organisation + "/" + expires_at.text();
    auto& secret = secrets[key];
    if (secret.empty()) {
      auto book = *tokens;
      secret = book.issue(actor, use, clock, expires_at, sha256(key).bytes);
      tokens = std::make_shared<service::TokenBook const>(std::move(book));
    }
    return secret;
  }

  http::Response send(http::Request request) {
    REQUIRE(http::split_target(request));
    if (!request.body.empty()) {
      auto const admission = service->admit(request);
      if (admission.refusal) return *admission.refusal;
    }
    std::promise<http::Response> answered;
    service->handle(std::move(request),
                    [&](http::Response response) { answered.set_value(std::move(response)); });
    return answered.get_future().get();
  }
  http::Response get(std::string const& target, std::string const& secret,
                     http::Headers headers = {}) {
    if (!secret.empty()) headers.push_back({"authorization", "Bearer " + secret});
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.headers = std::move(headers);
    return send(std::move(request));
  }
  http::Response post(std::string const& target, std::string const& secret, std::string body,
                      http::Headers headers) {
    headers.push_back({"authorization", "Bearer " + secret});
    http::Request request;
    request.method = "POST";
    request.target = target;
    request.headers = std::move(headers);
    request.body = std::move(body);
    return send(std::move(request));
  }

  MemoryEventStore store;
  Instant clock = *Instant::parse("2026-11-20T08:00:00Z");
  std::optional<Engine> engine;
  bool full = false;  ///< the queue of the committer
  int calendars = 0;  ///< computed so far
  bool const simulation;
  std::thread::id writing{};  ///< who computed the last calendar
  service::Condition condition{};
  std::vector<service::Answered> told;
  service::Metrics metrics;
  service::Surroundings around;
  std::shared_ptr<service::TokenBook const> tokens = std::make_shared<service::TokenBook const>();
  std::map<std::string, std::string> secrets;
  std::optional<service::Service> service;

 private:
  service::Ports ports() {
    return {
        .store = store,
        .origin = "example.org/log",
        .now = [this] { return clock; },
        .tokens = [this] { return tokens; },
        .propose =
            [this](std::vector<Proposal> const& proposals, Committer::Answered const& answered) {
              if (!full) answered(engine->record(proposals), {});
              return !full;
            },
        .checkpoint = [this] { return checkpoint(); },
        .condition = [this] { return condition; },
        .writers = {to_csv, to_xlsx,
                    [this](std::vector<Deadline> deadlines, World const& world) {
                      ++calendars;
                      writing = std::this_thread::get_id();
                      auto editions = editions_of(deadlines, world);
                      return [deadlines = std::move(deadlines), editions = std::move(editions)] {
                        return to_ics(deadlines, editions, {"example.org/log"});
                      };
                    }},
        .answered =
            [this](service::Answered const& one) {
              told.push_back(one);
              metrics.count(one);
            },
        .invalid = [this](std::size_t proposals) { metrics.count_invalid(proposals); },
        .simulation = simulation,
    };
  }
  service::ConvergenceDesk convergence() {
    convergence::Settings const settings{{webhook_secret()}, {}};
    return {[this, settings](http::Request const& request) {
              return convergence::receive(request, settings, clock);
            },
            [settings](service::Resolving const& resolving) {
              return convergence::resolution(
                  {resolving.id, resolving.actor, resolving.item.position,
                   resolving.order.resolution, resolving.order.grounds, resolving.order.payload},
                  resolving.item.reference, resolving.item.update, settings.statuses);
            },
            [settings](std::string_view text, Actor const& voucher, service::FedLine& line) {
              auto fed = convergence::fed(text, voucher, settings.statuses);
              line.webhook_id = fed.webhook_id;
              auto* proposal = std::get_if<Proposal>(&fed.proposed);
              if (!proposal) line.issues = std::get<Issues>(fed.proposed);
              return proposal ? std::optional{std::move(*proposal)} : std::nullopt;
            }};
  }
  OpenedCheckpoint checkpoint() const {
    auto const key = SigningKey::from_seed("example.org/log", KeyType::ed25519, sha256("k").bytes);
    auto const head = store.head();
    auto const note = sign_checkpoint(*key, static_cast<std::uint64_t>(head.next), head.root);
    return open_checkpoint(note.bytes(), key->verifier());
  }
};

}  // namespace probant::test
