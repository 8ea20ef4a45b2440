#include "events/codec/json_out.hpp"

#include <cereal/cereal.hpp>
#include <stdexcept>
#include <variant>

#include "events/codec/json_text.hpp"
#include "events/codec/kinds.hpp"
#include "events/codec/utf8.hpp"

namespace probant {
namespace {

using namespace codec;

class JsonOut : public cereal::OutputArchive<JsonOut> {
 public:
  explicit JsonOut(JsonWriter& json, bool with_computed = true)
      : OutputArchive(this), json_(json), with_computed_(with_computed) {}

  template <class T>
  void member(std::string_view name, T const& content) {
    json_.key(name);
    write(content);
  }
  template <class T>
  void member(std::string_view name, std::optional<T> const& content) {
    if (content) member(name, *content);
  }
  bool with_computed() const { return with_computed_; }

 private:
  template <StructValue T>
  void write(T const& content) {
    json_.begin_object();
    (*this)(content);
    json_.end_object();
  }
  template <ListValue T>
  void write(T const& items) {
    json_.begin_array();
    for (auto const& item : items) write(item);
    json_.end_array();
  }
  template <TextValue T>
  void write(T const& text) {
    json_.value(std::string_view{text.text()});
  }
  template <FinessKind Kind>
  void write(Finess<Kind> const& finess) {
    json_.value(finess.view());
  }
  template <Named T>
  void write(T const& word) {
    if (static_cast<std::size_t>(word) >= Names<T>::values.size()) {
      throw std::logic_error{"an enumerator without a name"};
    }
    json_.value(name_of(word));
  }
  template <NumberValue T>
  void write(T const& number) {
    if (number.value < T::min || number.value > T::max) {
      throw std::logic_error{"a number out of its range: " + std::to_string(number.value)};
    }
    json_.value(number.value);
  }
  void write(bool truth) { json_.value(truth); }
  void write(std::int64_t number) { json_.value(number); }
  void write(Money amount) { json_.value(amount.cents()); }
  void write(Scalar const& scalar) {
    std::visit([this](auto const& held) { write_held(held); }, scalar.value);
  }
  void write_held(std::monostate) { json_.null(); }
  template <class T>
  void write_held(T const& held) {
    json_.value(held);
  }

  JsonWriter& json_;
  bool with_computed_;
};

template <class T>
void save(JsonOut& out, Field<T> const& field) {
  out.member(field.name, field.value);
}
template <class T>
void save(JsonOut& out, Computed<T> const& field) {
  if (out.with_computed()) out.member(field.name, field.value);
}

void write_data(JsonWriter& json, JsonOut& out, Event const& event) {
  json.begin_object();
  std::visit([&](auto const& body) { out(body); }, event.body);
  out(event.attachments);
  json.end_object();
}

void write_actor(JsonWriter& json, Actor const& actor) {
  json.begin_object().member("id", actor.id).member("organisation", actor.organisation);
  json.member("role", name_of(actor.role)).end_object();
}

/// Paired with the check on reading: what is stored can always be read back.
void ensure_readable(std::string_view text) {
  if (!is_valid_utf8(text)) throw std::logic_error{"an event whose text is not UTF-8"};
}

}  // namespace

struct Encoder::Buffers {
  std::string text;
  JsonWriter json{text};
  JsonOut out{json};
};

Encoder::Encoder() : buffers_(std::make_unique<Buffers>()) {}
Encoder::~Encoder() = default;

std::string_view Encoder::encode(Event const& event) {
  auto& [text, json, out] = *buffers_;
  text.clear();
  json.reset();
  write_data(json, out, event);
  ensure_readable(text);
  return text;
}

std::string to_canonical_json(Event const& event) { return std::string{Encoder{}.encode(event)}; }

std::string canonical_proposal(Proposal const& proposal) {
  std::string text;
  JsonWriter json{text};
  JsonOut out{json, false};
  json.begin_object().key("actor");
  write_actor(json, proposal.actor);
  json.key("data");
  write_data(json, out, proposal.event);
  json.member("dossier", proposal.dossier.text());
  if (proposal.occurred_at) json.member("occurred_at", proposal.occurred_at->text());
  json.member("type", proposal.event.about().name).end_object();
  ensure_readable(text);
  return text;
}

std::string to_canonical_json(Actor const& actor) {
  std::string text;
  JsonWriter json{text};
  write_actor(json, actor);
  ensure_readable(text);
  return text;
}

}  // namespace probant
