#include "adapters/reference/importer.hpp"

#include "adapters/reference/finess_csv.hpp"
#include "adapters/reference/finess_plus.hpp"
#include "adapters/reference/session.hpp"
#include "adapters/reference/tables.hpp"

namespace probant::importer {

Report run(Request const& request, RegisterView const& view, Sink& sink) {
  Input input(request.file);
  auto const map = request.map ? read_map(*request.map) : ImportMap{};
  return run(request, input, map, view, sink);
}

Report run(Request const& request, Input& input, ImportMap const& map, RegisterView const& view,
           Sink& sink) {
  Session session(request, input, map, view, sink);
  switch (request.source) {
    case Source::finess_csv:
      import_finess_csv(session);
      break;
    case Source::finess_plus:
      import_finess_plus(session);
      break;
    case Source::workforce:
      import_workforce(session);
      break;
    case Source::activity:
      import_activity(session);
      break;
    case Source::usage_payments:
      import_usage_payments(session);
      break;
    case Source::ceilings:
      import_ceilings(session);
      break;
  }
  return session.finish();
}

}  // namespace probant::importer
