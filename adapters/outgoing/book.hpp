// The subscriptions of a store, in a database of their own beside the log,
// `service/outgoing.sqlite` (they are no act, and what they remember may be thrown away): who is
// told, how far that has come, what was tried and what could not be delivered. Secrets are in it,
// so only its owner may read it. Errors are StoreError. Any thread.
#pragma once

#include <filesystem>
#include <memory>

#include "adapters/outgoing/subscription.hpp"

namespace probant::outgoing {

class Book {
 public:
  static constexpr std::size_t max_subscriptions = 256;  ///< each looks at every event
  static constexpr std::size_t max_of_owner = 16;
  static constexpr int kept_attempts = 200;  ///< of each subscription, the last ones
  static constexpr std::size_t max_listed = 1000;

  /// Every subscription meets `log`; those of earlier programs are taken to have followed it.
  /// With `next`, wherever it is written, goes the leaf of the event before it.
  Book(std::filesystem::path const& file, Log const& log);
  ~Book();
  Book(Book const&) = delete;
  Book& operator=(Book const&) = delete;

  std::vector<Subscription> all() const;
  std::optional<Subscription> find(std::int64_t id) const;
  /// With its `id`; nothing when there are too many already, of its owner or in all.
  std::optional<Subscription> add(Subscription subscription);
  bool remove(std::int64_t id);
  /// Writes `grant`, `secret`, `former_secret`, `former_until`, `state`, `why`, `attempt`, `due`,
  /// `active_since` and `log`. False when there is none of that id.
  bool change(Subscription const& subscription);
  /// An issuer vouched for that owner.
  void see(Actor const& owner, Instant at);
  /// Before it is changed to another log: writes `next` and `mark`, and forgets the dead letters,
  /// which were of the one before. No letter may be on its way.
  void begin_anew(Subscription const& subscription);

  /// After a try: how far it has come, and the try itself, at once.
  void settle(Subscription const& subscription, Attempt const& attempt);
  /// What lies before `next` was looked at and concerns nobody: it is not looked at again, whatever
  /// becomes of who reads what. Known at once, written down now and then and when the book is
  /// closed: after a kill so much is looked at once more.
  static constexpr Position passed_at_once = 256;
  void pass(std::int64_t id, Position next);
  std::vector<Attempt> attempts(std::int64_t id) const;  ///< newest first

  void bury(std::int64_t id, DeadLetter const& letter);
  void exhume(std::int64_t id, Position position);
  std::vector<DeadLetter> dead_letters(std::int64_t id) const;  ///< in the order of the log
  /// All dead letters of the subscription are to be tried again; how many.
  std::int64_t revive(std::int64_t id);
  /// The first dead letter to be tried again.
  std::optional<Position> revived(std::int64_t id) const;

 private:
  void write_reached(std::int64_t id, Position next);

  struct Database;
  Log log_;
  std::unique_ptr<Database> database_;
};

}  // namespace probant::outgoing
