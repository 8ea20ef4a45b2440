#include "adapters/verifier/folder.hpp"

#include <algorithm>
#include <system_error>

#include "adapters/verifier/report.hpp"
#include "adapters/verifier/utf8.hpp"

namespace probant::verifier {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece = std::size_t{1} << 20U;
constexpr int max_depth_of_folders = 16;

[[noreturn]] void fail(fs::path const& path, std::string const& why) {
  throw CannotRead{path.string() + " : " + why};
}

std::string load(fs::path const& path, std::size_t size) {
  std::ifstream file{path, std::ios::binary};
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!file) fail(path, "lecture impossible.");
  return bytes;
}

bool is_plain(std::string const& name) {
  return is_utf8(name) &&
         std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::string printable(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
  return name;
}

}  // namespace

Folder::Folder(fs::path root) : root_{std::move(root)} {
  std::error_code error;
  if (!fs::is_directory(root_, error)) {
    fail(root_, "ce n'est pas un dossier lisible ; donnez le dossier créé par probant export.");
  }
  list();
  std::ranges::sort(files_);
  known_.resize(files_.size());
}

void Folder::list() {
  std::error_code error;
  fs::recursive_directory_iterator walk{root_, error};
  for (; !error && walk != fs::recursive_directory_iterator{}; walk.increment(error)) {
    auto const status = walk->symlink_status(error);
    if (error) break;
    auto const name = walk->path().lexically_relative(root_).generic_string();
    if (!is_plain(name)) {
      oddities_.push_back(printable(name));
    } else if (fs::is_regular_file(status)) {
      files_.push_back(name);
    } else if (!fs::is_directory(status) || walk.depth() > max_depth_of_folders) {
      oddities_.push_back(name);
      walk.disable_recursion_pending();
    } else if (fs::is_empty(walk->path(), error) && !error) {
      empty_folders_.push_back(name + "/");
    }
    if (error) break;
    if (files_.size() + oddities_.size() > max_files) fail(root_, "trop de fichiers.");
  }
  if (error) fail(root_, "lecture impossible : " + error.message());
}

bool Folder::has(std::string_view name) {
  auto const found = std::ranges::lower_bound(files_, name);
  if (found == files_.end() || *found != name) return false;
  known_[static_cast<std::size_t>(found - files_.begin())] = true;
  return true;
}

std::vector<std::string> Folder::names(std::string_view prefix) const {
  std::vector<std::string> found;
  for (auto const& file : files_) {
    if (file.starts_with(prefix)) found.push_back(file);
  }
  return found;
}

std::vector<std::string> Folder::unknown() const {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!known_[i]) found.push_back(files_[i]);
  }
  return found;
}

std::optional<std::string> Folder::read(std::string_view name, std::size_t max_bytes) {
  if (!has(name)) return std::nullopt;
  std::error_code error;
  auto const size = fs::file_size(path(name), error);
  if (error) fail(path(name), error.message());
  if (size > max_bytes) return std::nullopt;
  return load(path(name), static_cast<std::size_t>(size));
}

std::string file_name_of(std::string_view name) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (auto const c : name) {
    if (c == '/') {
      out += '-';
    } else if (plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      auto const byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return out;
}

std::string read_file(fs::path const& path, std::size_t max_bytes) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) fail(path, "fichier introuvable ou illisible.");
  auto const size = fs::file_size(path, error);
  if (error) fail(path, error.message());
  if (size > max_bytes) fail(path, "fichier trop grand pour ce qu'il doit contenir.");
  return load(path, static_cast<std::size_t>(size));
}

Lines::Lines(Folder& folder, std::string_view name) {
  if (!folder.has(name)) {
    broken_ = true;
    return;
  }
  file_.open(folder.path(name), std::ios::binary);
  if (!file_) fail(folder.path(name), "lecture impossible.");
}

bool Lines::next(std::string_view& line) {
  if (broken_) return false;
  auto searched = at_;
  for (;;) {
    auto const end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line = std::string_view{buffer_}.substr(at_, end - at_);
      at_ = end + 1;
      ++number_;
      return true;
    }
    searched = buffer_.size() - at_;
    buffer_.erase(0, at_);
    at_ = 0;
    if (buffer_.size() > max_line || !fill()) {
      broken_ = !buffer_.empty();
      if (broken_) ++number_;
      return false;
    }
  }
}

bool Lines::fill() {
  auto const before = buffer_.size();
  buffer_.resize(before + piece);
  file_.read(buffer_.data() + before, static_cast<std::streamsize>(piece));
  buffer_.resize(before + static_cast<std::size_t>(file_.gcount()));
  return buffer_.size() > before;
}

}  // namespace probant::verifier
