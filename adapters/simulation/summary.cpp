#include "adapters/simulation/summary.hpp"

#include "engine/kernel/procedure.hpp"
#include "projections/json_object.hpp"

namespace probant::simulation {
namespace {

std::string types_json(Tally const& tally) {
  JsonObject object;
  for (EventType type = 0; type < event_type_count; ++type) {
    if (tally.by_type[type] > 0) object.number(catalogue[type].name, tally.by_type[type]);
  }
  return object.json();
}

std::string refusals_json(Tally const& tally) {
  JsonObject object;
  for (auto const& [code, count] : tally.refusals) object.number(name_of(code), count);
  return object.json();
}

std::string dossiers_json(Summary const& summary) {
  JsonObject object;
  for (auto const& [kind, phases] : summary.dossiers) {
    JsonObject counts;
    for (auto const& [phase, count] : phases) counts.number(phase, count.dossiers);
    object.raw(name_of(kind), counts.json());
  }
  return object.json();
}

std::string violation_json(Violation const& violation) {
  return JsonObject{}
      .text("promise", violation.promise)
      .text("where", violation.where)
      .text("what", violation.what)
      .json();
}

}  // namespace

Summary summarise(World const& world, Instant at, Tally tally) {
  Summary summary;
  summary.tally = std::move(tally);
  for (auto const* dossier : world.dossiers()) {
    auto const phase =
        std::visit([](auto const& state) { return phase_view(state); }, dossier->state);
    auto& count = summary.dossiers[dossier->id.kind][phase.phase];
    count.label = phase.label;
    ++count.dossiers;
  }
  summary.money = group(exposure(world, at), ExposureBy::programme);
  return summary;
}

std::string to_json(Summary const& summary, std::vector<Violation> const& violations) {
  JsonObject object;
  object.number("events", summary.tally.recorded)
      .number("refused", summary.tally.refused)
      .number("duplicates", summary.tally.duplicates)
      .raw("events_by_type", types_json(summary.tally))
      .raw("refusals_by_reason", refusals_json(summary.tally))
      .raw("dossiers", dossiers_json(summary))
      .raw("money", json_array(summary.money,
                               [](ExposureGroup const& group) {
                                 return to_json(group, ExposureBy::programme);
                               }))
      .raw("violations", json_array(violations, violation_json));
  return object.json();
}

}  // namespace probant::simulation
