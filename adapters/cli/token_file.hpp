// service/tokens in the store's directory, which nobody but its owner may read: read again whenever
// it has changed, so that a token revoked by the command line is refused by a running service at
// the next request. Whatever changes in it leaves a line in service/rights.jsonl, on the
// disk before the change is. Errors are StoreError.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "adapters/service/rights.hpp"

namespace probant::cli {

/// One thread.
class TokenFile {
 public:
  explicit TokenFile(std::filesystem::path const& store);

  /// The book as it stands; empty when there never was a file. Throws StoreError when it can no
  /// longer be read.
  std::shared_ptr<service::TokenBook const> current();
  /// Changes the book with nobody else doing so, and writes it unless `change` throws.
  void change(std::function<void(service::TokenBook&)> const& change);
  /// Has what somebody else changed noted as found, now and whenever the book is read again.
  void note_found();
  /// In French; empty when the lines follow one another as they were written.
  std::string rights_problem() const;

 private:
  service::Rights load_rights() const;
  void note(service::Rights& rights, service::TokenBook const& book, service::Noted how) const;
  service::TokenBook load() const;

  std::filesystem::path directory_;
  std::filesystem::path file_;
  std::filesystem::path rights_;
  bool notes_found_ = false;
  std::string told_;  ///< why the last attempt to note failed
  struct stat seen_ {};
  std::shared_ptr<service::TokenBook const> book_;
};

}  // namespace probant::cli
