// simdjson with our limits: depth, UTF-8, and a padded copy of the text, all reused.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

namespace probant::codec {

/// One thread. The elements of a document hold until the next `parse`.
class JsonParser {
 public:
  JsonParser();

  /// False when `text` is not JSON: `error()` then says in French why not.
  bool parse(std::string_view text) {
    padded_.assign(text);
    padded_.append(simdjson::SIMDJSON_PADDING, ' ');
    code_ = parser_.parse(padded_.data(), text.size(), false).get(root_);
    return code_ == simdjson::SUCCESS;
  }
  simdjson::dom::element root() const { return root_; }
  std::string_view error() const;

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
  simdjson::error_code code_ = simdjson::SUCCESS;
  std::string padded_;
};

}  // namespace probant::codec
