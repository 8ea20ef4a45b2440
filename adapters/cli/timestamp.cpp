// probant timestamp: has the log's newest checkpoint stamped by a time-stamping authority.
#include "adapters/cli/exit.hpp"
#include "adapters/cli/outside.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/cli/timestamps.hpp"
#include "adapters/cli/world_certificate.hpp"
#include "projections/json_object.hpp"
#include "projections/span_words.hpp"

namespace probant::cli {

int run_timestamp(Common const& common, TimestampOptions const& options) {
  WritingSession session{common,
                         "Un service demande lui-même un horodatage, chaque jour (evidence.toml)."};
  auto const& settings = session.notary().settings();
  auto const url = options.tsa.empty() ? settings.tsa_url : options.tsa;
  auto const ca_file = options.ca.empty() ? ca_file_of(settings, common.store) : options.ca;
  if (url.empty() || ca_file.empty()) {
    throw UsageError(
        "L'adresse de l'autorité (--tsa) et ses certificats (--ca) sont nécessaires, ici ou dans "
        "evidence/evidence.toml : tsa = { url = \"…\", ca_file = \"…\" }.");
  }
  session.leave_outside();
  auto const stamp = stamp_last(session.notary(), common.store, {url, ca_file, patience});
  Engine engine{session.store(), ports(session.store().simulation())};
  record_stamp(engine, stamp);
  certify_world(session, engine);
  auto const& authority = stamp.authority.value;
  auto const size = stamp.size.value;
  if (common.format == Format::json) {
    print(JsonObject{}
              .number("size", size)
              .text("authority", authority)
              .text("generated_at", stamp.generated_at.value)
              .json() +
          "\n");
  } else {
    print("Point de contrôle de " + event_count(size) + " horodaté le " + stamp.generated_at.value +
          " par " + authority + ".\n");
  }
  return exit_done;
}

}  // namespace probant::cli
