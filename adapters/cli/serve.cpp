// probant serve: the REST service over one store, wired from its parts.
#include <sqlite3.h>

#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/token_file.hpp"
#include "adapters/cli/vouching.hpp"
#include "adapters/http/server.hpp"
#include "adapters/http/url.hpp"
#include "adapters/service/routes.hpp"
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

/// What was erased is listed outside too before anyone is answered.
Committer::Answered listing_erasures(WritingSession& session, Committer::Answered answered) {
  return [&session, answered = std::move(answered)](std::vector<Outcome> outcomes,
                                                    std::exception_ptr failure) {
    try {
      session.keep_erasures_of(outcomes);
    } catch (StoreError const& error) {
      complain(std::string{"probant : "} + error.what());
    }
    answered(std::move(outcomes), std::move(failure));
  };
}

service::Ports ports_of(WritingSession& session, Committer& committer, TokenFile& tokens) {
  auto& store = session.store();
  return {
      .store = store,
      .origin = session.notary().settings().origin,
      .now = wall_clock,
      .tokens = [&tokens] { return tokens.current(); },
      .propose =
          [&session, &committer](std::vector<Proposal> proposals, Committer::Answered answered) {
            return committer.offer(std::move(proposals),
                                   listing_erasures(session, std::move(answered)));
          },
      .checkpoint = [&session] { return session.notary().last(); },
      .condition =
          [&session, &store] {
            return service::Condition{store.failure(), session.signing_failure(),
                                      sqlite3_libversion()};
          },
  };
}

http::ServerOptions server_options(http::ListenAddress const& listen,
                                   service::Service const& service) {
  http::ServerOptions options;
  options.address = listen.address;
  options.port = listen.port;
  options.body_bytes_max = max_body_bytes;
  options.admit = [&service](http::Request const& request) { return service.admit(request); };
  return options;
}

std::string greeting(Format format, Common const& common, std::string const& listens) {
  if (format == Format::json) {
    return JsonObject{}.text("listen", listens).text("store", common.store).json() + "\n";
  }
  return "À l'écoute sur http://" + listens + ", magasin " + common.store +
         " (Ctrl-C pour arrêter)\n";
}

}  // namespace

int run_serve(Common const& common, ServeOptions const& options) {
  auto const listen = http::ListenAddress::parse(options.listen);
  if (!listen)
    throw UsageError("--listen attend " + std::string{http::ListenAddress::expected} + ".");
  WritingSession session{common};
  TokenFile tokens{common.store};
  make_first_token(tokens);
  Engine engine{session.store(), ports(session.store().simulation())};
  auto world = engine.world();
  Committer committer{engine};
  Vouching const vouching{session, committer};
  service::Service service{ports_of(session, committer, tokens), service::all_routes(),
                           std::move(world)};
  http::Server server{server_options(*listen, service),
                      [&service](http::Request request, http::Reply const& reply) {
                        service.handle(std::move(request), reply);
                      }};
  auto const host = listen->address.find(':') == std::string::npos ? listen->address
                                                                   : "[" + listen->address + "]";
  print(greeting(common.format, common, host + ":" + std::to_string(server.port())));
  server.run_until_signal();
  service.stop();
  committer.stop();
  return exit_done;
}

}  // namespace probant::cli
