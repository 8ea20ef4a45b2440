#include <algorithm>

#include "adapters/cli/session.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/http/client.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/timestamp/timestamp.hpp"
#include "engine/log/digest.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t nonce_bytes = 8;

struct Stamp {
  std::string token;
  timestamp::Verdict verdict;
};

/// Throws StoreError, in words, when there is no token or it does not hold.
Stamp fetch(Authority const& from, std::string const& checkpoint) {
  auto const& url = from.url;
  auto const random = random_bytes();
  std::string const nonce{as_text(random).substr(0, nonce_bytes)};
  http::Outgoing const request{"POST",
                               url,
                               {{"content-type", std::string{timestamp::query_type}}},
                               timestamp::request_for(checkpoint, nonce)};
  http::ClientOptions options;
  options.within = from.within;
  auto answer = http::send(request, options);
  if (!answer.good()) throw StoreError{"Horodatage : " + answer.why};
  if (answer.response.status != 200 ||
      answer.response.header("content-type") != timestamp::reply_type) {
    throw StoreError{"Horodatage : " + url +
                     " ne répond pas comme une autorité d'horodatage "
                     "(statut " +
                     std::to_string(answer.response.status) + ")."};
  }
  auto verdict = timestamp::check_answer(answer.response.body, checkpoint, from.ca_file, nonce);
  if (!verdict.good()) throw StoreError{"Horodatage : " + url + " : " + verdict.why + "."};
  return {std::move(answer.response.body), std::move(verdict)};
}

/// The files first: an event that names them is never without them.
void keep(std::filesystem::path const& directory, std::string const& size,
          std::string const& checkpoint, std::string const& token) {
  std::filesystem::create_directories(directory);
  notary::write_file(directory / (size + ".checkpoint"), checkpoint);
  notary::write_file(directory / (size + ".tsr"), token);
}

journal::CheckpointTimestamped event_of(Checkpoint const& checkpoint, Stamp const& stamp,
                                        std::string const& url) {
  journal::CheckpointTimestamped event;
  event.size = Count{static_cast<std::int64_t>(checkpoint.size)};
  event.root = checkpoint.root;
  event.authority = Line::parse(stamp.verdict.authority).value_or(Line{url.substr(0, 500)});
  event.generated_at = stamp.verdict.generated_at;
  event.token_sha256 = sha256(stamp.token);
  return event;
}

}  // namespace

journal::CheckpointTimestamped stamp_last(notary::Notary& notary,
                                          std::string const& store_directory,
                                          Authority const& from) {
  auto const last = notary.sign();
  auto const bytes = last.note.bytes();
  auto const stamp = fetch(from, bytes);
  keep(notary::Places{store_directory}.timestamps(), std::to_string(last.checkpoint.size), bytes,
       stamp.token);
  return event_of(last.checkpoint, stamp, from.url);
}

void record_stamp(Engine& engine, journal::CheckpointTimestamped const& stamp) {
  if (engine.record_journal(Event{stamp, {}}, {"probant", Role::operator_, ""})) return;
  throw StoreError{"Le jeton est gardé, mais le journal n'a pas pu le nommer."};
}

bool stamp_is_due(EventStore const& store, Instant now) {
  constexpr std::int64_t day_seconds = 86'400;
  auto const type = type_of<journal::CheckpointTimestamped>();
  std::optional<Instant> last;
  Position at = -1;
  store.scan_dossier(DossierId::journal(), [&](StoredEvent const& stored) {
    if (stored.type != type) return true;
    last = stored.recorded_at;
    at = stored.position;
    return true;
  });
  if (!last) return true;
  return store.head().next > at + 1 && last->plus_seconds(day_seconds) <= now;
}

}  // namespace probant::cli
