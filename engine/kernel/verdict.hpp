// What `decide` found: every reason to refuse, not only the first, and what deserves attention.
#pragma once

#include <string>
#include <utility>

#include "engine/kernel/reason.hpp"
#include "engine/rules/rulebook.hpp"

namespace probant {

/// `message` is French; says what is wrong and, where there is one, the way out. `field` is the
/// path of the field that is meant, `data.due_on`. A refusal that names no rule receives that of
/// its code, see `name_rules`.
class Verdict {
 public:
  void refuse(ReasonCode code, std::string message) {
    reasons_.push_back({code, std::move(message), {}, {}, {}});
  }
  void refuse(ReasonCode code, std::string message, std::string rule, std::string source) {
    reasons_.push_back({code, std::move(message), std::move(rule), std::move(source), {}});
  }
  /// Names the parameter of the rulebook, or the house rule, that the refusal rests on.
  void refuse(ReasonCode code, std::string message, Parameter const& rule) {
    refuse(code, std::move(message), rule.key, rule.citation());
  }
  void refuse_field(std::string field, std::string message) {
    reasons_.push_back({ReasonCode::invalid_field, std::move(message), {}, {}, std::move(field)});
  }
  void refuse_field(std::string field, std::string message, Parameter const& rule) {
    reasons_.push_back({ReasonCode::invalid_field, std::move(message), rule.key, rule.citation(),
                        std::move(field)});
  }
  void warn(std::string code, std::string message) {
    warnings_.push_back({std::move(code), std::move(message), {}, {}});
  }
  void warn(std::string code, std::string message, Parameter const& rule) {
    warnings_.push_back({std::move(code), std::move(message), rule.key, rule.citation()});
  }

  void warn(std::string code, std::string message, std::string rule, std::string source) {
    warnings_.push_back({std::move(code), std::move(message), std::move(rule), std::move(source)});
  }

  bool refused() const { return !reasons_.empty(); }
  Reasons const& reasons() const { return reasons_; }
  Reasons& reasons() { return reasons_; }
  Warnings const& warnings() const { return warnings_; }

 private:
  Reasons reasons_;
  Warnings warnings_;
};

}  // namespace probant
