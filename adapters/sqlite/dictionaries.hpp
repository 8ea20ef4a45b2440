// Names that events refer to by number: actors, types and rulebooks, and for readers dossiers. Keys
// are given from 0 in the order of first use, which keeps index pages dense and lets a reader hold
// them in vectors.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/connection.hpp"

namespace probant::sqlite {

/// The writer's side of one table (key, name): finds a name's key, or gives it the next one.
class NameKeys {
 public:
  NameKeys(Connection& connection, std::string const& table);
  std::int64_t key_of(std::string const& name);

 private:
  std::unordered_map<std::string, std::int64_t> known_;
  Statement find_;
  Statement insert_;
  std::int64_t next_;
};

/// The same for actors, which have three columns.
class ActorKeys {
 public:
  explicit ActorKeys(Connection& connection);
  std::int64_t key_of(Actor const& actor);

 private:
  struct Hash {
    std::size_t operator()(Actor const& actor) const noexcept;
  };
  std::unordered_map<Actor, std::int64_t, Hash> known_;
  Statement find_;
  Statement insert_;
  std::int64_t next_;
};

/// A reader's side: what a key stands for, loaded as far as asked. References hold until the next
/// call.
template <class Value>
class Meanings {
 public:
  /// `sql` gives key and columns of all rows from a key on, in order; `make` turns a row into a
  /// value, or into nothing when the row makes no sense.
  using Make = std::optional<Value> (*)(Rows const&);
  Meanings(Connection const& connection, std::string_view sql, Make make)
      : statement_{connection, sql}, make_{make} {}

  Value const& operator[](std::int64_t key) {
    if (key < 0 || key >= size()) load(key);
    return values_[static_cast<std::size_t>(key)];
  }

 private:
  std::int64_t size() const { return static_cast<std::int64_t>(values_.size()); }
  void load(std::int64_t wanted) {
    auto rows = statement_.query(size());
    while (rows.next()) {
      auto value = make_(rows);
      if (!value || rows.integer(0) != size()) refuse(rows.integer(0));
      values_.push_back(*std::move(value));
    }
    if (wanted < 0 || wanted >= size()) refuse(wanted);
  }
  [[noreturn]] static void refuse(std::int64_t key) {
    throw SqliteError{SQLITE_CORRUPT,
                      "le journal nomme un dossier, un type, un acteur ou un jeu de règles qui "
                      "n'existe pas ou plus (clé " +
                          std::to_string(key) +
                          " d'un dictionnaire) : il a été modifié, ou écrit par une version plus "
                          "récente de probant."};
  }

  std::vector<Value> values_;
  Statement statement_;
  Make make_;
};

}  // namespace probant::sqlite
