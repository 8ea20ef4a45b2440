#include "adapters/cli/identity_desk.hpp"

#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/http/client.hpp"

namespace probant::cli {
namespace {

constexpr std::chrono::milliseconds issuer_within{5'000};

identity::Answer ask(identity::Question const& question) {
  http::ClientOptions options;
  options.within = issuer_within;
  options.body_bytes_max = identity::KeySet::max_bytes;
  options.ca_file = question.ca_file;
  auto const* method = question.form.empty() ? "GET" : "POST";
  auto exchange = http::send({method, question.url, question.headers, question.form}, options);
  if (!exchange.good()) return {std::nullopt, std::move(exchange.why)};
  return {std::move(exchange.response)};
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

void IssuerFailures::know(std::vector<identity::Issuer> const& issuers) {
  std::lock_guard const lock{mutex_};
  for (auto const& issuer : issuers) known_[issuer.name];
}

void IssuerFailures::note(identity::Issuer const& issuer, std::string const& why) {
  auto const now = wall_clock();
  {
    std::lock_guard const lock{mutex_};
    auto& known = known_[issuer.name];
    ++known.failures;
    if (known.told_at && now < known.told_at->plus_seconds(told_every_seconds)) return;
    known.told_at = now;
  }
  complain("probant : attention, l'émetteur de jetons « " + issuer.name +
           " » ne répond pas comme il le devrait : " + why +
           " Qui a un jeton de lui reçoit 503 (issuer_unavailable) tant que cela dure.");
}

std::vector<service::Surroundings::Issuer> IssuerFailures::counts() const {
  std::lock_guard const lock{mutex_};
  std::vector<service::Surroundings::Issuer> counts;
  for (auto const& [name, known] : known_) counts.push_back({name, known.failures});
  return counts;
}

IdentityDesk::IdentityDesk(identity::Settings settings) { use(std::move(settings)); }

void IdentityDesk::use(identity::Settings settings) {
  failures_.know(settings.issuers);
  auto const note = [this](identity::Issuer const& issuer, std::string const& why) {
    failures_.note(issuer, why);
  };
  former_ = std::move(desk_);
  desk_ = std::make_unique<identity::Desk>(std::move(settings), ask, wall_clock, note);
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
