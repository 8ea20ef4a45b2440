#include "adapters/reference/finess_plus.hpp"

#include "adapters/reference/finess_plus_entities.hpp"

namespace probant::importer {
namespace {

std::string source_label(Session const& session, GhtGroups const& groups) {
  std::string label = "FINESS+ structures";
  auto const& version = groups.schema_version();
  if (version.size() <= 40 && Line::parse(version)) label += " " + version;
  auto const on = session.report().extracted_on;
  if (on) label += ", extraction du " + on->text();
  if (!session.map().name.empty()) label += ", table " + file_label(session.map().name);
  return label;
}

}  // namespace

void import_finess_plus(Session& session) {
  GhtGroups groups(session.map());
  JsonWalk first(groups);
  session.first_pass([&](std::string_view block) { first.feed(block); });
  first.finish();
  if (!groups.has_entities()) {
    throw ImportError("ce n'est pas un flux FINESS+ « structures » : la liste « pmej » manque");
  }
  if (auto const at = Instant::parse(groups.generated_at())) {
    session.report().extracted_on = paris_day(*at);
  }
  session.require_current("champ generatedAt, date d'extraction", groups.generated_at());
  FinessPlusEntities entities(session, groups, source_label(session, groups));
  JsonWalk second(entities);
  auto& input = session.input();
  for (auto block = input.read(); !block.empty(); block = input.read()) second.feed(block);
  second.finish();
  session.end_second_pass();
}

}  // namespace probant::importer
