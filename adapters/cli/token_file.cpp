#include "adapters/cli/token_file.hpp"

#include <unistd.h>

#include "adapters/cli/session.hpp"
#include "adapters/cli/terminal.hpp"
#include "adapters/notary/files.hpp"
#include "adapters/sqlite/lock_file.hpp"

namespace probant::cli {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{8} * 1024 * 1024;
/// Of two lines for each token that a book may have.
constexpr std::size_t max_rights_bytes = std::size_t{32} * 1024 * 1024;

bool same(struct stat const& a, struct stat const& b) {
  return a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

TokenFile::TokenFile(std::filesystem::path const& store)
    : directory_{store / "service"},
      file_{directory_ / "tokens"},
      rights_{directory_ / "rights.jsonl"} {}

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
    if (notes_found_) note_found();
  }
  return book_;
}

void TokenFile::change(std::function<void(service::TokenBook&)> const& change) {
  std::filesystem::create_directory(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
  sqlite::LockFile const lock{directory_ / "lock"};
  auto book = load();
  auto rights = load_rights();
  note(rights, book, service::Noted::found);
  change(book);
  note(rights, book, service::Noted::done);
  notary::write_file(file_, book.text(), notary::Readers::owner_only);
}

service::Rights TokenFile::load_rights() const {
  return service::Rights{notary::read_file(rights_, max_rights_bytes).value_or("")};
}

void TokenFile::note(service::Rights& rights, service::TokenBook const& book,
                     service::Noted how) const {
  if (!rights.note(book, how, "uid " + std::to_string(::getuid()), wall_clock())) return;
  notary::write_file(rights_, rights.text(), notary::Readers::owner_only);
}

/// Nobody is kept out because it cannot be noted now: the next request tries again.
void TokenFile::note_found() {
  notes_found_ = true;
  std::string why;
  try {
    auto rights = load_rights();
    if (rights.note(*current(), service::Noted::found, {}, {})) {
      sqlite::LockFile const lock{directory_ / "lock"};
      rights = load_rights();
      note(rights, *book_, service::Noted::found);
      complain("probant : des jetons ont été créés ou révoqués sans « probant token » ; " +
               rights_.string() + " le note.");
    }
  } catch (StoreError const& error) {
    why = error.what();
    seen_ = {};
  }
  if (!why.empty() && why != told_) complain("probant : " + why);
  told_ = std::move(why);
}

std::string TokenFile::rights_problem() const {
  auto const broken = load_rights().broken();
  if (!broken) return {};
  return "attention, " + rights_.string() + " : la ligne " + std::to_string(*broken) +
         " ne suit pas celle d'avant : ce fichier a été altéré.";
}

}  // namespace probant::cli
