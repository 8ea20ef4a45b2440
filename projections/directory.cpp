#include "projections/directory.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"
#include "engine/programme/lifecycle.hpp"
#include "engine/register/lifecycle.hpp"
#include "projections/json_object.hpp"
#include "projections/readership.hpp"

namespace probant {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 35> accents{{
    {"’", ' '}, {"\u00a0", ' '}, {"\u202f", ' '}, {"à", 'a'}, {"â", 'a'}, {"ä", 'a'}, {"á", 'a'},
    {"ç", 'c'}, {"é", 'e'},      {"è", 'e'},      {"ê", 'e'}, {"ë", 'e'}, {"î", 'i'}, {"ï", 'i'},
    {"í", 'i'}, {"ô", 'o'},      {"ö", 'o'},      {"ó", 'o'}, {"ù", 'u'}, {"À", 'a'}, {"Â", 'a'},
    {"Ä", 'a'}, {"Á", 'a'},      {"Ç", 'c'},      {"É", 'e'}, {"È", 'e'}, {"Ê", 'e'}, {"Ë", 'e'},
    {"Î", 'i'}, {"Ï", 'i'},      {"Ô", 'o'},      {"Ö", 'o'}, {"Ù", 'u'}, {"û", 'u'}, {"ü", 'u'},
}};

std::string name_in_register(World const& world, std::optional<Entity> entity) {
  auto const* record = entity ? world.entity(*entity) : nullptr;
  return record ? record->entity->name.value : std::string{};
}

std::string name_of_dossier(World const& world, Dossier const& dossier) {
  return std::visit(Overload{
                        [](AapState const& state) {
                          return state.project ? state.project->title.value : std::string{};
                        },
                        [&](RecoveryState const& state) {
                          auto const* target = world.find(state.against);
                          bool const of_project =
                              target && std::holds_alternative<AapState>(target->state);
                          return of_project ? name_of_dossier(world, *target)
                                            : name_in_register(world, state.against.entity());
                        },
                        [&](auto const&) { return name_in_register(world, dossier.id.entity()); },
                    },
                    dossier.state);
}

/// The group it belongs to, as it is asked for.
std::string group_of(RegisterState const* record) {
  bool const member = record && record->entity && record->entity->ght;
  return member ? " register:ght-" + record->entity->ght->value : std::string{};
}

std::string sites_of(RegisterState const& state) {
  std::string text;
  if (!state.entity) return text;
  for (auto const& site : state.entity->sites) {
    text += " " + site.site.text() + " " + site.name.value;
  }
  return text;
}

/// The hospitals of a project, by every name and number a reader may know them.
std::string participants_of(World const& world, AapState const& state) {
  std::string text;
  for (auto const pmsi : state.participants()) {
    text += " " + pmsi.text();
    for (auto const* owner : world.owners(pmsi)) {
      if (!owner->entity) continue;
      text += " " + owner->entity->entity.text() + " " + owner->entity->name.value;
      text += sites_of(*owner) + group_of(owner);
    }
  }
  return text;
}

/// All the text a query may match: reference, name, participants.
std::string searchable(World const& world, Dossier const& dossier, std::string const& name) {
  std::string text = dossier.id.text() + " " + name;
  if (auto const* state = std::get_if<AapState>(&dossier.state)) {
    text += participants_of(world, *state);
  } else if (auto const* entity = std::get_if<RegisterState>(&dossier.state)) {
    text += sites_of(*entity) + group_of(entity);
  } else if (auto const* recovery = std::get_if<RecoveryState>(&dossier.state)) {
    text += " " + recovery->against.text();
  } else if (auto const owner = dossier.id.entity()) {
    text += group_of(world.entity(*owner));
  }
  return folded(text);
}

/// By name, what readers are shown.
using Phases = std::map<std::string_view, std::set<std::string_view>>;

template <class Phase>
void add(Phases& phases) {
  for (std::size_t i = 0; i < Names<Phase>::values.size(); ++i) {
    phases[Names<Phase>::values[i]].insert(PhaseLabels<Phase>::values[i]);
  }
}

Phases phases() {
  // Beyond those of the lifecycles: what `phase_view` says of a dossier as a whole, and of what the
  // engine keeps itself.
  Phases all{{"under_convention", {"sous convention"}},
             {"withdrawal_decided", {"retrait annulé"}},
             {"restitution_due", {}},
             {"recording", {"journal tenu par le moteur", "registre tenu par le moteur"}},
             {"up_to_date", {"à jour"}},
             {"awaiting_resolution", {"mises à jour à résoudre"}}};
  add<EntityPhase>(all);
  add<ImportsPhase>(all);
  add<ProgrammePhase>(all);
  add<CandidacyPhase>(all);
  add<ProjectPhase>(all);
  add<RequestPhase>(all);
  add<RecoveryPhase>(all);
  return all;
}

/// "retrait décidé, 1 000,00 € à restituer" begins with "retrait décidé".
bool is_or_begins(std::string_view whole, std::string_view head) {
  return whole == head || (whole.starts_with(head) && whole.substr(head.size()).starts_with(','));
}

bool is_in(PhaseView const& phase, std::string_view name, std::string_view folded_label) {
  return phase.phase == name || is_or_begins(folded(phase.label), folded_label);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A code that ends in a number is found whole: « ght-01 » is no « ght-011 ». Of a number alone, a
/// part is enough.
bool holds(std::string_view text, std::string_view query) {
  if (std::ranges::all_of(query, is_digit)) return text.find(query) != std::string_view::npos;
  for (auto at = text.find(query); at != std::string_view::npos; at = text.find(query, at + 1)) {
    auto const end = at + query.size();
    bool const cut_before = at > 0 && is_digit(text[at - 1]) && is_digit(query.front());
    bool const cut_after = end < text.size() && is_digit(text[end]) && is_digit(query.back());
    if (!cut_before && !cut_after) return true;
  }
  return false;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  auto const add = [&out](char c) {
    // "Bourg en Bresse" and "Bourg-en-Bresse", "l hôpital" and "l'hôpital"
    bool const space = c == ' ' || c == '\t' || c == '-' || c == '\'';
    if (!space) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < text.size();) {
    bool replaced = false;
    for (auto const& [accented, plain] : accents) {
      if (static_cast<unsigned char>(text[i]) < 0x80) break;  // none of those, as most are
      if (text.substr(i).starts_with(accented)) {
        add(plain);
        i += accented.size();
        replaced = true;
        break;
      }
    }
    if (!replaced) add(text[i++]);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<DirectoryEntry> search(World const& world, DirectoryFilter const& filter) {
  std::vector<DirectoryEntry> found;
  auto const query = folded(filter.query);
  auto const wanted_phase = folded(filter.phase);
  for (auto const* dossier : world.dossiers()) {
    if (filter.kind && dossier->id.kind != *filter.kind) continue;
    auto const phase =
        std::visit([](auto const& state) { return phase_view(state); }, dossier->state);
    if (!filter.phase.empty() && !is_in(phase, filter.phase, wanted_phase)) continue;
    auto name = name_of_dossier(world, *dossier);
    bool const wanted = query.empty() || holds(searchable(world, *dossier, name), query);
    if (!wanted) continue;
    auto const region = competence_of(world, *dossier, dossier->last_recorded_at).region;
    if (filter.region && region != filter.region) continue;
    found.push_back(
        {dossier->id, std::move(name), phase.phase, phase.label, region, dossier->version});
  }
  return found;
}

bool is_phase(std::string_view text) {
  auto const wanted = folded(text);
  return std::ranges::any_of(phases(), [&](auto const& phase) {
    return phase.first == text || std::ranges::any_of(phase.second, [&](std::string_view label) {
             return is_or_begins(wanted, folded(label));
           });
  });
}

std::string known_phases() {
  std::string text;
  for (auto const& [name, labels] : phases()) {
    text += (text.empty() ? "" : ", ") + std::string{name};
    std::string shown;
    for (auto const label : labels) shown += (shown.empty() ? "" : ", ") + std::string{label};
    if (!shown.empty()) text += " (" + shown + ")";
  }
  return text;
}

std::string to_json(DirectoryEntry const& entry) {
  return JsonObject{}
      .text("dossier", entry.dossier.text())
      .text("kind", name_of(entry.dossier.kind))
      .text("name", entry.name)
      .text("phase", entry.phase)
      .text_or_null("region", entry.region)
      .number("version", entry.version)
      .json();
}

}  // namespace probant
