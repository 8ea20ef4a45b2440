// probant serve: the REST service over one store, wired from its parts.
#include <algorithm>
#include <csignal>
#include <iterator>

#include "adapters/calendar/ics.hpp"
#include "adapters/cli/access_log.hpp"
#include "adapters/cli/convergence_desk.hpp"
#include "adapters/cli/exit.hpp"
#include "adapters/cli/identity_desk.hpp"
#include "adapters/cli/key_changes.hpp"
#include "adapters/cli/listening.hpp"
#include "adapters/cli/mending.hpp"
#include "adapters/cli/metrics_listener.hpp"
#include "adapters/cli/post_office.hpp"
#include "adapters/cli/reloading.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/subscription_routes.hpp"
#include "adapters/cli/surroundings.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/token_file.hpp"
#include "adapters/cli/vouching.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "adapters/service/metrics.hpp"
#include "adapters/service/routes.hpp"
#include "adapters/table/csv.hpp"
#include "adapters/table/xlsx.hpp"
#include "engine/log/merkle.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

constexpr std::int64_t year_seconds = 365 * 86'400;
/// The longest that any route takes; each says its own.
constexpr std::size_t max_body_bytes = std::size_t{16} * 1024 * 1024;

/// Without a token nobody could use a new service, nor make one over the network.
void make_first_token(TokenFile& file) {
  if (!file.current()->tokens().empty()) return;
  auto const now = wall_clock();
  std::string secret;
  file.change([&](service::TokenBook& book) {
    secret = book.issue({"operateur", Role::operator_, ""}, service::TokenUse::api, now,
                        now.plus_seconds(year_seconds), random_bytes());
  });
  complain("Premier jeton, d'opérateur, valable un an ; il ne sera plus montré :\n  " + secret);
}

/// What the service is watched by.
struct Watch {
  explicit Watch(AccessLog& to) : log{to} {}
  service::Metrics metrics;
  AccessLog& log;
  std::function<void()> grown{};  ///< called after each append
};

AccessLog access_log(Common const& common, ServeOptions const& options) {
  auto key = access_key(common.store);
  if (options.access_log == "-") return AccessLog{{}, options.access_days, std::move(key)};
  std::filesystem::path directory = options.access_log;
  if (directory.empty()) directory = std::filesystem::path{common.store} / "service" / "access";
  return AccessLog{std::move(directory), options.access_days, std::move(key)};
}

/// A change of keys that waits; what others may read or change of what lets people in.
void tell_what_was_found(WritingSession& session, TokenFile const& tokens,
                         ServiceSettings const& settings, ServeOptions const& options) {
  tell_waiting_rotation(session.store(), session.directory(), session.notary().key());
  if (auto const why = tokens.rights_problem(); !why.empty()) complain("probant : " + why);
  tell_of_open_secrets(settings, options.config);
}

/// What was erased is listed outside too before anyone is answered.
Committer::Answered listing_erasures(WritingSession& session, Watch& watch,
                                     Committer::Answered answered) {
  return [&session, &watch, answered = std::move(answered)](std::vector<Outcome> outcomes,
                                                            std::exception_ptr failure) {
    watch.metrics.count(outcomes);
    say_why_not_recorded(session, outcomes);
    try {
      session.keep_erasures_of(outcomes);
    } catch (StoreError const& error) {
      complain(std::string{"probant : "} + error.what());
    }
    answered(std::move(outcomes), std::move(failure));
    if (watch.grown) watch.grown();
  };
}

/// Good once the service is open.
struct Running {
  http::Server* server = nullptr;
  service::Service* service = nullptr;
  service::Ports const* ports = nullptr;
  std::string url{};  ///< where others reach it
};

service::Ports ports_of(WritingSession& session, Committer& committer, TokenFile& tokens,
                        Watch& watch, IdentityDesk& desk, PostOffice& office,
                        Running const& running, std::int64_t token_rate) {
  auto& store = session.store();
  auto const origin = session.notary().settings().origin;
  return {
      .store = store,
      .origin = origin,
      .now = wall_clock,
      .tokens = [&tokens] { return tokens.current(); },
      .propose =
          [&](std::vector<Proposal> proposals, Committer::Answered answered) {
            return committer.offer(std::move(proposals),
                                   listing_erasures(session, watch, std::move(answered)));
          },
      .checkpoint = [&session] { return session.notary().last(); },
      .condition = [&session] { return condition_of(session); },
      .writers = {to_csv, to_xlsx,
                  [&running, origin](std::vector<Deadline> deadlines, World const& world) {
                    auto editions = editions_of(deadlines, world);
                    return [&running, origin, deadlines = std::move(deadlines),
                            editions = std::move(editions)] {
                      return to_ics(deadlines, editions,
                                    {origin, std::string{calendar_name}, running.url});
                    };
                  }},
      .token_rate = token_rate,
      .answered =
          [&watch](service::Answered const& answered) {
            watch.metrics.count(answered);
            watch.log.note(answered);
          },
      .fault = [&watch](std::string_view route, std::string_view trace,
                        std::string_view what) { watch.log.fault(route, trace, what); },
      .invalid = [&watch](std::size_t proposals) { watch.metrics.count_invalid(proposals); },
      .vouchers = desk.vouchers([&office](Actor const& owner) { office.saw(owner); }),
      .simulation = store.simulation(),
  };
}

/// What the book of subscriptions is opened beside.
outgoing::Log log_of(WritingSession& session) {
  outgoing::Log log{session.notary().settings().origin, session.store().head().next};
  for (auto const& one : notary::read_evidence(session.directory()).forebears) {
    log.past[one.origin] = static_cast<Position>(one.size);
  }
  log.leaf = [&store = session.store()](Position position) {
    std::string leaf;
    store.scan_leaves(position, position + 1, [&leaf](StoredLeaf const& stored) {
      Hasher hasher;
      leaf = leaf_hash(hasher, stored.envelope).text();
      return false;
    });
    return leaf;
  };
  return log;
}

/// What is asked while it runs; each is gone only after the server that asks.
struct Parts {
  WritingSession& session;
  Committer& committer;
  service::Metrics& metrics;
  PostOffice& office;
  IdentityDesk& identity;
  ConvergenceSettings convergence;
};

service::Routes routes_of(Parts const& parts, Running const& running) {
  auto routes = service::all_routes();
  auto around = [parts, &running, attested = std::make_shared<Attested>(parts.session)] {
    service::Surroundings now;
    now.waiting = parts.committer.waiting();
    now.connections = running.server->connections();
    attested->tell(now);
    now.outboxes = parts.office.owed(*running.service, *running.ports);
    now.issuers = parts.identity.failures();
    return now;
  };
  for (auto more : {service::metrics_routes(parts.metrics, std::move(around)),
                    subscription_routes(parts.office),
                    service::convergence_routes(convergence_desk(parts.convergence))}) {
    std::ranges::move(more, std::back_inserter(routes));
  }
  return routes;
}

/// What says that somebody else passed it on: a proxy on this machine speaks for strangers.
bool relayed(http::Request const& request) {
  constexpr std::array<std::string_view, 5> traces{"forwarded", "via", "x-forwarded-for",
                                                   "x-forwarded-host", "x-real-ip"};
  return std::ranges::any_of(
      traces, [&](std::string_view name) { return request.header(name).has_value(); });
}

struct Addresses {
  std::string service;
  std::string metrics;  ///< empty: those of the service, or nowhere
};

std::string greeting(Format format, Common const& common, Addresses const& at, bool tls) {
  if (format == Format::json) {
    JsonObject object;
    object.text("listen", at.service).text("store", common.store).flag("tls", tls);
    if (!at.metrics.empty()) object.text("metrics", at.metrics);
    return object.json() + "\n";
  }
  bool const path = at.service.starts_with('/') || at.service.starts_with('@');
  auto const scheme = path ? "" : tls ? "https://" : "http://";
  auto const apart = at.metrics.empty() ? "" : ", mesures sur http://" + at.metrics + "/metrics";
  return "À l'écoute sur " + std::string{scheme} + at.service + apart + ", magasin " +
         common.store + " (Ctrl-C pour arrêter)\n";
}

}  // namespace

int run_serve(Common const& common, ServeOptions const& options) {
  std::signal(SIGHUP, SIG_IGN);  // until it serves, all has just been read
  auto settings = load_service_settings(options.config);
  auto connections = connection_options(options, settings);
  std::optional<http::ListenAddress> apart;
  if (!options.metrics_listen.empty()) {
    apart = listen_address(options.metrics_listen, "--metrics-listen");
  }
  WritingSession session{common};
  TokenFile tokens{common.store};
  make_first_token(tokens);
  complain_to_collectors();
  tokens.note_found();
  tell_what_was_found(session, tokens, settings, options);
  auto log = access_log(common, options);
  Watch watch{log};
  Engine engine{session.store(), ports(session.store().simulation())};
  auto world = engine.world();
  Committer committer{engine};
  Vouching const vouching{session, committer};
  Mending const mending{session.store(), committer};
  PostOffice office{common.store, log_of(session), std::move(settings.outgoing)};
  IdentityDesk desk{std::move(settings.identity)};
  auto const convergence =
      std::make_shared<std::optional<convergence::Settings>>(std::move(settings.convergence));
  Running running;
  auto const seams = ports_of(session, committer, tokens, watch, desk, office, running,
                              settings.token_rate.value_or(options.token_rate));
  service::Service service{
      seams, routes_of({session, committer, watch.metrics, office, desk, convergence}, running),
      std::move(world)};
  connections.body_bytes_max = max_body_bytes;
  connections.admit = [&service](http::Request const& request) { return service.admit(request); };
  connections.refused = [&service](http::Request const& request, http::Response const& refusal) {
    service.refused(request, refusal);
  };
  bool metrics_here = false;
  auto const server =
      open_server(connections, [&](http::Request request, http::Reply const& reply) {
        bool const hidden = !metrics_here || relayed(request);
        if (request.path == metrics_path && hidden) return reply(http::not_found());
        service.handle(std::move(request), reply);
      });
  watch.grown = [&server, &office] {
    server->wake_followers();
    office.wake();
  };
  auto const here = address_of(*server, connections.listening);
  running = {server.get(), &service, &seams, url_of(options, here)};
  desk.open(*server);
  office.open(*server, service, seams);
  metrics_here = !apart && on_this_machine(here);
  std::optional<MetricsListener> metrics;
  Addresses addresses{text_of(here), {}};
  if (apart) {
    metrics.emplace(*apart, *server, service);
    addresses.metrics = text_of({apart->address, metrics->port()});
  }
  server->heed_signals([&] { reload(options, {*server, service, desk, office, *convergence}); });
  print(greeting(common.format, common, addresses, !options.tls_certificate.empty()));
  tell_ready();
  server->run();
  metrics.reset();
  office.close();
  desk.close();
  service.stop();
  committer.stop();
  certify_world(session, engine);
  return exit_done;
}

}  // namespace probant::cli
