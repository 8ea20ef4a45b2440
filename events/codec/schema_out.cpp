#include "events/codec/schema_out.hpp"

#include <algorithm>
#include <array>
#include <cereal/cereal.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "events/codec/json_text.hpp"
#include "events/codec/kinds.hpp"
#include "events/values/instant.hpp"

namespace probant {
namespace {

using namespace codec;

/// Walks types, not values: every field is visited once, on default-made objects.
class SchemaOut : public cereal::OutputArchive<SchemaOut> {
 public:
  explicit SchemaOut(JsonWriter& json) : OutputArchive(this), json_(json) {}

  /// The keywords of an object schema whose fields `walk` serialises.
  void object_keywords(auto const& walk) {
    json_.member("type", "object").member("additionalProperties", false);
    auto outer = std::exchange(required_, {});
    json_.key("properties").begin_object();
    walk();
    json_.end_object();
    json_.key("required").begin_array();
    for (auto const name : required_) json_.value(name);
    json_.end_array();
    required_ = std::move(outer);
  }

  template <class T>
  void member(std::string_view name, bool computed) {
    if (!computed && !is_optional<T>) required_.push_back(name);
    auto const outer = pointer_.size();
    pointer_.append("/properties/").append(name);
    json_.key(name).begin_object();
    if (computed) json_.member("readOnly", true);
    bool const outer_computed = std::exchange(computed_, computed || computed_);
    keywords<T>();
    computed_ = outer_computed;
    json_.end_object();
    pointer_.resize(outer);
  }

 private:
  struct Open {  ///< a structure whose schema is being written
    void const* type;
    std::string pointer;
  };
  template <class T>
  static constexpr char type_tag = 0;

  template <class T>
  void keywords() {
    if constexpr (is_optional<T>) {
      keywords<typename T::value_type>();
    } else if constexpr (is_list<T>) {
      list_keywords<T>();
    } else if constexpr (StructValue<T>) {
      struct_keywords<T>();
    } else if constexpr (TextValue<T>) {
      text_keywords<T>();
    } else if constexpr (Named<T>) {
      json_.member("type", "string").key("enum").begin_array();
      for (auto const word : Names<T>::values) json_.value(word);
      json_.end_array();
    } else if constexpr (is_number<T>) {
      json_.member("type", "integer").member("minimum", T::min).member("maximum", T::max);
    } else if constexpr (std::same_as<T, Money>) {
      json_.member("type", "integer").member("description", "Centimes d'euro");
      if (!computed_) json_.member("minimum", 0).member("maximum", Money::max_outside_cents);
    } else if constexpr (std::same_as<T, Scalar>) {
      json_.key("type").begin_array();
      json_.value("null").value("boolean").value("integer").value("string").end_array();
    } else {
      json_.member("type", std::same_as<T, bool> ? "boolean" : "integer");
    }
  }

  template <TextValue T>
  void text_keywords() {
    json_.member("type", "string").member("description", T::expected);
    if (!T::pattern.empty()) json_.member("pattern", T::pattern);
    if constexpr (is_bounded_text<T>) {
      json_.member("minLength", 1).member("maxLength", T::max_bytes);
    } else if constexpr (std::same_as<T, Date>) {
      json_.member("format", "date");
    } else if constexpr (std::same_as<T, Instant>) {
      json_.member("format", "date-time");
    }
  }

  template <ListValue T>
  void list_keywords() {
    json_.member("type", "array").member("maxItems", T::max_items);
    if (T::min_items > 0) json_.member("minItems", T::min_items);
    auto const outer = pointer_.size();
    pointer_ += "/items";
    json_.key("items").begin_object();
    keywords<typename T::value_type>();
    json_.end_object();
    pointer_.resize(outer);
  }

  /// A structure within itself is a reference to where its schema is being written.
  template <StructValue T>
  void struct_keywords() {
    auto const open = std::ranges::find(open_, &type_tag<T>, &Open::type);
    if (open != open_.end()) {
      json_.member("$ref", open->pointer);
      return;
    }
    open_.push_back({&type_tag<T>, pointer_});
    object_keywords([this] { (*this)(T{}); });
    open_.pop_back();
  }

  JsonWriter& json_;
  std::string pointer_ = "#";
  std::vector<std::string_view> required_;
  std::vector<Open> open_;
  bool computed_ = false;
};

template <class T>
void save(SchemaOut& out, Field<T> const& field) {
  out.member<T>(field.name, false);
}
template <class T>
void save(SchemaOut& out, Computed<T> const& field) {
  out.member<T>(field.name, true);
}

using WriteBody = void (*)(SchemaOut&);

template <std::size_t... Type>
constexpr std::array<WriteBody, sizeof...(Type)> body_writers(std::index_sequence<Type...>) {
  return {+[](SchemaOut& out) { out(std::variant_alternative_t<Type, EventTypes>{}); }...};
}

constexpr auto writers = body_writers(std::make_index_sequence<event_type_count>{});

}  // namespace

std::string json_schema(EventType type) {
  auto const& about = catalogue.at(type);
  std::string text;
  JsonWriter json{text};
  SchemaOut out{json};
  json.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
  json.member("$id",
              "urn:probant:event:" + std::string{about.name} + ":v" + std::to_string(about.schema));
  json.member("title", about.label).member("description", about.basis);
  out.object_keywords([&] {
    writers[type](out);
    out(Attachments{});
  });
  json.end_object();
  return text;
}

}  // namespace probant
