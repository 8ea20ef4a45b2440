// What goes out of a running service: its subscriptions and those who deliver them, between the log
// as the service reads it and the network as the settings allow it.
#pragma once

#include "adapters/cli/service_settings.hpp"
#include "adapters/http/server.hpp"
#include "adapters/outgoing/postman.hpp"
#include "adapters/service/service.hpp"

namespace probant::cli {

class PostOffice {
 public:
  /// Opens the book of the store. Throws StoreError.
  PostOffice(std::filesystem::path const& store, OutgoingSettings settings);

  outgoing::Book& book() { return book_; }
  OutgoingSettings const& settings() const { return settings_; }

  /// Delivers from now on, reading on the server's thread, which must be running or about to.
  void open(http::Server& server, service::Service& service, service::Ports const& ports);
  /// Lets what is on its way end. Before the server goes.
  void close();
  /// Something was recorded. Any thread; nothing happens unless open.
  void wake();
  /// The book has changed. Any thread.
  void look();

 private:
  outgoing::Receipt post(outgoing::Parcel const& parcel) const;
  bool may_connect(std::string const& address) const;

  OutgoingSettings settings_;
  outgoing::Book book_;
  std::atomic<bool> closing_ = false;
  std::mutex mutex_;
  std::shared_ptr<outgoing::Postman> postman_;
};

}  // namespace probant::cli
