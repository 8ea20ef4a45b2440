// A process that is killed at any moment: what it had confirmed is there, and the log verifies.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>

#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"

namespace probant::test {
namespace {

/// Appends for ever, one byte into the pipe for each answer. Never returns.
[[noreturn]] void append_for_ever(std::filesystem::path const& directory, int pipe) {
  try {
    auto const store = SqliteEventStore::open(directory, Mode::read_write);
    for (auto next = store->head().next;; ++next) {
      auto const result = append(*store, {example_event(aap_dossier("a"), next + 1)});
      if (result != AppendResult::appended || ::write(pipe, "+", 1) != 1) break;
    }
  } catch (...) {
    // Nothing was confirmed, and the parent will see that.
  }
  ::_exit(1);
}

/// Kills a process that appends once it has confirmed `enough` events; how many it had in the end.
Position killed_after(std::filesystem::path const& directory, Position enough) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  auto const child = ::fork();
  if (child == 0) append_for_ever(directory, ends[1]);
  ::close(ends[1]);
  Position confirmed = 0;
  char byte = 0;
  while (::read(ends[0], &byte, 1) == 1) {
    if (++confirmed == enough) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return confirmed;
}

}  // namespace

TEST_CASE("sqlite store: what was confirmed before a kill is there after it", "[store][sqlite]") {
  SqliteFixture fixture;
  Position before = 0;
  for (Position const enough : {1, 7, 30, 2}) {
    fixture.close();
    auto const confirmed = killed_after(fixture.path(), enough);
    REQUIRE(confirmed >= enough);
    fixture.reopen();
    auto const next = fixture.store().head().next;
    CHECK(next >= before + confirmed);
    CHECK(next <= before + confirmed + 1);
    CHECK(check_log(fixture.store()).good());
    before = next;
  }
  CHECK(fixture.store().check_file().empty());
}

}  // namespace probant::test
