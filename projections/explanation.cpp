#include "projections/explanation.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "engine/kernel/overload.hpp"
#include "engine/mie/amounts.hpp"
#include "engine/transverse/unknown.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"
#include "projections/words.hpp"

namespace probant {
namespace {

std::string scalar_json(Scalar const& scalar) {
  return std::visit(Overload{
                        [](std::monostate) { return std::string{"null"}; },
                        [](bool flag) { return std::string{flag ? "true" : "false"}; },
                        [](std::int64_t number) { return std::to_string(number); },
                        [](std::string const& text) {
                          std::string out;
                          append_json_string(out, text);
                          return out;
                        },
                    },
                    scalar.value);
}

/// What the corrections of one event made of it.
struct Corrected {
  struct Value {
    std::string path;
    Scalar value;
    std::string by;
  };
  std::vector<Value> values;
  std::string as_recorded;  ///< its data, as canonical JSON
  std::string last;         ///< the correction, as a reader finds it
};

/// Each event is looked up once, and the corrections of each dossier. They count from the moment
/// they are known, so that `valid_at` does not bound them.
class Corrections {
 public:
  Corrections(EventStore const& store, Bounds const& bounds) : store_(store), bounds_(bounds) {}

  Corrected const* of(Position position) {
    auto const [place, first] = found_.try_emplace(position);
    if (first) place->second = look_up(position);
    return place->second ? &*place->second : nullptr;
  }

 private:
  using Made = std::map<Position, Corrected>;  ///< by position of the event corrected

  std::optional<Corrected> look_up(Position position) {
    std::optional<DossierId> dossier;
    std::string as_recorded;
    store_.scan(position, position + 1, [&](StoredEvent const& event) {
      dossier = event.dossier;
      as_recorded = event.payload;
      return false;
    });
    if (!dossier) return std::nullopt;
    auto const [place, first] = made_.try_emplace(*dossier);
    if (first) place->second = corrections_in(*dossier);
    auto const corrected = place->second.find(position);
    if (corrected == place->second.end()) return std::nullopt;
    corrected->second.as_recorded = std::move(as_recorded);
    return corrected->second;
  }

  Made corrections_in(DossierId const& dossier) {
    auto const type = type_of<transverse::CorrectionRecorded>();
    Made made;
    store_.scan_dossier(dossier, [&](StoredEvent const& event) {
      if (event.type != type || event.erased || !known(event)) return true;
      auto const& body = reader_.read(event).event.body;
      auto const& correction = std::get<transverse::CorrectionRecorded>(body);
      auto& corrected = made[correction.position];
      corrected.last = "l'événement " + std::to_string(event.position) + " du " +
                       to_french(paris_day(event.recorded_at));
      auto const add = [&](auto const& fields) {
        for (auto const& one : fields)
          corrected.values.push_back({one.path.value, one.becomes, corrected.last});
      };
      add(correction.corrections);
      if (correction.recomputed) add(*correction.recomputed);
      return true;
    });
    return made;
  }

  bool known(StoredEvent const& event) const {
    return event.position < bounds_.before &&
           (!bounds_.known_at || event.recorded_at <= *bounds_.known_at);
  }

  EventStore const& store_;
  Bounds const& bounds_;
  EventReader reader_;
  std::map<DossierId, Made> made_;
  std::map<Position, std::optional<Corrected>> found_;
};

bool holds_number(std::string_view json, std::int64_t number) {
  auto const text = ":" + std::to_string(number);
  for (auto at = json.find(text); at != std::string_view::npos; at = json.find(text, at + 1)) {
    auto const after = json.substr(at + text.size(), 1);
    if (after == "," || after == "}" || after == "]") return true;
  }
  return false;
}

/// "Ligne 3, …" is read of `costs[2]`: whatever is corrected there decides whether it counts.
std::string path_of_line(std::string_view label) {
  constexpr std::string_view head = "Ligne ";
  if (!label.starts_with(head)) return {};
  int number = 0;
  std::from_chars(label.data() + head.size(), label.data() + label.size(), number);
  return number > 0 ? "costs[" + std::to_string(number - 1) + "]." : std::string{};
}

/// What an event of one amount counts for depends on its days.
bool is_day_of_event(Corrected::Value const& one) {
  auto const* text = std::get_if<std::string>(&one.value.value);
  return text && one.path.find('[') == std::string::npos && Date::parse(*text);
}

/// An event has corrected values beside others, left as they were, and sums of both.
std::string note(Explanation const& node, Corrected const& corrected) {
  auto const by = [](auto const& found) { return " (corrigé par " + found->by + ")"; };
  if (auto const path = path_of_line(node.label.value); !path.empty()) {
    auto const of_line = std::ranges::find_if(
        corrected.values.rbegin(), corrected.values.rend(),
        [&](Corrected::Value const& one) { return one.path.starts_with(path); });
    return of_line == corrected.values.rend() ? "" : by(of_line);
  }
  auto const found = std::ranges::find(corrected.values.rbegin(), corrected.values.rend(),
                                       node.value, &Corrected::Value::value);
  if (found != corrected.values.rend()) {
    return by(found);
  }
  auto const* number = std::get_if<std::int64_t>(&node.value.value);
  bool const as_it_was = !number || holds_number(corrected.as_recorded, *number);
  if (as_it_was && std::ranges::none_of(corrected.values, is_day_of_event)) return {};
  return " (d'un événement corrigé par " + corrected.last + ")";
}

void mark(Explanation& node, Corrections& corrections) {
  if (node.position) {
    if (auto const* corrected = corrections.of(node.position->value)) {
      node.label.value += note(node, *corrected);
    }
  }
  if (!node.operands) return;
  for (auto& operand : *node.operands) mark(operand, corrections);
}

constexpr std::string_view payable_name = "payable";

bool is_payable(std::string_view name) {
  return name == payable_name || name == std::string{payable_name} + "_cents";
}

/// The figures it rests on, erased, leave it unknown as well.
std::optional<Explained<Money>> payable(World const& world, Dossier const& dossier, Instant at) {
  auto const* funding = std::get_if<MieState>(&dossier.state);
  if (!funding) return std::nullopt;
  View const view{world, dossier.id, at};
  auto const known = known_figures(*funding, view);
  bool const whole =
      amount_of(known, Figure::entitlement_cents) && amount_of(known, Figure::ordered_cents);
  return whole ? payable_now(*funding, view, Tracing::on) : std::nullopt;
}

std::optional<Explained<Money>> figure_of(World const& world, Dossier const& dossier, Figure figure,
                                          Instant at) {
  auto all = figures_of(world, dossier, at, Tracing::on);
  return all ? std::move((*all)[static_cast<std::size_t>(figure)]) : std::nullopt;
}

std::string short_name(std::string_view figure) {
  return std::string{figure.substr(0, figure.size() - std::string_view{"_cents"}.size())};
}

/// Whether a dossier of this kind can have the figure; none stands for what is payable.
bool has(DossierKind kind, std::optional<Figure> figure) {
  using enum Figure;
  constexpr std::array of_project{ceiling_gross_cents,   ceiling_net_cents, entitlement_cents,
                                  ordered_cents,         paid_cents,        unverified_cents,
                                  overcompensation_cents};
  if (kind == DossierKind::mie) return true;
  if (!figure || (kind != DossierKind::aap && kind != DossierKind::recovery)) return false;
  if (*figure == undue_cents || *figure == recovered_cents || *figure == outstanding_cents) {
    return true;
  }
  return kind == DossierKind::aap && std::ranges::find(of_project, *figure) != of_project.end();
}

/// "mie (financement d'équipement HospiConnect)": every kind of dossier that can have the figure.
std::string kinds_with(std::optional<Figure> figure) {
  std::string kinds;
  for (auto const kind : {DossierKind::mie, DossierKind::aap, DossierKind::recovery}) {
    if (!has(kind, figure)) continue;
    kinds += (kinds.empty() ? "" : ", ") + std::string{name_of(kind)} + " (" +
             std::string{kind_label(kind)} + ")";
  }
  return kinds;
}

/// What of the dossier can be unfolded at that instant, by name.
std::string known_names(World const& world, Dossier const& dossier, Instant at) {
  std::string names;
  for (auto const& name : names_to_unfold()) {
    if (unfold(world, dossier, name, at)) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

}  // namespace

std::optional<std::string_view> label_to_unfold(std::string_view name) {
  if (is_payable(name)) return "Montant à payer";
  auto const figure = figure_named(name);
  return figure ? std::optional{label_of(*figure)} : std::nullopt;
}

std::optional<Explanation> unfold(World const& world, Dossier const& dossier, std::string_view name,
                                  Instant at) {
  auto const figure = figure_named(name);
  std::optional<Explained<Money>> amount;
  if (is_payable(name)) amount = payable(world, dossier, at);
  if (figure) amount = figure_of(world, dossier, *figure, at);
  return amount ? std::move(amount->tree) : std::nullopt;
}

std::vector<std::string> names_to_unfold() {
  std::vector<std::string> names;
  for (auto const name : Names<Figure>::values) {
    names.push_back(short_name(name));
  }
  names.emplace_back(payable_name);
  return names;
}

std::string why_not_unfolded(World const& world, DossierId const& id, std::string_view name,
                             Instant at) {
  auto const* dossier = world.find(id);
  if (!dossier) return "Le dossier " + id.text() + " n'est pas connu à cette date.";
  auto const figure = figure_named(name);
  auto text = "« " + std::string{label_to_unfold(name).value_or(name)} + " » ";
  text += has(id.kind, figure) ? "n'est pas connu pour " + id.text() + " à cette date"
                               : "n'est pas un montant de " + id.text() +
                                     " ; ont ce montant les dossiers " + kinds_with(figure);
  auto const known = known_names(world, *dossier, at);
  return text + (known.empty() ? " ; aucun montant n'est connu pour lui."
                               : " ; sont connus pour lui : " + known + ".");
}

Explanation with_corrections(Explanation tree, EventStore const& store, Bounds const& bounds) {
  Corrections corrections{store, bounds};
  mark(tree, corrections);
  return tree;
}

std::vector<std::string> rulebooks_behind(World const& world, Dossier const& dossier, Instant at) {
  View const view{world, dossier.id, at};
  std::set<std::string> found;
  auto const add = [&](std::optional<Happening> const& act) {
    if (act) found.insert(view.at_act(*act).rules().id());
  };
  if (auto const* project = std::get_if<AapState>(&dossier.state)) {
    add(project->filed);
    if (project->granted) add(project->decided);
  } else if (auto const* funding = std::get_if<MieState>(&dossier.state)) {
    found.insert(settled_rules(*funding, view).id());
    for (auto const& [year, campaign] : funding->campaigns) add(campaign.attested);
  }
  if (found.empty()) found.insert(view.rules().id());
  return {found.begin(), found.end()};
}

std::string explanation_json(Explanation const& node, std::vector<std::string> const& rulebooks) {
  JsonObject object;
  object.text("label", node.label.value).text("unit", name_of(node.unit));
  object.raw("value", scalar_json(node.value));
  if (node.formula) object.text("formula", node.formula->value);
  if (node.rule) object.text("rule", node.rule->value);
  if (node.source) object.text("source", node.source->value);
  if (node.position) object.number("position", *node.position);
  if (node.operands) {
    object.raw("operands",
               json_array(*node.operands, [](auto const& one) { return explanation_json(one); }));
  }
  if (!rulebooks.empty()) object.raw("rulebooks", json_texts(rulebooks));
  return object.json();
}

}  // namespace probant
