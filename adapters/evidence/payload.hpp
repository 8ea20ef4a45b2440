// The payload of an event as HTML: every field under a French label, amounts in euros, dates as
// they are written in French, decisions with their author, computed figures with their tree.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace probant {

/// The author of a decision and when it was signed; all empty when the payload holds none.
struct DecisionWords {
  std::string author;  ///< "Prénom Nom, qualité, service"
  std::string signed_on;
};

/// Reads one payload after another; belongs to one thread. A payload that is no JSON object gives
/// its escaped text.
class PayloadWords {
 public:
  PayloadWords();
  ~PayloadWords();
  PayloadWords(PayloadWords const&) = delete;
  PayloadWords& operator=(PayloadWords const&) = delete;

  std::string to_html(std::string_view payload);
  /// Not escaped.
  DecisionWords decision(std::string_view payload);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace probant
