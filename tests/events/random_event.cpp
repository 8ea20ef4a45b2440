#include "tests/events/random_event.hpp"

#include <array>
#include <cereal/cereal.hpp>
#include <string>
#include <utility>
#include <variant>

#include "events/codec/kinds.hpp"

namespace probant::test {
namespace {

using namespace codec;

class RandomFill : public cereal::InputArchive<RandomFill> {
 public:
  explicit RandomFill(std::mt19937_64& random) : InputArchive(this), random_(random) {}

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random_);
  }

  template <class T>
  void fill(std::optional<T>& value) {
    if (depth_ > 6 || between(0, 1) == 0) return value.reset();
    fill(value.emplace());
  }
  template <StructValue T>
  void fill(T& value) {
    ++depth_;
    (*this)(value);
    --depth_;
  }
  template <ListValue T>
  void fill(T& items) {
    constexpr auto least = static_cast<std::int64_t>(T::min_items);
    items.resize(static_cast<std::size_t>(between(least, least + 2)));
    for (auto& item : items) fill(item);
  }
  template <Named T>
  void fill(T& word) {
    word = static_cast<T>(between(0, static_cast<std::int64_t>(Names<T>::values.size()) - 1));
  }
  template <NumberValue T>
  void fill(T& number) {
    number.value = between(T::min, T::max);
  }
  template <std::size_t Max, bool Multiline>
  void fill(BoundedText<Max, Multiline>& text) {
    text.value = random_text(Multiline);
  }
  template <FinessKind Kind>
  void fill(Finess<Kind>& finess) {
    auto number = std::to_string(between(100'000'000, 999'999'999));
    if (between(0, 9) == 0) number.replace(0, 2, "2A");
    finess = *Finess<Kind>::parse(number);
  }
  void fill(bool& truth) { truth = between(0, 1) == 1; }
  void fill(std::int64_t& number) { number = between(INT64_MIN, INT64_MAX); }
  void fill(Money& amount) { amount = Money::cents(between(0, Money::max_outside_cents)); }
  void fill(Date& date) { date = Date{2000, 1, 1}.plus_days(between(0, 73'048)); }
  void fill(Instant& instant) {
    instant = Instant::from_unix_seconds(between(946'684'800, 4'102'444'800));
  }
  void fill(Region& region) { region = *Region::parse(between(0, 1) == 0 ? "84" : "01"); }
  void fill(Sha256& digest) {
    for (auto& byte : digest.bytes) byte = static_cast<std::uint8_t>(between(0, 255));
  }
  void fill(DossierId& dossier) {
    constexpr std::array names{"aap:2026-0417", "mie:010780054", "refusals:aap:x_1",
                               "register:ght-1"};
    dossier = *DossierId::parse(names.at(static_cast<std::size_t>(between(0, 3))));
  }
  void fill(Scalar& scalar) {
    switch (between(0, 3)) {
      case 0:
        scalar.value = std::monostate{};
        return;
      case 1:
        scalar.value = between(0, 1) == 1;
        return;
      case 2:
        scalar.value = between(INT64_MIN, INT64_MAX);
        return;
      default:
        scalar.value = random_text(true);
    }
  }

 private:
  /// Never blank; with every kind of character that JSON escapes or that takes several bytes.
  std::string random_text(bool multiline) {
    constexpr std::array pieces{"a", "Z", " ", "\"", "\\", "/", "é", "€", "🏥", "œ", "{}", "\x7e"};
    std::string text{"x"};
    for (auto left = between(0, 40); left > 0; --left) {
      text += pieces.at(static_cast<std::size_t>(between(0, pieces.size() - 1)));
      if (multiline && between(0, 9) == 0) text += between(0, 1) == 0 ? "\n" : "\t";
    }
    return text;
  }

  std::mt19937_64& random_;
  int depth_ = 0;
};

template <class T>
void load(RandomFill& random, Field<T>& field) {
  random.fill(field.value);
}
template <class T>
void load(RandomFill& random, Computed<T>& field) {
  random.fill(field.value);
}

using FillBody = void (*)(RandomFill&, EventBody&);

template <std::size_t... Type>
constexpr std::array<FillBody, sizeof...(Type)> body_fillers(std::index_sequence<Type...>) {
  return {+[](RandomFill& random, EventBody& body) { random(body.emplace<Type>()); }...};
}

}  // namespace

Event random_event(std::mt19937_64& random, EventType type) {
  static constexpr auto fillers = body_fillers(std::make_index_sequence<event_type_count>{});
  RandomFill fill{random};
  Event event;
  fillers.at(type)(fill, event.body);
  fill(event.attachments);
  return event;
}

}  // namespace probant::test
