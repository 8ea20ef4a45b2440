#include "adapters/cli/token_file.hpp"

#include "adapters/notary/files.hpp"
#include "adapters/sqlite/lock_file.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{8} * 1024 * 1024;

bool same(struct stat const& a, struct stat const& b) {
  return a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

TokenFile::TokenFile(std::filesystem::path const& store)
    : directory_{store / "service"}, file_{directory_ / "tokens"} {}

service::TokenBook TokenFile::load() const {
  auto const text = notary::read_file(file_, max_file_bytes);
  if (text && notary::readable_by_others(file_)) {
    throw StoreError{file_.string() +
                     " : les jetons sont lisibles par d'autres que leur propriétaire ; faites "
                     "« chmod 600 »."};
  }
  return service::TokenBook::parse(text.value_or(""), file_.string());
}

std::shared_ptr<service::TokenBook const> TokenFile::current() {
  struct stat now {};
  if (::stat(file_.c_str(), &now) != 0) {
    // Gone, or out of reach: nobody is told that their token is not good.
    if (book_ && !book_->tokens().empty()) {
      throw StoreError{file_.string() + " ne se lit plus : personne n'est admis sans lui."};
    }
    now = {};
  }
  if (!book_ || !same(now, seen_)) {
    book_ = std::make_shared<service::TokenBook const>(load());
    seen_ = now;
  }
  return book_;
}

void TokenFile::change(std::function<void(service::TokenBook&)> const& change) {
  std::filesystem::create_directory(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
  sqlite::LockFile const lock{directory_ / "lock"};
  auto book = load();
  change(book);
  notary::write_file(file_, book.text(), notary::Readers::owner_only);
}

}  // namespace probant::cli
