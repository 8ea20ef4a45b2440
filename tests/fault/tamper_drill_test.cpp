// What people do to a log: swap, delete, insert, cut, put back an older copy, write history anew
// and sign it. Each is found, by the log itself or by a checkpoint kept elsewhere.
#include <catch2/catch.hpp>

#include "engine/log/check.hpp"
#include "tests/adapters/sqlite/fixture.hpp"
#include "tests/fault/forged_log.hpp"
#include "tests/fault/recording_run.hpp"

namespace probant::test {
namespace {

std::string number(Position position) { return std::to_string(position); }

class Drilled {
 public:
  /// Does it, asks who finds it, and undoes it.
  void drill(std::string const& what, std::function<void()> const& tamper) {
    INFO(what);
    tamper();
    auto const found = log.finding();
    CHECK_FALSE(found.empty());
    drills.add(what, found);
    log.restore();
  }
  void drill(std::string const& what, std::string const& sql) {
    drill(what, [&] { log.execute(sql); });
  }

  ForgedLog log;
  Drills drills;
};

std::string swap_rows(std::string const& table, Position a, Position b) {
  auto const move = [&](std::string const& from, std::string const& to) {
    return "update " + table + " set position = " + to + " where position = " + from + ";";
  };
  return move(number(a), "1000") + move(number(b), number(a)) + move("1000", number(b));
}

std::string delete_from(std::string const& table, std::string const& where) {
  return "delete from " + table + " where " + where + ";";
}

}  // namespace

TEST_CASE("tampering: rows swapped are found", "[fault][tamper]") {
  Drilled test;
  REQUIRE(test.log.finding().empty());
  for (Position a = 0; a < test.log.size(); ++a) {
    for (Position b = a + 1; b < test.log.size(); ++b) {
      auto const events = swap_rows("event", a, b);
      auto const leaves = swap_rows("leaf", a, b);
      test.drill("two events swapped", events);
      test.drill("two leaves swapped", leaves);
      test.drill("two events swapped with their leaves and the tree", [&] {
        test.log.execute(events + leaves);
        test.log.recompute_head(test.log.size());
      });
    }
  }
  test.drills.print();
}

TEST_CASE("tampering: rows deleted or inserted are found", "[fault][tamper]") {
  Drilled test;
  for (Position at = 0; at < test.log.size(); ++at) {
    auto const here = "position = " + number(at);
    auto const later = " set position = position - 1 where position > " + number(at) + ";";
    test.drill("an event deleted", delete_from("event", here));
    test.drill("a leaf deleted", delete_from("leaf", here));
    test.drill("an event and its leaf deleted",
               delete_from("event", here) + delete_from("leaf", here));
    test.drill("an event deleted, those after it moved up, the tree to match", [&] {
      test.log.execute(delete_from("event", here) + delete_from("leaf", here) + "update event" +
                       later + "update leaf" + later);
      test.log.recompute_head(test.log.size() - 1);
    });
    test.drill("an event inserted at the end", "insert into event select " +
                                                   number(test.log.size()) +
                                                   ", dossier_key, version, type_key, schema, "
                                                   "occurred_at, recorded_at, actor_key, "
                                                   "rulebook_key, proposal_id, payload, warnings "
                                                   "from event where " +
                                                   here);
    test.drill("an event inserted at the end with a leaf and the tree", [&] {
      auto const end = number(test.log.size());
      test.log.execute("insert into event select " + end +
                       ", dossier_key, version, type_key, schema, occurred_at, recorded_at, "
                       "actor_key, rulebook_key, proposal_id, payload, warnings from event where " +
                       here + "; insert into leaf select " + end +
                       ", envelope, blinding from leaf where " + here);
      test.log.recompute_head(test.log.size() + 1);
    });
    test.drill("an answer deleted", delete_from("proposal",
                                                "sequence = (select sequence from "
                                                "proposal order by sequence limit 1 "
                                                "offset " +
                                                    number(at % 9) + ")"));
  }
  test.drill("the last answer deleted",
             delete_from("proposal", "sequence = (select max(sequence) from proposal)"));
  test.drill("an answer invented",
             "insert into proposal select max(sequence) + 1, 'nouvelle', body_hash, 1, position "
             "from proposal");
  test.drill("an answer given twice",
             "insert into proposal select (select max(sequence) + 1 from proposal), id, body_hash, "
             "recorded, position from proposal where sequence = 0");
  test.drill("a blinding put back",
             "update leaf set blinding = zeroblob(32) where blinding is null");
  test.drills.print();
}

TEST_CASE("tampering: the tail cut, its tree to match, is found by an earlier checkpoint",
          "[fault][tamper]") {
  Drilled test;
  for (Position kept = 0; kept < test.log.size(); ++kept) {
    auto const cut = "position >= " + number(kept);
    auto const sql =
        delete_from("event", cut) + delete_from("leaf", cut) + delete_from("proposal", cut);
    test.drill("tail cut", sql);
    test.drill("tail cut, the head to match", [&] {
      test.log.execute(sql);
      test.log.recompute_head(kept);
    });
  }
  test.drills.print();
}

TEST_CASE("tampering: an older copy put back is found by a later checkpoint", "[fault][tamper]") {
  Drilled test;
  for (int steps = 1;; ++steps) {
    TemporaryDirectory place;
    auto const older = place.path() / "store";
    RecordingRun run{older};
    int left = steps;
    if (run.play([&] { return --left == 0; }) == End::finished) break;
    run.close();
    if (run.confirmed().next == test.log.size()) continue;
    test.drill("an older copy put back", [&] {
      std::filesystem::copy_file(older / "log.sqlite", test.log.file(),
                                 std::filesystem::copy_options::overwrite_existing);
    });
  }
  test.drills.print();
}

TEST_CASE(
    "tampering: history written anew with its whole tree is found by the checkpoint, and "
    "another key's checkpoint is not believed",
    "[fault][tamper]") {
  Drilled test;
  for (Position at = 0; at < test.log.size(); ++at) {
    if (at == 2) continue;  // the erased one has no content to write anew
    test.drill("a content written anew, tree to match", [&] {
      test.log.rewrite_payload(at);
      auto const store = SqliteEventStore::open(test.log.directory(), Mode::read_only);
      auto const check = check_log(*store);
      INFO(at << " " << check.why);
      CHECK(check.good());  // nothing in the log itself tells
      auto const size = static_cast<std::uint64_t>(test.log.size());
      auto const forged = sign_checkpoint(other_key(), size, check.root).bytes();
      auto const by_key = against_checkpoint(*store, forged, test.log.pinned());
      CHECK(by_key == "signature");
      test.drills.add("the same, signed with another key", by_key);
    });
  }
  test.drills.print();
}

}  // namespace probant::test
