// SQLite as this program uses it: a connection that is set up one way and proves it, prepared
// statements, and errors as exceptions in French. One thread at a time per connection.
#pragma once

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "engine/log/event_store.hpp"

namespace probant::sqlite {

/// Whether a result code says that the file is not what was written, as opposed to a disk, a right
/// or a lock that failed.
bool is_damage(int code);

/// An error of SQLite's, told to a user. `code` is the extended result code.
class SqliteError : public StoreError {
 public:
  SqliteError(int code, std::string const& message, std::optional<Position> position = {})
      : StoreError{message}, code_{code}, position_{position} {}
  int code() const { return code_; }
  /// Of the event it is about, where that is known.
  std::optional<Position> position() const { return position_; }
  bool tells_of_damage() const { return is_damage(code_); }

 private:
  int code_;
  std::optional<Position> position_;
};

enum class Access : std::uint8_t {
  write,   ///< the one connection that writes and checkpoints
  create,  ///< the same, for a file that does not exist yet
  read,    ///< sees committed data, can change nothing
  sealed,  ///< read, on a medium nobody can write to: no file is created beside the database
};

/// How long a connection waits for another to let go of the file.
inline constexpr int busy_timeout_ms = 5'000;

class Connection {
 public:
  /// Throws SqliteError. Nothing in the file is trusted; nothing is changed before `set_up`.
  Connection(std::filesystem::path const& file, Access access);

  /// Sets what the program relies on and reads it back; a setting that does not hold is an error.
  void set_up();
  void execute(char const* sql);
  std::int64_t pragma(std::string const& name);
  sqlite3* get() const { return handle_.get(); }
  [[noreturn]] void fail(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };
  void insist(std::string const& name, std::string const& value, std::string const& holds);

  Access access_;
  std::string file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// From here to the end of its scope, one state of the database.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection) : connection_{connection} {
    connection.execute("begin");
  }
  Snapshot(Snapshot const&) = delete;
  Snapshot& operator=(Snapshot const&) = delete;
  ~Snapshot() { sqlite3_exec(connection_.get(), "rollback", nullptr, nullptr, nullptr); }

 private:
  Connection& connection_;
};

/// Marks bytes to be bound as a BLOB rather than as TEXT.
struct Blob {
  std::string_view bytes;
};

class Statement;

/// The rows of a statement under way; the statement is ready for its next use when this goes.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_{statement} {}
  Rows(Rows const&) = delete;
  Rows& operator=(Rows const&) = delete;
  ~Rows();

  bool next();
  std::int64_t integer(int column) const;
  /// Text or blob; empty for NULL. Holds until the next row.
  std::string_view bytes(int column) const;
  bool is_null(int column) const;

 private:
  Statement& statement_;
};

class Statement {
 public:
  Statement(Connection const& connection, std::string_view sql);

  /// What is bound must live as long as the rows are read.
  template <class... Values>
  Rows query(Values const&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return Rows{*this};
  }
  template <class... Values>
  void run(Values const&... values) {
    auto rows = query(values...);
    while (rows.next()) {
    }
  }

 private:
  friend class Rows;
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
  };
  void check(int code) const;
  void bind(int index, std::integral auto number) {
    check(sqlite3_bind_int64(handle_.get(), index, static_cast<sqlite3_int64>(number)));
  }
  void bind(int index, std::string_view text);
  void bind(int index, std::nullptr_t null);
  void bind(int index, Blob blob);

  Connection const* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace probant::sqlite
