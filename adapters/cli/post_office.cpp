#include "adapters/cli/post_office.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <future>

#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/http/client.hpp"
#include "projections/cloud_event.hpp"
#include "projections/readership.hpp"

namespace probant::cli {
namespace {

/// How much of the log is looked at in one go, on the thread that answers requests.
constexpr Position scanned_at_once = 512;
constexpr std::int64_t day_seconds = 86'400;
constexpr std::size_t max_seen = 10'000;

std::uint32_t any_number() {
  std::uint32_t number = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number);
  return number;
}

/// Whether the subscription is to be told of an event.
bool is_letter(World const& world, outgoing::Subscription const& subscription,
               StoredEvent const& event, Instant now) {
  auto const* dossier = world.find(event.dossier);
  if (!dossier || !may_read(world, *dossier, subscription.owner, now)) return false;
  auto const region = competence_of(world, *dossier, now).region;
  return outgoing::wants(subscription.filter, event, region ? region->text() : std::string{});
}

outgoing::Found first_letter(World const& world, service::Ports const& ports,
                             outgoing::Subscription const& subscription, Position from) {
  auto const now = std::max(ports.now(), world.last_recorded_at());
  auto const end = std::min(world.next_position(), from + scanned_at_once);
  outgoing::Found found{std::nullopt, std::max(from, end), end < world.next_position()};
  ports.store.scan(from, end, [&](StoredEvent const& event) {
    if (!is_letter(world, subscription, event, now)) return true;
    found = {outgoing::Letter{event.position, cloud_event(ports.store, event, ports.origin, world)},
             event.position};
    return false;
  });
  return found;
}

/// Why nobody could ask any more as its owner, by a token of ours or by what let the owner in whom
/// an issuer elsewhere vouches for; empty: somebody could. The issuer's tokens are short-lived:
/// that one has expired means nothing.
std::string lost_access(service::Ports const& ports, outgoing::Subscription const& to,
                        std::int64_t days) {
  auto const book = ports.tokens();
  auto const now = ports.now();
  auto const lets_in = [&](service::Token const& token) {
    return token.actor == to.owner && token.use == service::TokenUse::api && token.good_at(now);
  };
  if (std::ranges::any_of(book->tokens(), lets_in)) return {};
  if (to.grant.empty()) return "Plus aucun jeton de ce compte n'est valable.";
  bool const granted = ports.vouchers.grants && ports.vouchers.grants(to.grant);
  if (granted && now < outgoing::vouched_until(to, days)) return {};
  if (granted) {
    return "Son compte ne s'est plus présenté ici avec ces droits depuis " + std::to_string(days) +
           " jours : il reprend l'abonnement (resume) avec un jeton de son émetteur.";
  }
  return "La configuration ne donne plus à ce compte ([[identity.grants]]) les droits qu'il avait "
         "en s'abonnant ou en reprenant.";
}

using Search = std::function<std::optional<outgoing::Found>()>;

/// Runs it on the server's thread; nothing when it threw or the server stops meanwhile.
std::optional<outgoing::Found> run_there(http::Server& server, std::atomic<bool> const& closing,
                                         Search search) {
  auto const work =
      std::make_shared<std::packaged_task<std::optional<outgoing::Found>()>>(std::move(search));
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

PostOffice::PostOffice(std::filesystem::path const& store, outgoing::Log const& log,
                       OutgoingSettings settings)
    : book_{store / "service" / "outgoing.sqlite", log}, settings_{std::move(settings)} {}

OutgoingSettings PostOffice::settings() const {
  std::lock_guard const lock{mutex_};
  return settings_;
}

void PostOffice::use(OutgoingSettings settings) {
  std::lock_guard const lock{mutex_};
  settings_ = std::move(settings);
}

void PostOffice::open(http::Server& server, service::Service& service,
                      service::Ports const& ports) {
  ports_ = &ports;
  review();
  outgoing::Ports seams;
  seams.now = ports.now;
  seams.chance = any_number;
  seams.find = [this, &server, &service, &ports](outgoing::Subscription const& to, Position from) {
    return run_there(server, closing_, [this, &service, &ports, id = to.id, from] {
      std::optional<outgoing::Found> found;  // nothing: not that there is no letter
      auto one = book_.find(id);             // changed on this thread, perhaps just now
      if (!one || one->state != outgoing::State::active) return found;
      if (auto why = lost_access(ports, *one, settings().owner_seen_days); !why.empty()) {
        pause(*std::move(one), std::move(why));
      } else {
        found = first_letter(service.present(), ports, *one, from);
      }
      return found;
    });
  };
  seams.post = [this](outgoing::Parcel const& parcel) { return post(parcel); };
  auto postman = std::make_shared<outgoing::Postman>(
      book_, std::move(seams), [](std::string const& what) { complain("probant : " + what); });
  std::lock_guard const lock{mutex_};
  postman_ = std::move(postman);
}

void PostOffice::review() {
  try {
    for (auto& one : book_.all()) {
      if (one.state != outgoing::State::active) continue;
      auto why = lost_access(*ports_, one, settings().owner_seen_days);
      if (!why.empty()) pause(std::move(one), std::move(why));
    }
  } catch (StoreError const& error) {
    complain(std::string{"probant : "} + error.what());  // each is looked at before its next letter
  }
}

void PostOffice::saw(Actor const& owner) {
  if (!ports_) return;
  auto const now = ports_->now();
  auto const name = owner.id + "\n" + std::string{name_of(owner.role)} + "\n" + owner.organisation;
  auto const known = seen_.find(name);
  if (known != seen_.end() && now < known->second.plus_seconds(day_seconds)) return;
  if (seen_.size() >= max_seen) seen_.clear();
  try {
    book_.see(owner, now);
    seen_.insert_or_assign(name, now);
  } catch (StoreError const& error) {
    complain(std::string{"probant : "} + error.what());  // tried again at the next request
  }
}

void PostOffice::pause(outgoing::Subscription one, std::string why) {
  one.state = outgoing::State::paused;
  one.why = std::move(why);
  book_.change(one);
  complain("probant : l'abonnement " + std::to_string(one.id) + " est suspendu. " + one.why);
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

outgoing::Receipt PostOffice::post(outgoing::Parcel const& parcel) const {
  auto const rules = settings();
  http::ClientOptions options;
  options.ca_file = rules.ca_file;
  options.body_bytes_max = 64 * 1024;
  options.head_is_enough = true;  // its status says whether the letter has come
  options.given_up = [this] { return closing_.load(); };
  options.may_connect = [&rules](std::string const& address) { return rules.reaches(address); };
  auto exchange = http::send({"POST", parcel.url, parcel.headers, parcel.body}, options);
  bool const abandoned = !exchange.good() && closing_;
  return {std::move(exchange.response), std::move(exchange.why), abandoned};
}

PostOffice::Debt PostOffice::owed_to(outgoing::Subscription const& one, World const& world,
                                     service::Ports const& ports, Position& left) {
  if (one.log != ports.origin) return {};  // nobody has said yet from where it goes on
  auto const now = std::max(ports.now(), world.last_recorded_at());
  auto const end = world.next_position();
  // Moves `from` over all that was looked at, or to the letter at which `go_on` says no.
  auto const look = [&](Position& from, Position to, auto const& go_on) {
    to = std::min(to, from + left);
    if (to <= from) return;
    left -= to - from;
    auto reached = to;
    ports.store.scan(from, to, [&](StoredEvent const& event) {
      if (!is_letter(world, one, event, now) || go_on(event)) return true;
      reached = event.position;
      return false;
    });
    from = reached;
  };
  auto const count = [&](Position& from, Position to) {
    std::size_t letters = 0;
    look(from, to, [&letters](StoredEvent const&) { return ++letters > 0; });
    return letters;
  };
  auto& owed = owed_[one.id];
  if (one.next < owed.from || one.next > owed.end) owed = {one.next, one.next};
  if (owed.first < one.next) {
    owed.first = one.next;
    owed.since.reset();
  }
  if (!owed.since) {
    look(owed.first, end, [&owed](StoredEvent const& event) {
      owed.since = event.recorded_at;
      return false;
    });
  }
  owed.letters -= std::min(owed.letters, count(owed.from, one.next));
  owed.letters += count(owed.end, end);
  auto const since =
      owed.since ? std::optional{std::max(*owed.since, one.active_since)} : owed.since;
  return {owed.letters, owed.from == one.next && owed.end == end, since};
}

std::vector<service::Surroundings::Outbox> PostOffice::owed(service::Service& service,
                                                            service::Ports const& ports) {
  std::vector<service::Surroundings::Outbox> all;
  for (auto const name : Names<outgoing::State>::values) all.push_back({std::string{name}});
  auto const& world = service.present();
  auto left = counted_at_once;
  for (auto const& one : book_.all()) {
    auto& outbox = all[static_cast<std::size_t>(one.state)];
    auto const debt = owed_to(one, world, ports, left);
    ++outbox.subscriptions;
    outbox.letters += debt.letters;
    outbox.dead_letters += book_.dead_letters(one.id).size();
    if (debt.since) outbox.oldest = std::min(outbox.oldest.value_or(*debt.since), *debt.since);
  }
  return all;
}

}  // namespace probant::cli
