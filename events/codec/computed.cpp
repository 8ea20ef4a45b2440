#include "events/codec/computed.hpp"

#include <cereal/cereal.hpp>
#include <type_traits>

#include "events/codec/scalars.hpp"

namespace probant {
namespace {

using namespace codec;

/// Walks an event and notes every simple value inside its computed fields.
class ComputedFields : public cereal::InputArchive<ComputedFields> {
 public:
  ComputedFields() : InputArchive(this) {}

  std::map<std::string, Scalar> of(Event& event) {
    std::visit([this](auto& body) { (*this)(body); }, static_cast<EventTypes&>(event.body));
    return std::move(found_);
  }
  template <class T>
  void member(std::string_view name, T& value) {
    if (!path_.empty()) inside(path_ + "." + std::string{name}, value);
  }
  template <class T>
  void computed_member(std::string_view name, T& value) {
    if constexpr (!std::is_same_v<T, Explanation> &&
                  !std::is_same_v<T, std::optional<Explanation>>) {
      inside(std::string{name}, value);
    }
  }

 private:
  template <class T>
  void inside(std::string path, T& value) {
    auto const outer = std::exchange(path_, std::move(path));
    visit(value);
    path_ = outer;
  }
  template <LeafValue T>
  void visit(T& value) {
    found_.emplace(path_, to_scalar(value));
  }
  template <class T>
  void visit(std::optional<T>& value) {
    if (value) visit(*value);
  }
  template <StructValue T>
  void visit(T& value) {
    (*this)(value);
  }
  template <ListValue T>
  void visit(T& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      inside(path_ + "[" + std::to_string(i) + "]", items[i]);
    }
  }

  std::string path_;  ///< of the value at hand; empty outside computed fields
  std::map<std::string, Scalar> found_;
};

template <class T>
void load(ComputedFields& fields, Field<T>& field) {
  fields.member(field.name, field.value);
}
template <class T>
void load(ComputedFields& fields, Computed<T>& field) {
  fields.computed_member(field.name, field.value);
}

}  // namespace

std::map<std::string, Scalar> computed_fields(Event event) { return ComputedFields{}.of(event); }

std::optional<Explanation> explanation_of(Event const& event) {
  return std::visit(
      [](auto const& body) -> std::optional<Explanation> {
        if constexpr (requires { Explanation{body.explanation}; }) return body.explanation;
        return std::nullopt;
      },
      static_cast<EventTypes const&>(event.body));
}

}  // namespace probant
