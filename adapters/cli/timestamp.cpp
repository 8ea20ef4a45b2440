// probant timestamp: has the log's newest checkpoint stamped by a time-stamping authority.
#include "adapters/timestamp/timestamp.hpp"

#include "adapters/cli/exit.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/http/client.hpp"
#include "adapters/notary/files.hpp"
#include "engine/log/digest.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t nonce_bytes = 8;

struct Stamp {
  std::string token;
  timestamp::Verdict verdict;
};

/// Throws StoreError, in words, when there is no token or it does not hold.
Stamp fetch(std::string const& url, std::string const& ca_file, std::string const& checkpoint) {
  auto const random = random_bytes();
  std::string const nonce{as_text(random).substr(0, nonce_bytes)};
  http::Outgoing const request{"POST",
                               url,
                               {{"content-type", std::string{timestamp::query_type}}},
                               timestamp::request_for(checkpoint, nonce)};
  auto answer = http::send(request);
  if (!answer.good()) throw StoreError{"Horodatage : " + answer.why};
  if (answer.response.status != 200 ||
      answer.response.header("content-type") != timestamp::reply_type) {
    throw StoreError{"Horodatage : " + url +
                     " ne répond pas comme une autorité d'horodatage "
                     "(statut " +
                     std::to_string(answer.response.status) + ")."};
  }
  auto verdict = timestamp::check_answer(answer.response.body, checkpoint, ca_file, nonce);
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

int run_timestamp(Common const& common, TimestampOptions const& options) {
  WritingSession session{common};
  auto const& settings = session.notary().settings();
  auto const url = options.tsa.empty() ? settings.tsa_url : options.tsa;
  auto const ca_file = options.ca.empty() ? ca_file_of(settings, common.store) : options.ca;
  if (url.empty() || ca_file.empty()) {
    throw UsageError(
        "L'adresse de l'autorité (--tsa) et ses certificats (--ca) sont nécessaires, ici ou dans "
        "evidence/evidence.toml : tsa = { url = \"…\", ca_file = \"…\" }.");
  }
  session.notary().sign();
  auto const last = session.notary().last();
  auto const bytes = last.note.bytes();
  auto const size = std::to_string(last.checkpoint.size);
  auto const stamp = fetch(url, ca_file, bytes);
  keep(notary::Places{common.store}.timestamps(), size, bytes, stamp.token);
  Engine engine{session.store(), ports(session.store().simulation())};
  auto event = event_of(last.checkpoint, stamp, url);
  auto const authority = event.authority.value;
  if (!engine.record_journal(Event{std::move(event), {}}, {"probant", Role::operator_, ""})) {
    throw StoreError{"Le jeton est gardé, mais le journal n'a pas pu le nommer."};
  }
  if (common.format == Format::json) {
    print(JsonObject{}
              .number("size", static_cast<std::int64_t>(last.checkpoint.size))
              .text("authority", authority)
              .text("generated_at", stamp.verdict.generated_at)
              .json() +
          "\n");
  } else {
    print("Point de contrôle de " + size + " événements horodaté le " + stamp.verdict.generated_at +
          " par " + authority + ".\n");
  }
  return exit_done;
}

}  // namespace probant::cli
