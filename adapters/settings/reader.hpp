// Settings written by people in TOML, read strictly: an unknown name, a missing one or a value of
// the wrong type is an error that names the file and the line, in French. For every adapter that
// has settings of its own.
#pragma once

#include <toml++/toml.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace probant::settings {

class SettingsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One file. All that fails throws SettingsError.
class Reader {
 public:
  explicit Reader(std::string file) : file_{std::move(file)} {}

  toml::table parse(std::string_view text) const;

  [[noreturn]] void fail(toml::node const& node, std::string const& why) const;

  /// Not empty.
  std::string text(toml::node const& node, std::string_view name) const;
  bool boolean(toml::node const& node, std::string_view name) const;
  toml::array const& list(toml::node const& node, std::string_view name) const;
  /// `node` as a table with no other names than `known`.
  toml::table const& table(toml::node const& node, std::string_view name,
                           std::initializer_list<std::string_view> known) const;
  toml::table const& any_table(toml::node const& node, std::string_view name) const;

  /// The text under `name`, which must be there.
  std::string field(toml::table const& fields, std::string_view name) const;
  /// The texts of the list under `name`; none when there is no such name.
  std::vector<std::string> texts(toml::table const& fields, std::string_view name) const;

 private:
  std::string file_;
};

}  // namespace probant::settings
