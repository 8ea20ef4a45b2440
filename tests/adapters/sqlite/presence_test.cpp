// A log whose files are taken away while it is written: nothing more is confirmed.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/adapters/sqlite/fixture.hpp"

namespace probant::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

struct Written : SqliteFixture {
  Written() { REQUIRE(next() == AppendResult::appended); }

  AppendResult next() { return append(store(), {example_event(aap_dossier("a"), ++version_)}); }
  fs::path wal() const { return file().string() + "-wal"; }
  /// From here on, until it is opened anew.
  void check_refused(std::string const& why) {
    auto const known = store().head().next;
    CHECK(next() == AppendResult::store_failed);
    CHECK_THAT(store().failure(), Contains(why));
    CHECK(store().head().next == known);
    CHECK_FALSE(store().recover());
    CHECK(store().doubt() == SqliteEventStore::Doubt::damage);
  }

 private:
  Version version_ = 0;
};

}  // namespace

TEST_CASE("sqlite store: a log taken away takes no more", "[store][sqlite]") {
  Written written;
  SECTION("the file") {
    fs::remove(written.file());
    written.check_refused("n'est plus là");
  }
  SECTION("its journal") {
    fs::remove(written.wal());
    written.check_refused("n'est plus là");
  }
  SECTION("the directory") {
    fs::rename(written.path(), written.path().string() + "-moved");
    written.check_refused("n'est plus là");
  }
}

TEST_CASE("sqlite store: a log replaced or cut takes no more", "[store][sqlite]") {
  Written written;
  SECTION("another file under its name") {
    fs::copy_file(written.file(), written.file().string() + ".copy");
    fs::rename(written.file().string() + ".copy", written.file());
    written.check_refused("remplacé");
  }
  SECTION("the file cut") {
    fs::resize_file(written.file(), 0);
    written.check_refused("raccourci");
  }
  SECTION("its journal cut") {
    fs::resize_file(written.wal(), 0);
    written.check_refused("raccourci");
  }
}

TEST_CASE("sqlite store: that it is gone shows before anything is written", "[store][sqlite]") {
  Written written;
  written.store().ensure_there();
  CHECK(written.store().failure().empty());
  fs::remove(written.file());
  written.store().ensure_there();
  CHECK_THAT(written.store().failure(), Contains("n'est plus là"));
  CHECK(written.store().troubles().failures == 1);
}

}  // namespace probant::test
