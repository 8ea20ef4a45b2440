// A rulebook: every parameter of the programme with the text it rests on. Read from TOML, whose
// bytes are adopted by an event; so the log explains itself and replay uses the rules of the time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "events/values/date.hpp"
#include "events/values/money.hpp"
#include "events/values/names.hpp"

namespace probant {

/// How sure the value is: written in a source, a direct consequence of one, or a default taken
/// where the texts are silent or open.
enum class Certainty : std::uint8_t { stated, derived, assumed };
template <>
struct Names<Certainty> {
  static constexpr std::array<std::string_view, 3> values{"stated", "derived", "assumed"};
};

using TextList = std::vector<std::string>;
using ParameterValue =
    std::variant<bool, std::int64_t, Money, Date, std::string, TextList, std::vector<std::int64_t>>;

/// For readers: "51 000,00 €", "29/05/2026", "oui"; the items of a list separated by " ; ".
std::string to_french(ParameterValue const& value);

/// `source`: the document's id ("004_216ae045a3483cc5"); `place`: where in it; `quote`: the words,
/// as written there. `alternatives`: other defensible readings. `source_to_supply`: the official
/// text that would settle the value was not available.
struct Parameter {
  std::string key;
  std::string label;  ///< French
  ParameterValue value;
  std::string source;
  std::string place;
  std::string quote;
  Certainty certainty = Certainty::assumed;
  TextList alternatives;
  bool source_to_supply = false;

  /// "004_216ae045a3483cc5, Montants des financements attribués": for reasons and explanations.
  /// Empty when the value rests on no text.
  std::string citation() const { return place.empty() ? source : source + ", " + place; }
  bool operator==(Parameter const&) const = default;
};

/// Immutable once parsed; safe to share between threads.
class Rulebook {
 public:
  /// Reads TOML. Every parameter that the engine uses must be there, with its type; unknown
  /// parameters and keys are errors. Throws RulebookError listing every problem with its line.
  static Rulebook parse(std::string_view toml);

  /// Reads a rulebook that the log already holds, perhaps adopted by an earlier version of this
  /// program, so that replay never loses it: parameters unknown today are kept, those that did not
  /// exist yet have their built-in value. Throws only for what never was a rulebook.
  static Rulebook parse_adopted(std::string_view toml);

  std::string const& name() const { return name_; }
  std::string const& version() const { return version_; }
  /// "hopen2-2026/1": what each decision names.
  std::string id() const { return name_ + "/" + version_; }
  std::span<Parameter const> parameters() const { return parameters_; }

  /// Typed access. The key must exist with that type (parse has checked all that the code uses);
  /// anything else is a defect and throws std::logic_error.
  Parameter const& parameter(std::string_view key) const;
  Parameter const* find(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  Money money(std::string_view key) const;
  Date date(std::string_view key) const;
  std::string const& text(std::string_view key) const;
  TextList const& texts(std::string_view key) const;
  std::vector<std::int64_t> const& integers(std::string_view key) const;

 private:
  void add(Parameter parameter);

  /// Look-ups by string_view without making a string: deadlines ask by the thousand.
  struct KeyHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::string name_;
  std::string version_;
  std::vector<Parameter> parameters_;
  std::unordered_map<std::string, std::size_t, KeyHash, std::equal_to<>> index_;
};

class RulebookError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The TOML text of the built-in rulebook `hopen2-2026`, and its parsed form.
std::string_view builtin_rulebook_toml();
std::shared_ptr<Rulebook const> builtin_rulebook();

}  // namespace probant
