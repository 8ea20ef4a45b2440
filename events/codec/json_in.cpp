#include "events/codec/json_in.hpp"

#include <array>
#include <span>

#include "events/codec/utf8.hpp"

namespace probant::codec {
namespace {

using simdjson::dom::element_type;

std::string found_value(simdjson::dom::element element) {
  switch (element.type()) {
    case element_type::ARRAY:
      return "une liste de " + std::to_string(element.get_array().value_unsafe().size()) +
             " éléments";
    case element_type::OBJECT:
      return "un objet";
    case element_type::INT64:
      return "le nombre " + std::to_string(element.get_int64().value_unsafe());
    case element_type::UINT64:
      return "le nombre " + std::to_string(element.get_uint64().value_unsafe());
    case element_type::DOUBLE:
      return "un nombre à virgule ou à exposant";
    case element_type::STRING: {
      std::string_view const text = element.get_string().value_unsafe();
      if (text.empty()) return "un texte vide";
      return "« " + excerpt(text) + " » (" + std::to_string(text.size()) + " octets)";
    }
    case element_type::BOOL:
      return element.get_bool().value_unsafe() ? "true" : "false";
    case element_type::NULL_VALUE:
      return "null";
  }
  return "une valeur inconnue";
}

}  // namespace

void JsonIn::start(Reading reading, bool check_text) {
  reading_ = reading;
  check_text_ = check_text;
  issues_.clear();
  strangers_.clear();
  strangers_apart_ = false;
  path_size_ = 0;
  members_.clear();
  outer_.clear();
  first_member_ = 0;
  taken_ = 0;
}

bool JsonIn::open_object(Element element) {
  simdjson::dom::object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) {
    report_mismatch(
        element, +[] { return std::string{"un objet"}; });
    return false;
  }
  if (object.size() > max_object_keys) {
    report(IssueCode::invalid_field,
           "trouvé : un objet de plus de " + std::to_string(max_object_keys) + " champs");
    return false;
  }
  outer_.push_back({first_member_, taken_});
  first_member_ = members_.size();
  taken_ = 0;
  for (auto const member : object) members_.push_back({member.key, member.value, false});
  return true;
}

void JsonIn::close_object() {
  if (taken_ != members_.size() - first_member_) report_untaken();
  members_.resize(first_member_);
  first_member_ = outer_.back().first_member;
  taken_ = outer_.back().taken;
  outer_.pop_back();
}

void JsonIn::report_at(std::string field, IssueCode code, std::string message) {
  if (issues_.size() < max_issues) issues_.push_back({code, std::move(field), std::move(message)});
}

void JsonIn::report_missing(std::string_view name, Expected expected) {
  push_path(name);
  report(IssueCode::invalid_field, "champ obligatoire absent ; attendu : " + expected());
  pop_path();
}

void JsonIn::report_computed(std::string_view name) {
  push_path(name);
  report(IssueCode::computed_field, "champ calculé par le moteur : le retirer de la proposition");
  pop_path();
}

void JsonIn::report_mismatch(Element element, Expected expected, std::string_view hint) {
  report(IssueCode::invalid_field,
         "trouvé : " + found_value(element) + " ; attendu : " + expected() + std::string{hint});
}

void JsonIn::report_untaken() {
  for (auto i = first_member_; i < members_.size(); ++i) {
    if (members_[i].taken) continue;
    bool twice = false;
    for (auto j = first_member_; j < members_.size(); ++j) {
      twice = twice || (j != i && members_[j].key == members_[i].key);
    }
    auto const name = excerpt(members_[i].key);
    push_path(name);
    if (strangers_apart_ && !twice) {
      if (strangers_.size() < max_issues) {
        strangers_.push_back({IssueCode::invalid_field, path(), "champ inconnu ici"});
      }
    } else {
      report(IssueCode::invalid_field, twice
                                           ? "champ écrit plusieurs fois : n'en garder qu'un"
                                           : "champ inconnu ici : corriger son nom ou le retirer");
    }
    pop_path();
  }
}

std::string JsonIn::path() const {
  std::string text;
  for (auto const& segment : std::span{path_}.first(path_size_)) {
    if (segment.name.empty()) {
      text += '[' + std::to_string(segment.index) + ']';
    } else {
      if (!text.empty()) text += '.';
      text += segment.name;
    }
  }
  return text;
}

bool JsonIn::is_clean(std::string_view text) const {
  bool const nul_allowed = reading_ == Reading::recorded;
  return (nul_allowed || text.find('\0') == std::string_view::npos) && is_valid_utf8(text);
}

void JsonIn::read(Element element, Money& value) {
  using Limits = std::numeric_limits<std::int64_t>;
  bool const outside = reading_ == Reading::proposal;
  std::int64_t cents = value.cents();
  read_integer(element, outside ? 0 : Limits::min(),
               outside ? Money::max_outside_cents : Limits::max(), cents, &expected_value<Money>);
  value = Money::cents(cents);
}

void JsonIn::read(Element element, Scalar& value) {
  switch (element.type()) {
    case element_type::NULL_VALUE:
      value.value = std::monostate{};
      return;
    case element_type::BOOL:
      value.value = element.get_bool().value_unsafe();
      return;
    case element_type::INT64:
      value.value = element.get_int64().value_unsafe();
      return;
    case element_type::STRING: {
      std::string_view const text = element.get_string().value_unsafe();
      bool const limited = reading_ == Reading::proposal;
      if (!is_text(text) || (limited && text.size() > Prose::max_bytes)) break;
      value.value = std::string{text};
      return;
    }
    default:
      break;
  }
  report_mismatch(element, &expected_value<Scalar>);
}

namespace {

using ReadBody = void (*)(JsonIn&, EventBody&);

template <std::size_t Type>
void read_body(JsonIn& in, EventBody& body) {
  if (body.index() != Type) body.emplace<Type>();
  in(std::get<Type>(body));
}

template <std::size_t... Type>
constexpr std::array<ReadBody, sizeof...(Type)> body_readers(std::index_sequence<Type...>) {
  return {&read_body<Type>...};
}

constexpr auto readers = body_readers(std::make_index_sequence<event_type_count>{});

}  // namespace

void read_data(JsonIn& in, JsonIn::Element data, EventType type, Event& event) {
  if (!in.open_object(data)) return;
  readers[type](in, event.body);
  in(event.attachments);
  in.close_object();
}

}  // namespace probant::codec
