// Walks through a JSON text of any size, block by block, in constant memory: no tree is built.
// Keys are compared as published flows demand: without regard to case or underscores.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace probant::importer {

/// `path`: keys in lower case from the root, joined by `/`; elements of an array have its path.
class JsonVisitor {
 public:
  virtual ~JsonVisitor() = default;
  virtual void array(std::string_view /*path*/) {}
  virtual void open(std::string_view /*path*/) {}   ///< an object begins
  virtual void close(std::string_view /*path*/) {}  ///< an object ends
  /// A text or number, as written (text beyond `JsonWalk::max_text_bytes` is cut, and so is longer
  /// than anything a register field accepts); null and booleans are not reported.
  virtual void value(std::string_view path, std::string_view text) = 0;
};

class JsonWalk {
 public:
  static constexpr std::size_t max_depth = 48;
  static constexpr std::size_t max_key_bytes = 64;
  static constexpr std::size_t max_text_bytes = 4096;

  explicit JsonWalk(JsonVisitor& visitor);
  ~JsonWalk();

  /// Throws ImportError with the line and offset of the first error.
  void feed(std::string_view block);
  /// Throws ImportError when the text is not complete.
  void finish();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace probant::importer
