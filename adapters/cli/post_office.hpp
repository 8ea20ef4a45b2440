// What goes out of a running service: its subscriptions and those who deliver them, between the log
// as the service reads it and the network as the settings allow it.
#pragma once

#include "adapters/cli/service_settings.hpp"
#include "adapters/http/server.hpp"
#include "adapters/outgoing/postman.hpp"
#include "adapters/service/metrics.hpp"

namespace probant::cli {

class PostOffice {
 public:
  /// Opens the book of the store beside its log. Throws StoreError.
  PostOffice(std::filesystem::path const& store, outgoing::Log const& log,
             OutgoingSettings settings);

  outgoing::Book& book() { return book_; }
  /// Any thread. What is on its way goes as it was sent.
  OutgoingSettings settings() const;
  void use(OutgoingSettings settings);

  /// Delivers from now on, reading on the server's thread, which must be running or about to.
  void open(http::Server& server, service::Service& service, service::Ports const& ports);
  /// Abandons what is on its way, to be sent again: nobody waits for a slow subscriber. Before the
  /// server goes.
  void close();
  /// Pauses at once those whose owners have lost what let them in, and not only before their next
  /// letter. On the server's thread, once open.
  void review();
  /// An issuer vouched for somebody. On the server's thread; written down once a day.
  void saw(Actor const& owner);
  /// Something was recorded. Any thread; nothing happens unless open.
  void wake();
  /// The book has changed. Any thread.
  void look();

  /// What is owed, on the server's thread, once open: to subscriptions of each state, and to one.
  /// Looks at so many events of the log each time; where more have been recorded, more is owed.
  static constexpr Position counted_at_once = 5'000;
  std::vector<service::Surroundings::Outbox> owed(service::Service& service,
                                                  service::Ports const& ports);
  struct Debt {
    std::size_t letters = 0;
    bool exact = false;  ///< all of the log has been looked at that there is to count
    /// Since when the oldest letter waits: recorded, and the subscription made or resumed.
    std::optional<Instant> since{};
  };
  /// `left`: how many events may still be looked at.
  Debt owed_to(outgoing::Subscription const& one, World const& world, service::Ports const& ports,
               Position& left);

 private:
  /// The letters of one subscription from `from`, where its `next` was last, to `end`.
  struct Owed {
    Position from = 0;
    Position end = 0;
    std::size_t letters = 0;
    Position first = 0;              ///< that of `since`, or nothing is owed before it
    std::optional<Instant> since{};  ///< when the oldest letter was recorded
  };
  outgoing::Receipt post(outgoing::Parcel const& parcel) const;

  /// On the server's thread, where alone states change but for 410; the log says why.
  void pause(outgoing::Subscription one, std::string why);

  outgoing::Book book_;
  service::Ports const* ports_ = nullptr;  ///< once open
  std::atomic<bool> closing_ = false;
  std::map<std::int64_t, Owed> owed_;
  std::map<std::string, Instant> seen_;  ///< when that was last written down, by owner
  mutable std::mutex mutex_;             ///< of what follows
  OutgoingSettings settings_;
  std::shared_ptr<outgoing::Postman> postman_;
};

}  // namespace probant::cli
