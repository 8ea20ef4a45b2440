#include "adapters/cli/terminal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "adapters/cli/session.hpp"
#include "projections/json_object.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t redraw_every = 65'536;
std::atomic<bool> in_json = false;

/// As the access log has its lines.
std::string notice(std::string_view text) {
  constexpr std::string_view who = "probant : ";
  if (text.starts_with(who)) text.remove_prefix(who.size());
  return JsonObject{}
      .text("at", wall_clock().text())
      .text("event", "notice")
      .text("message", text)
      .json();
}

bool colours_wanted() {
  static bool const wanted = [] {
    char const* const terminal = std::getenv("TERM");
    bool const dumb = terminal != nullptr && std::string_view{terminal} == "dumb";
    return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr && !dumb;
  }();
  return wanted;
}

std::string_view code(Colour colour) {
  switch (colour) {
    case Colour::plain:
      return "";
    case Colour::bold:
      return "\033[1m";
    case Colour::dim:
      return "\033[2m";
    case Colour::red:
      return "\033[31m";
    case Colour::green:
      return "\033[32m";
    case Colour::yellow:
      return "\033[33m";
    case Colour::blue:
      return "\033[34m";
  }
  return "";
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto const written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw std::system_error(errno, std::generic_category(), "sortie");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool is_combining(std::string_view text, std::size_t at) {
  auto const lead = static_cast<unsigned char>(text[at]);
  auto const next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
  return lead == 0xcc || (lead == 0xcd && next < 0xb0);
}

}  // namespace

std::string coloured(Colour colour, std::string_view text) {
  if (colour == Colour::plain || !colours_wanted()) return std::string{text};
  return std::string{code(colour)} + std::string{text} + "\033[0m";
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const continues = (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U;
    if (!continues && !is_combining(text, i)) ++columns;
  }
  return columns;
}

std::string to_text(Table const& table) {
  std::vector<std::size_t> widths;
  for (auto const& row : table.rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string text;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    std::string line;
    auto const& row = table.rows[r];
    for (std::size_t c = 0; c < row.size(); ++c) {
      std::string const padding(widths[c] - width(row[c]), ' ');
      bool const right = std::ranges::find(table.right, c) != table.right.end();
      bool const last = c + 1 == row.size();
      line += right ? padding + row[c] : row[c] + (last ? "" : padding);
      if (!last) line += "  ";
    }
    auto const colour = r == 0                     ? Colour::bold
                        : r < table.colours.size() ? table.colours[r]
                                                   : Colour::plain;
    text += coloured(colour, line) + "\n";
  }
  return text;
}

Progress::Progress(std::string label) : label_(std::move(label)) {}

Progress::~Progress() {
  if (shown_) [[maybe_unused]]
    auto const ignored = ::write(STDERR_FILENO, "\r\033[K", 4);
}

void Progress::at(std::size_t done, std::size_t total) {
  static bool const terminal = isatty(STDERR_FILENO) == 1;
  if (!terminal || (shown_ && done < drawn_at_ + redraw_every)) return;
  shown_ = true;
  drawn_at_ = done;
  std::string line = "\r\033[K" + label_ + " ";
  if (total > 0) {
    constexpr std::size_t cells = 30;
    auto const filled = std::min(cells, done * cells / total);
    line += "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "] " +
            std::to_string(std::min<std::size_t>(100, done * 100 / total)) + " %";
  } else {
    line += std::to_string(done);
  }
  write_all(STDERR_FILENO, line);
}

bool hold_standard_descriptors() {
  auto const closed = [](int descriptor) {
    return ::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF;
  };
  bool const output = !closed(STDOUT_FILENO);
  for (int const descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (!closed(descriptor)) continue;
    // The lowest free number is this one. The wrong way round: using it must fail.
    auto const wrong_way = descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY;
    [[maybe_unused]] auto const held = ::open("/dev/null", wrong_way);
  }
  return output;
}

void print(std::string_view text) { write_all(STDOUT_FILENO, text); }

void complain_to_collectors() { in_json = ::isatty(STDERR_FILENO) == 0; }

void complain(std::string_view text) {
  try {
    write_all(STDERR_FILENO, (in_json ? notice(text) : std::string{text}) + "\n");
  } catch (std::system_error const&) {
    // The exit status remains, which says as much.
  }
}

}  // namespace probant::cli
