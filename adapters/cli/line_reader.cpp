#include "adapters/cli/line_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace probant::cli {
namespace {

constexpr std::size_t chunk_bytes = 262'144;

[[noreturn]] void fail(std::string const& file) {
  throw std::system_error(errno, std::generic_category(), file);
}

}  // namespace

LineReader::LineReader(std::string const& file, std::size_t max_line_bytes)
    : descriptor_(file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)),
      owned_(file != "-"),
      max_line_bytes_(max_line_bytes),
      buffer_(chunk_bytes, '\0') {
  if (descriptor_ < 0) fail(file);
  struct stat info {};
  if (fstat(descriptor_, &info) != 0) return;
  if (S_ISREG(info.st_mode)) total_bytes_ = static_cast<std::size_t>(info.st_size);
  if (S_ISDIR(info.st_mode)) {
    if (owned_) ::close(descriptor_);
    errno = EISDIR;
    fail(file);
  }
}

LineReader::~LineReader() {
  if (owned_) ::close(descriptor_);
}

std::vector<InputLine> LineReader::next() {
  std::vector<InputLine> lines;
  while (lines.empty()) {
    auto const count = ::read(descriptor_, buffer_.data(), buffer_.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("lecture");
    if (count == 0) {
      if (!current_.empty() || too_long_) finish_line(lines);
      return lines;
    }
    bytes_read_ += static_cast<std::size_t>(count);
    take({buffer_.data(), static_cast<std::size_t>(count)}, lines);
  }
  return lines;
}

void LineReader::take(std::string_view chunk, std::vector<InputLine>& lines) {
  while (!chunk.empty()) {
    auto const end = chunk.find('\n');
    auto const part = chunk.substr(0, end);
    if (!too_long_ && current_.size() + part.size() > max_line_bytes_) {
      too_long_ = true;
      current_.clear();
    }
    if (!too_long_) current_ += part;
    if (end == std::string_view::npos) return;
    finish_line(lines);
    chunk.remove_prefix(end + 1);
  }
}

void LineReader::finish_line(std::vector<InputLine>& lines) {
  ++number_;
  if (!current_.empty() && current_.back() == '\r') current_.pop_back();
  lines.push_back({number_, std::move(current_), too_long_});
  current_.clear();
  too_long_ = false;
}

std::string line_too_long(std::size_t max_line_bytes) {
  return "La ligne dépasse " + std::to_string(max_line_bytes / 1024) +
         " Kio : une proposition par ligne, les documents restent à part.";
}

}  // namespace probant::cli
