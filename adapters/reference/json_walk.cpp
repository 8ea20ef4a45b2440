#include "adapters/reference/json_walk.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <cstdint>
#include <vector>

#include "adapters/reference/importer.hpp"

namespace probant::importer {
namespace {

namespace json = boost::json;
using Error = json::error_code;

/// What Boost.JSON calls while it parses. Names and signatures are its own.
class Handler {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  explicit Handler(JsonVisitor& visitor) : visitor_(visitor) {}

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) {
    enter();
    visitor_.open(path_);
    return true;
  }
  bool on_object_end(std::size_t, Error&) {
    leave();
    visitor_.close(path_);
    return true;
  }
  bool on_array_begin(Error&) {
    enter();
    visitor_.array(path_);
    return true;
  }
  bool on_array_end(std::size_t, Error&) {
    leave();
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, Error&) {
    append(key_, part, JsonWalk::max_key_bytes);
    return true;
  }
  bool on_key(json::string_view part, std::size_t size, Error& error) {
    on_key_part(part, size, error);
    path_.resize(levels_.back());
    if (!path_.empty()) path_ += '/';
    for (char const c : key_) {
      if (c != '_') path_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    key_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Error&) { return gather(part); }
  bool on_string(json::string_view part, std::size_t, Error&) { return report(part); }
  bool on_number_part(json::string_view part, Error&) { return gather(part); }
  bool on_int64(std::int64_t, json::string_view part, Error&) { return report(part); }
  bool on_uint64(std::uint64_t, json::string_view part, Error&) { return report(part); }
  bool on_double(double, json::string_view part, Error&) { return report(part); }
  bool on_bool(bool, Error&) { return true; }
  bool on_null(Error&) { return true; }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

 private:
  static void append(std::string& text, json::string_view part, std::size_t max) {
    text.append(part.data(), std::min(part.size(), max - text.size()));
  }
  bool gather(json::string_view part) {
    append(text_, part, JsonWalk::max_text_bytes);
    return true;
  }
  bool report(json::string_view part) {
    gather(part);
    visitor_.value(path_, text_);
    text_.clear();
    return true;
  }
  /// `levels_` holds, per open object or array, the length of its path.
  void enter() { levels_.push_back(path_.size()); }
  void leave() {
    path_.resize(levels_.back());
    levels_.pop_back();
    if (levels_.empty()) path_.clear();
  }

  JsonVisitor& visitor_;
  std::string path_;
  std::vector<std::size_t> levels_;
  std::string key_;
  std::string text_;
};

json::parse_options limits() {
  json::parse_options options;
  options.max_depth = JsonWalk::max_depth;
  return options;
}

std::string in_french(Error const& error) {
  if (error == json::error::too_deep) return "imbrication de plus de 48 niveaux";
  if (error == json::error::incomplete) return "texte tronqué, la fin du fichier manque";
  if (error == json::error::extra_data) return "du texte suit la fin du document JSON";
  return "JSON mal formé";
}

}  // namespace

class JsonWalk::Parser {
 public:
  explicit Parser(JsonVisitor& visitor) : parser_(limits(), visitor) {}

  void feed(std::string_view block) {
    if (offset_ == 0 && block.starts_with("\xEF\xBB\xBF")) consume(block, 3);
    Error error;
    auto const used =
        parser_.done() ? 0 : parser_.write_some(true, block.data(), block.size(), error);
    consume(block, used);
    if (!error && block.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      error = json::error::extra_data;
    }
    if (error) fail(error);
    consume(block, block.size());
  }
  void finish() {
    Error error;
    if (!parser_.done()) parser_.write_some(false, "", 0, error);
    if (error) fail(error);
  }

 private:
  void consume(std::string_view& block, std::size_t bytes) {
    line_ += std::ranges::count(block.substr(0, bytes), '\n');
    offset_ += bytes;
    block.remove_prefix(bytes);
  }
  [[noreturn]] void fail(Error const& error) const {
    throw ImportError("ligne " + std::to_string(line_) + ", octet " + std::to_string(offset_) +
                      " : " + in_french(error));
  }

  json::basic_parser<Handler> parser_;
  std::int64_t line_ = 1;
  std::uint64_t offset_ = 0;
};

JsonWalk::JsonWalk(JsonVisitor& visitor) : parser_(std::make_unique<Parser>(visitor)) {}
JsonWalk::~JsonWalk() = default;
void JsonWalk::feed(std::string_view block) { parser_->feed(block); }
void JsonWalk::finish() { parser_->finish(); }

}  // namespace probant::importer
