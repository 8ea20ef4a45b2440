// probant events and diagram: the vocabulary and the procedures, generated from the code itself.
#include "adapters/cli/exit.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "engine/kernel/authorise.hpp"
#include "engine/kernel/legal_basis.hpp"
#include "engine/programme/lifecycle.hpp"
#include "engine/register/lifecycle.hpp"
#include "events/codec/json_text.hpp"
#include "events/codec/schema_out.hpp"
#include "projections/event_fields.hpp"

namespace probant::cli {
namespace {

std::vector<std::string_view> proposer_names(Roles roles) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < Names<Role>::values.size(); ++i) {
    if (roles.has(static_cast<Role>(i))) names.push_back(Names<Role>::values[i]);
  }
  return names;
}

std::string kind_of(About const& about) {
  return about.in_any_dossier ? "*" : std::string{name_of(about.kind)};
}

std::string json_of(EventType type) {
  auto const& about = catalogue[type];
  std::string out;
  JsonWriter json{out};
  json.begin_object().member("type", about.name).member("schema_version", about.schema);
  json.member("kind", kind_of(about)).member("label", about.label);
  json.member("legal_basis", every_legal_basis(about)).key("proposers").begin_array();
  for (auto const name : proposer_names(about.proposers)) json.value(name);
  json.end_array().key("fields").begin_array();
  for (auto const& field : event_fields(type)) {
    json.begin_object().member("path", field.path).member("label", field.label);
    json.member("required", field.required).member("computed", field.computed).end_object();
  }
  json.end_array().key("schema").raw(json_schema(type)).end_object();
  return out;
}

std::string list_as_text() {
  Table table{{{"TYPE", "DOSSIER", "ACTE", "PROPOSÉ PAR", "FONDEMENT"}}, {}, {}};
  for (auto const& about : catalogue) {
    std::string proposers;
    for (auto const name : proposer_names(about.proposers)) {
      proposers += (proposers.empty() ? "" : ", ") + std::string{name};
    }
    table.rows.push_back({std::string{about.name}, kind_of(about), std::string{about.label},
                          proposers.empty() ? "le moteur" : proposers, every_legal_basis(about)});
  }
  return to_text(table);
}

std::string in_words(EventType type) {
  auto const& about = catalogue[type];
  std::string proposers;
  for (auto const name : proposer_names(about.proposers)) {
    proposers += (proposers.empty() ? "" : ", ") +
                 std::string{role_label(parse_name<Role>(name).value_or(Role::operator_))};
  }
  std::string text = coloured(Colour::bold, about.name) + " : " + std::string{about.label} +
                     "\n  proposé par : " + (proposers.empty() ? "le moteur seul" : proposers) +
                     "\n  fondement : " + every_legal_basis(about) + "\n\n";
  Table table{{{"CHAMP", "SENS", "PRÉSENCE", "CONTENU"}}, {}, {}};
  for (auto const& field : event_fields(type)) {
    table.rows.push_back({field.path, field.label,
                          field.computed   ? "calculé"
                          : field.required ? "obligatoire"
                                           : "facultatif",
                          field.holds});
  }
  return text + to_text(table) + "\nSchéma JSON : probant events " + std::string{about.name} +
         " --format json\n";
}

std::vector<Track> tracks_of(std::string const& kind) {
  if (kind == "hospiconnect") return hospiconnect_tracks();
  if (kind == "aap") return aap_tracks();
  if (kind == "mie") return mie_tracks();
  if (kind == "recovery") return recovery_tracks();
  if (kind == "register") return register_tracks();
  if (kind == "programme") return programme_tracks();
  if (kind == "dossier") return transverse_tracks();
  throw UsageError("« " + kind +
                   " » n'a pas de diagramme ; il y en a pour hospiconnect, aap, mie, recovery, "
                   "register, programme et dossier (actes communs à tous).");
}

}  // namespace

int run_events(Common const& common, std::string const& name) {
  if (name.empty() && common.format != Format::json) {
    print(list_as_text());
    return exit_done;
  }
  if (name.empty()) {
    std::string out = "[";
    for (EventType type = 0; type < event_type_count; ++type) {
      out += (type > 0 ? "," : "") + json_of(type);
    }
    print(out + "]\n");
    return exit_done;
  }
  auto const type = event_type(name);
  if (!type)
    throw UsageError("« " + name + " » n'est pas un type d'événement ; voir probant events.");
  print(common.format == Format::json ? json_of(*type) + "\n" : in_words(*type));
  return exit_done;
}

int run_diagram(Common const&, std::string const& kind) {
  print(mermaid(kind, tracks_of(kind)));
  return exit_done;
}

}  // namespace probant::cli
