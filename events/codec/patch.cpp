#include "events/codec/patch.hpp"

#include <cereal/cereal.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "events/codec/decoder.hpp"
#include "events/codec/expected.hpp"
#include "events/codec/json_out.hpp"
#include "events/codec/scalars.hpp"
#include "events/codec/utf8.hpp"
#include "events/values/digits.hpp"

namespace probant {
namespace {

using namespace codec;

/// One step of a path: into a field, or to an item of a list when the name is empty.
struct Step {
  std::string_view name;
  std::size_t index = 0;
};

/// Nothing when the path is not `name`, `name[3]`, `name.name`, `name[3].name`…
std::optional<std::vector<Step>> parse_path(std::string_view path) {
  std::vector<Step> steps;
  while (true) {
    auto const end = path.find_first_of(".[]");
    if (end == 0 || path.empty()) return std::nullopt;
    steps.push_back({path.substr(0, end)});
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
    while (path.starts_with('[')) {
      auto const close = path.find(']');
      if (close == std::string_view::npos) return std::nullopt;
      auto const index = parse_digits(path.substr(1, close - 1));
      if (!index) return std::nullopt;
      steps.push_back({{}, static_cast<std::size_t>(*index)});
      path.remove_prefix(close + 1);
    }
    if (path.empty()) return steps;
    if (!path.starts_with('.')) return std::nullopt;
    path.remove_prefix(1);
  }
}

std::string shown(Scalar const& scalar) {
  if (auto const* text = std::get_if<std::string>(&scalar.value)) {
    return "« " + excerpt(*text) + " »";
  }
  if (auto const* number = std::get_if<std::int64_t>(&scalar.value)) return std::to_string(*number);
  if (auto const* truth = std::get_if<bool>(&scalar.value)) return *truth ? "true" : "false";
  return "absent";
}

/// Whose fields a patch may reach: those that were proposed, or those that the engine computed.
enum class Reach : std::uint8_t { proposed, computed };

/// Walks an event down one path and replaces what stands at its end.
class FieldPatch : public cereal::InputArchive<FieldPatch> {
 public:
  FieldPatch(transverse::FieldCorrection const& correction, std::string place, Issues& issues,
             Reach reach = Reach::proposed)
      : InputArchive(this),
        correction_(correction),
        place_(std::move(place)),
        issues_(issues),
        reach_(reach) {}

  void apply(Event& event) {
    auto steps = parse_path(correction_.path.value);
    if (steps) {
      steps_ = std::move(*steps);
      std::visit([this](auto& body) { (*this)(body); }, event.body);
      (*this)(event.attachments);
    }
    if (!arrived_) {
      report("field", "aucun champ « " + excerpt(correction_.path.value) +
                          " » dans l'événement corrigé ; attendu : un chemin comme "
                          "granted_cents ou costs[0].amount_cents");
    }
  }

  template <class T>
  void member(std::string_view name, T& value) {
    if (!leads_to(name)) return;
    ++next_;
    visit(value);
    --next_;
  }
  template <class T>
  void computed_member(std::string_view name, T& value) {
    if (reach_ == Reach::computed) return member(name, value);
    if (!leads_to(name)) return;
    arrived_ = true;
    report("field", "champ calculé par le moteur : corriger les données dont il dépend",
           IssueCode::computed_field);
  }

 private:
  bool leads_to(std::string_view name) const {
    return !at_end() && !steps_[next_].name.empty() && steps_[next_].name == name;
  }
  bool at_end() const { return next_ == steps_.size(); }

  void report(std::string_view part, std::string message,
              IssueCode code = IssueCode::invalid_field) {
    issues_.push_back({code, place_ + "." + std::string{part}, std::move(message)});
  }
  /// True when what stands there is what the correction says; an issue otherwise.
  bool stands(Scalar const& now) {
    arrived_ = true;
    if (now == correction_.was) return true;
    report("was",
           "trouvé : " + shown(correction_.was) + " ; la valeur enregistrée est : " + shown(now));
    return false;
  }
  template <LeafValue T>
  void replace(T& value) {
    if (auto becomes = from_scalar<T>(correction_.becomes)) {
      value = std::move(*becomes);
    } else {
      report("becomes",
             "trouvé : " + shown(correction_.becomes) + " ; attendu : " + expected_value<T>());
    }
  }

  template <LeafValue T>
  void visit(T& value) {
    if (at_end() && stands(to_scalar(value))) replace(value);
  }
  template <LeafValue T>
  void visit(std::optional<T>& value) {
    if (!at_end() || !stands(value ? to_scalar(*value) : Scalar{})) return;
    if (correction_.becomes == Scalar{}) {
      value.reset();
    } else {
      replace(value ? *value : value.emplace());
    }
  }
  template <class T>
  void visit(std::optional<T>& value) {
    if (value) visit(*value);
  }
  template <StructValue T>
  void visit(T& value) {
    if (at_end()) return report_not_simple();
    (*this)(value);
  }
  template <ListValue T>
  void visit(T& items) {
    if (at_end()) return report_not_simple();
    auto const& step = steps_[next_];
    if (!step.name.empty()) return;
    ++next_;
    if constexpr (LeafValue<typename T::value_type>) {
      visit_item(items, step.index);
    } else if (step.index < items.size()) {
      visit(items[step.index]);
    } else if (step.index == items.size()) {
      arrived_ = true;
      report("field", "la liste s'arrête avant ; une correction n'y ajoute ni n'en retire d'objet");
    }
    --next_;
  }
  /// Of a list of simple values, null takes one away, and one more stands after the last.
  template <ListValue T>
  void visit_item(T& items, std::size_t index) {
    if (!at_end() || index > items.size()) return;
    if (index == items.size()) return add_item(items);
    if (correction_.becomes != Scalar{}) return visit(items[index]);
    if (!stands(to_scalar(items[index]))) return;
    if (items.size() == T::min_items) {
      return report("becomes", "la liste compte au moins " + std::to_string(T::min_items) +
                                   " élément(s) : remplacez celui-ci");
    }
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(index));
  }
  template <ListValue T>
  void add_item(T& items) {
    if (!stands(Scalar{})) return;
    if (items.size() == T::max_items) {
      return report("field",
                    "la liste compte au plus " + std::to_string(T::max_items) + " éléments");
    }
    typename T::value_type item;
    auto const faults = issues_.size();
    replace(item);
    if (issues_.size() == faults) items.push_back(std::move(item));
  }
  void report_not_simple() {
    arrived_ = true;
    report("field", "trouvé : un objet ou une liste ; attendu : le chemin d'un champ simple");
  }

  transverse::FieldCorrection const& correction_;
  std::string place_;
  Issues& issues_;
  Reach reach_;
  std::vector<Step> steps_;
  std::size_t next_ = 0;
  bool arrived_ = false;
};

template <class T>
void load(FieldPatch& patch, Field<T>& field) {
  patch.member(field.name, field.value);
}
template <class T>
void load(FieldPatch& patch, Computed<T>& field) {
  patch.computed_member(field.name, field.value);
}

}  // namespace

std::variant<Event, Issues> apply_corrections(
    Event event, std::span<transverse::FieldCorrection const> corrections) {
  Issues issues;
  for (std::size_t i = 0; i < corrections.size() && issues.size() < max_issues; ++i) {
    FieldPatch patch{corrections[i], "data.corrections[" + std::to_string(i) + "]", issues};
    patch.apply(event);
  }
  if (!issues.empty()) return issues;
  return event;
}

void set_computed(Event& event, std::span<transverse::FieldCorrection const> values,
                  std::optional<Explanation> const& explanation) {
  Issues ignored;
  for (auto const& value : values) FieldPatch{value, {}, ignored, Reach::computed}.apply(event);
  if (!explanation) return;
  std::visit(
      [&](auto& body) {
        if constexpr (requires { body.explanation = *explanation; }) {
          body.explanation = *explanation;
        }
      },
      static_cast<EventTypes&>(event.body));
}

std::variant<std::string, Issues> apply_corrections(
    EventType type, int schema, std::string_view payload,
    std::span<transverse::FieldCorrection const> corrections) {
  auto corrected = apply_corrections(decode_stored(type, schema, payload), corrections);
  if (auto* issues = std::get_if<Issues>(&corrected)) return std::move(*issues);
  return to_canonical_json(std::get<Event>(corrected));
}

}  // namespace probant
