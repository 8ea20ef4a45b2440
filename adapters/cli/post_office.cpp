#include "adapters/cli/post_office.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <future>

#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/http/client.hpp"
#include "adapters/service/cloud_event.hpp"
#include "projections/readership.hpp"

namespace probant::cli {
namespace {

/// How much of the log is looked at in one go, on the thread that answers requests.
constexpr Position scanned_at_once = 512;

std::uint32_t any_number() {
  std::uint32_t number = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number);
  return number;
}

outgoing::Found first_letter(World const& world, service::Ports const& ports,
                             outgoing::Subscription const& subscription, Position from) {
  auto const now = ports.now();
  auto const end = std::min(world.next_position(), from + scanned_at_once);
  outgoing::Found found{std::nullopt, std::max(from, end)};
  ports.store.scan(from, end, [&](StoredEvent const& event) {
    auto const* dossier = world.find(event.dossier);
    if (!dossier || !may_read(world, *dossier, subscription.owner, now)) return true;
    auto const region = competence_of(world, *dossier, now).region;
    auto const code = region ? region->text() : std::string{};
    if (!outgoing::wants(subscription.filter, event, code)) return true;
    found = {outgoing::Letter{event.position, service::cloud_event(event, ports.origin)},
             event.position};
    return false;
  });
  return found;
}

using Search = std::function<outgoing::Found()>;

/// Runs it on the server's thread; nothing when it threw or the server stops meanwhile.
std::optional<outgoing::Found> run_there(http::Server& server, std::atomic<bool> const& closing,
                                         Search search) {
  auto const work = std::make_shared<std::packaged_task<outgoing::Found()>>(std::move(search));
  auto future = work->get_future();
  server.post([work] { (*work)(); });
  while (future.wait_for(std::chrono::milliseconds{100}) != std::future_status::ready) {
    if (closing) return std::nullopt;
  }
  try {
    return future.get();
  } catch (std::exception const&) {
    return std::nullopt;  // the log cannot be read now: the service says so itself
  }
}

}  // namespace

PostOffice::PostOffice(std::filesystem::path const& store, OutgoingSettings settings)
    : settings_{std::move(settings)}, book_{store / "service" / "outgoing.sqlite"} {}

void PostOffice::open(http::Server& server, service::Service& service,
                      service::Ports const& ports) {
  outgoing::Ports seams;
  seams.now = ports.now;
  seams.chance = any_number;
  seams.find = [this, &server, &service, &ports](outgoing::Subscription const& to, Position from) {
    return run_there(server, closing_, [&service, &ports, to, from] {
      return first_letter(service.present(), ports, to, from);
    });
  };
  seams.post = [this](outgoing::Parcel const& parcel) { return post(parcel); };
  auto postman = std::make_shared<outgoing::Postman>(
      book_, std::move(seams), [](std::string const& what) { complain("probant : " + what); });
  std::lock_guard const lock{mutex_};
  postman_ = std::move(postman);
}

void PostOffice::close() {
  closing_ = true;
  std::shared_ptr<outgoing::Postman> last;
  {
    std::lock_guard const lock{mutex_};
    last = std::move(postman_);
  }
}

void PostOffice::wake() {
  std::lock_guard const lock{mutex_};
  if (postman_) postman_->wake();
}

void PostOffice::look() {
  std::lock_guard const lock{mutex_};
  if (postman_) postman_->look();
}

bool PostOffice::may_connect(std::string const& address) const {
  return http::is_public_address(address) ||
         std::ranges::any_of(settings_.allow,
                             [&](http::AddressRange const& range) { return range.holds(address); });
}

outgoing::Receipt PostOffice::post(outgoing::Parcel const& parcel) const {
  http::ClientOptions options;
  options.ca_file = settings_.ca_file;
  options.body_bytes_max = 64 * 1024;
  options.may_connect = [this](std::string const& address) { return may_connect(address); };
  auto exchange = http::send({"POST", parcel.url, parcel.headers, parcel.body}, options);
  return {std::move(exchange.response), std::move(exchange.why)};
}

}  // namespace probant::cli
