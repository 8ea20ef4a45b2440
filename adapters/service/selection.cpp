#include "adapters/service/selection.hpp"

#include "adapters/service/routes.hpp"
#include "engine/log/envelope.hpp"

namespace probant::service {

std::vector<Parameter> Selection::parameters() {
  Parameter type{"type", Where::query, ParameterKind::word, "Type d'événement"};
  for (auto const& about : catalogue) type.words.emplace_back(about.name);
  Parameter subject{"subject", Where::query, ParameterKind::subject,
                    "Ce que l'événement concerne : entity:…, site:…, pmsi:…, ou un dossier par son "
                    "nom (aap:…, ou dossier:aap:…) ; ses propres événements en sont"};
  return {{"dossier", Where::query, ParameterKind::dossier, "D'un seul dossier"}, type, subject};
}

Selection Selection::of(Call const& call) {
  auto const& arguments = call.arguments();
  Selection selection;
  selection.dossier = arguments.dossier("dossier");
  selection.subject = arguments.subject("subject");
  if (arguments.knows("valid_at")) {
    selection.valid_at = arguments.moment("valid_at");
    selection.known_at = arguments.moment("known_at");
  }
  if (auto const type = arguments.text("type")) selection.type = event_type(*type);
  return selection;
}

std::set<Position> concerning(EventStore const& store, Subject const& subject, Position from,
                              Position to) {
  std::set<Position> found;
  std::vector<Subject> const wanted{subject};
  constexpr std::string_view dossier = "dossier:";
  // As an envelope names its own dossier; in a value the quotes would be escaped.
  auto const own = subject.starts_with(dossier)
                       ? R"(,"dossier":")" + subject.substr(dossier.size()) + R"(",)"
                       : std::string{};
  store.scan_leaves(from, to, [&](StoredLeaf const& leaf) {
    bool const of_it = !own.empty() && leaf.envelope.find(own) != std::string_view::npos;
    if (of_it || envelope_concerns(leaf.envelope, wanted)) found.insert(leaf.position);
    return true;
  });
  return found;
}

Parameter after_parameter() {
  Parameter after{
      "after", Where::query, ParameterKind::integer,
      "Après cette position ; si le journal a été restauré depuis, reprenez à la taille "
      "de la sauvegarde, moins un"};
  after.min = -1;
  after.max = max_position;
  return after;
}

}  // namespace probant::service
