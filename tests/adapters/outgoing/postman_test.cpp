#include "adapters/outgoing/postman.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <future>
#include <iterator>

#include "adapters/webhooks/signature.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {
namespace {

using outgoing::Found;
using outgoing::Letter;
using outgoing::Parcel;
using outgoing::Receipt;
using outgoing::Subscription;

/// Subscriptions to a log in which each event is for one of them: for those whose number divides
/// its position. What arrives is noted by address.
struct Office {
  TemporaryDirectory directory;
  outgoing::Log log{"probant.example.org/journal", 0};
  outgoing::Book book{directory.path() / "outgoing.sqlite", log};
  std::atomic<Position> events = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::vector<std::string>> told;
  std::function<void(Parcel const&)> before_answer = [](Parcel const&) {};
  std::unique_ptr<outgoing::Postman> postman;

  std::int64_t subscribe(std::string const& name) {
    Subscription one;
    one.url = name;
    one.owner = {"u-" + name, Role::ans, ""};
    one.secret = webhooks::Secret::of(Bytes32{1}).text();
    one.log = log.name;
    one.next = events;
    auto const id = book.add(one)->id;
    if (postman) postman->look();
    return id;
  }
  bool is_theirs(Subscription const& one, Position position) const {
    return position % one.id == 0;
  }
  void open() {
    outgoing::Ports ports;
    ports.now = [] {
      return Instant::from_unix_ns(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                       std::chrono::system_clock::now().time_since_epoch())
                                       .count());
    };
    ports.chance = [] { return 0U; };
    ports.find = [this](Subscription const& one, Position from) {
      auto const end = events.load();
      for (; from < end; ++from) {
        if (is_theirs(one, from)) return std::optional{Found{Letter{from, "{}"}, from}};
      }
      return std::optional{Found{std::nullopt, std::max(from, end)}};
    };
    ports.post = [this](Parcel const& parcel) {
      before_answer(parcel);
      std::lock_guard const lock{mutex};
      told[parcel.url].push_back(*http::find_header(parcel.headers, "webhook-id"));
      changed.notify_all();
      return Receipt{{204, {}, {}}};
    };
    postman = std::make_unique<outgoing::Postman>(book, ports, [](std::string const&) {});
  }
  void record(Position more) {
    events += more;
    postman->wake();
  }
  bool all_told(std::string const& name, std::int64_t id) {
    std::vector<std::string> due;
    for (Position at = 0; at < events; at += id) {
      due.push_back(std::to_string(id) + "-" + std::to_string(at));
    }
    std::unique_lock lock{mutex};
    changed.wait_for(lock, std::chrono::seconds{20},
                     [&] { return told[name].size() >= due.size(); });
    return told[name] == due;
  }
};

std::ptrdiff_t threads() {
  return std::distance(std::filesystem::directory_iterator{"/proc/self/task"}, {});
}

}  // namespace

TEST_CASE("outgoing: those to whom there is nothing to tell keep no thread", "[outgoing]") {
  Office office;
  auto const before = threads();
  office.open();
  std::map<std::string, std::int64_t> ids;
  for (int i = 0; i < 40; ++i) {
    auto const name = "s" + std::to_string(i);
    ids[name] = office.subscribe(name);
  }
  office.record(100);
  for (auto const& [name, id] : ids) CHECK(office.all_told(name, id));
  constexpr int patience = 200;
  constexpr int few = 5;  // sanitizers have threads too
  for (int i = 0; i < patience && threads() > before + few; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  CHECK(threads() <= before + few);
}

TEST_CASE("outgoing: who does not answer keeps nobody else waiting", "[outgoing]") {
  Office office;
  std::promise<void> let_go;
  auto const go = let_go.get_future().share();
  office.before_answer = [&](Parcel const& parcel) {
    if (parcel.url == "slow") go.wait();
  };
  office.open();
  auto const slow = office.subscribe("slow");
  auto const quick = office.subscribe("quick");
  for (int i = 0; i < 3; ++i) {
    office.record(10);
    CHECK(office.all_told("quick", quick));
  }
  let_go.set_value();
  CHECK(office.all_told("slow", slow));
}

TEST_CASE("outgoing: whatever is recorded while letters go out is told, in order, once",
          "[outgoing]") {
  Office office;
  office.open();
  std::map<std::string, std::int64_t> ids;
  for (auto const* name : {"a", "b", "c"}) ids[name] = office.subscribe(name);
  constexpr int times = 400;
  for (int i = 0; i < times; ++i) {
    office.record(1);
    std::this_thread::sleep_for(std::chrono::microseconds{i % 7 * 100});
  }
  for (auto const& [name, id] : ids) CHECK(office.all_told(name, id));
  // And one that was paused meanwhile goes on where it was
  auto one = *office.book.find(ids["a"]);
  one.state = outgoing::State::paused;
  office.book.change(one);
  office.record(5);
  one.state = outgoing::State::active;
  office.book.change(one);
  office.postman->look();
  CHECK(office.all_told("a", ids["a"]));
}

}  // namespace probant::test
