// A subscription and its courier, step by step: a log and a subscriber who answer as the test says.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>

#include "adapters/outgoing/courier.hpp"
#include "adapters/webhooks/signature.hpp"
#include "tests/support/temporary_directory.hpp"

namespace probant::test {

using outgoing::Book;
using outgoing::Found;
using outgoing::Letter;
using outgoing::Next;
using outgoing::Parcel;
using outgoing::Receipt;
using outgoing::State;
using outgoing::Subscription;
using Step = outgoing::Next::Step;

inline Instant const begin = *Instant::parse("2026-11-20T08:00:00Z");

/// One subscription to a log of `events` letters, and a subscriber who answers as the test says.
struct Round {
  TemporaryDirectory directory;
  std::filesystem::path file = directory.path() / "outgoing.sqlite";
  outgoing::Log log{"probant.example.org/journal", 3};
  std::unique_ptr<Book> book = std::make_unique<Book>(file, log);
  std::int64_t id = 0;
  Position events = 3;
  Instant now = begin;
  std::function<Receipt(Parcel const&)> subscriber = [](Parcel const&) {
    return Receipt{{204, {}, {}}};
  };
  std::vector<std::string> received;
  outgoing::Ports ports;

  Round() {
    Subscription one;
    one.url = "https://subscriber.example/hook";
    one.owner = {"u-1", Role::ans, ""};
    one.secret = webhooks::Secret::of(Bytes32{1}).text();
    one.created_at = begin;
    one.log = log.name;
    one.mark = "5f3a";
    id = book->add(one)->id;
    ports.now = [this] { return now; };
    ports.chance = [] { return 0U; };
    ports.find = [this](Subscription const&, Position from) -> std::optional<Found> {
      if (from >= events) return Found{std::nullopt, events};
      return Found{Letter{from, "{\"position\":" + std::to_string(from) + "}"}, from};
    };
    ports.post = [this](Parcel const& parcel) {
      received.push_back(*http::find_header(parcel.headers, "webhook-id"));
      return subscriber(parcel);
    };
  }
  void open() {
    book.reset();
    book = std::make_unique<Book>(file, log);
  }
  Next step() { return outgoing::deliver_next(*book, ports, id); }
  /// As long as there is something to do at once.
  Next run() {
    auto next = step();
    while (next.step == Step::at_once) next = step();
    return next;
  }
  std::string name(Position position) const {
    return std::to_string(id) + "-5f3a-" + std::to_string(position);
  }
  Subscription state() const { return *book->find(id); }
};

inline Receipt status(int code) { return {{code, {}, "non"}}; }

}  // namespace probant::test
