#include "engine/transverse/kept.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace probant::transverse {
namespace {

/// Copies between an event's fields and what is kept of them, in either direction: both are
/// described here and nowhere else.
class Keeping {
 public:
  explicit Keeping(KeptFacts& kept) : kept_{kept} {}

  template <class T>
  void keep(T const& e) {
    if constexpr (requires { e.year; }) kept_.year = number_of(e.year);
    if constexpr (requires { e.party; }) kept_.choice = word(name_of(e.party));
    if constexpr (requires { e.outcome; }) kept_.choice = word(name_of(e.outcome));
    if constexpr (requires { e.favourable; }) kept_.choice = word(e.favourable ? "true" : "false");
    if constexpr (std::is_same_v<T, recovery::WithdrawalDecided>) {
      if (e.decision.remedies) kept_.choice = Line{"remedies"};
    }
    if constexpr (requires { e.instalment; }) {
      kept_.choice = Line{std::to_string(e.instalment.value)};
    }
    if constexpr (requires { e.concerns; }) {
      kept_.choice = numbered(name_of(e.disposition), e.sequence);
      kept_.against = e.concerns;
    }
    if constexpr (requires { e.resolution; }) {
      kept_.choice = numbered(name_of(e.resolution), e.position);
    }
    if constexpr (requires { e.due_on; }) kept_.date = e.due_on;
    if constexpr (requires { e.respond_by; }) kept_.date = e.respond_by;
    if constexpr (requires { e.signed_on; }) kept_.date = e.signed_on;
    if constexpr (requires { e.against; }) kept_.against = e.against;
    if constexpr (requires { e.candidate; }) kept_.entities.push_back(e.candidate);
    if constexpr (requires { e.beneficiary; }) kept_.entities.push_back(e.beneficiary);
    if constexpr (requires { e.entity; }) kept_.entities.push_back(e.entity);
    if constexpr (requires { e.entities; }) {
      kept_.entities.insert(kept_.entities.end(), e.entities.begin(), e.entities.end());
    }
    if constexpr (requires { e.lead_pmsi; }) kept_.numbers.push_back(e.lead_pmsi);
    if constexpr (requires { e.perimeter; }) {
      for (auto const& item : e.perimeter) kept_.numbers.push_back(item.pmsi);
    }
  }

  template <class T>
  void restore(T& e) const {
    if constexpr (requires { e.year; }) {
      if (kept_.year) e.year = kept_.year->value;
    }
    if constexpr (requires { e.party; }) choose(e.party);
    if constexpr (requires { e.outcome; }) choose(e.outcome);
    if constexpr (requires { e.favourable; }) e.favourable = kept_.choice == Line{"true"};
    if constexpr (std::is_same_v<T, recovery::WithdrawalDecided>) {
      if (kept_.choice == Line{"remedies"}) e.decision.remedies.emplace();
    }
    if constexpr (requires { e.instalment; }) e.instalment = kept_.choice == Line{"2"} ? 2 : 1;
    if (kept_.date) {
      if constexpr (requires { e.due_on; }) e.due_on = *kept_.date;
      if constexpr (requires { e.respond_by; }) e.respond_by = *kept_.date;
      if constexpr (requires { e.signed_on; }) e.signed_on = *kept_.date;
    }
    if constexpr (requires { e.against; }) {
      if (kept_.against) e.against = *kept_.against;
    }
    if constexpr (requires { e.concerns; }) {
      choose(e.disposition, e.sequence.value);
      if (kept_.against) e.concerns = *kept_.against;
    }
    if constexpr (requires { e.resolution; }) choose(e.resolution, e.position.value);
    restore_establishments(e);
  }

 private:
  template <class T>
  void restore_establishments(T& e) const {
    auto entity = kept_.entities.begin();
    auto const take = [&](Entity& into) {
      if (entity != kept_.entities.end()) into = *entity++;
    };
    if constexpr (requires { e.candidate; }) take(e.candidate);
    if constexpr (requires { e.beneficiary; }) take(e.beneficiary);
    if constexpr (requires { e.entity; }) take(e.entity);
    if constexpr (requires { e.entities; }) e.entities.assign(entity, kept_.entities.end());
    if (kept_.numbers.empty()) return;
    if constexpr (requires { e.lead_pmsi; }) e.lead_pmsi = kept_.numbers.front();
    if constexpr (requires { e.perimeter; }) {
      for (std::size_t i = 1; i < kept_.numbers.size(); ++i) {
        e.perimeter.push_back({Site{}, kept_.numbers[i]});
      }
    }
  }

  static Line numbered(std::string_view name, std::int64_t number) {
    return Line{std::string{name} + " " + std::to_string(number)};
  }

  static Line word(std::string_view name) { return Line{std::string{name}}; }

  template <class N>
  static std::optional<Year> number_of(N const& year) {
    return Year{year.value};
  }
  template <class N>
  static std::optional<Year> number_of(std::optional<N> const& year) {
    return year ? number_of(*year) : std::nullopt;
  }

  template <class Enum>
  void choose(Enum& value) const {
    if (!kept_.choice) return;
    value = parse_name<Enum>(kept_.choice->value).value_or(value);
  }

  template <class Enum>
  void choose(Enum& value, std::int64_t& number) const {
    std::string_view const all = kept_.choice ? kept_.choice->value : std::string_view{};
    auto const space = std::min(all.find(' '), all.size());
    value = parse_name<Enum>(all.substr(0, space)).value_or(value);
    std::from_chars(all.data() + std::min(space + 1, all.size()), all.data() + all.size(), number);
  }

  KeptFacts& kept_;
};

EventBody empty_body(EventType type) {
  EventBody body;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((I == type ? void(body.emplace<I>()) : void()), ...);
  }
  (std::make_index_sequence<event_type_count>{});
  return body;
}

}  // namespace

KeptFacts kept_of(EventBody const& body) {
  KeptFacts kept;
  std::visit([&](auto const& data) { Keeping{kept}.keep(data); }, body);
  return kept;
}

EventBody emptied_body(EventType type, KeptFacts const& kept) {
  auto body = empty_body(type);
  auto facts = kept;
  std::visit([&](auto& data) { Keeping{facts}.restore(data); }, static_cast<EventTypes&>(body));
  return body;
}

}  // namespace probant::transverse
