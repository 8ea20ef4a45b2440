// service/tokens in the store's directory, which nobody but its owner may read: read again whenever
// it has changed, so that a token revoked by the command line is refused by a running service at
// the next request. Errors are StoreError.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "adapters/service/tokens.hpp"

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

 private:
  service::TokenBook load() const;

  std::filesystem::path directory_;
  std::filesystem::path file_;
  struct stat seen_ {};
  std::shared_ptr<service::TokenBook const> book_;
};

}  // namespace probant::cli
