#include "adapters/cli/identity_desk.hpp"

#include "adapters/cli/session.hpp"
#include "adapters/http/client.hpp"

namespace probant::cli {
namespace {

constexpr std::chrono::milliseconds issuer_within{5'000};

std::optional<http::Response> ask(identity::Question const& question) {
  http::ClientOptions options;
  options.within = issuer_within;
  options.body_bytes_max = identity::KeySet::max_bytes;
  auto const* method = question.form.empty() ? "GET" : "POST";
  auto exchange = http::send({method, question.url, question.headers, question.form}, options);
  if (!exchange.good()) return std::nullopt;
  return std::move(exchange.response);
}

service::Vouched vouched(identity::Bearer const& bearer) {
  using Standing = service::Vouched::Standing;
  switch (bearer.standing) {
    case identity::Standing::known:
      return {
          Standing::known, bearer.actor, {bearer.acr, bearer.authenticated_at}, {}, bearer.grant};
    case identity::Standing::refused:
      return {Standing::refused};
    case identity::Standing::bound:
      return {Standing::bound};
    case identity::Standing::too_low:
      return {Standing::too_low, {}, {}, bearer.wanted_acr};
    case identity::Standing::no_grant:
      return {Standing::no_grant};
    case identity::Standing::unavailable:
      break;
  }
  return {Standing::unavailable};
}

}  // namespace

IdentityDesk::IdentityDesk(identity::Settings settings) { use(std::move(settings)); }

void IdentityDesk::use(identity::Settings settings) {
  former_ = std::move(desk_);
  desk_ = std::make_unique<identity::Desk>(std::move(settings), ask, wall_clock);
}

void IdentityDesk::close() {
  former_.reset();
  desk_.reset();
}

service::Vouchers IdentityDesk::vouchers(std::function<void(Actor const&)> seen) {
  auto const said = [seen = std::move(seen)](identity::Bearer const& bearer) {
    if (bearer.standing == identity::Standing::known) seen(bearer.actor);
    return vouched(bearer);
  };
  return {.known = [this, said](std::string_view secret) -> std::optional<service::Vouched> {
            auto const bearer = desk_->known(secret);
            return bearer ? std::optional{said(*bearer)} : std::nullopt;
          },
          .find_out =
              [this, said](std::string const& secret, std::string const& from,
                           std::function<void(service::Vouched)> tell) {
                desk_->find_out(secret, from,
                                [this, said, tell = std::move(tell)](auto const& bearer) {
                                  server_->post([said, tell, bearer] { tell(said(bearer)); });
                                });
              },
          .grants = [this](std::string_view grant) { return desk_->grants(grant); }};
}

}  // namespace probant::cli
