#include "adapters/reference/input.hpp"

#include <openssl/evp.h>

#include <stdexcept>
#include <system_error>

namespace probant::importer {

/// SHA-256 fed block by block.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { start(); }

  void start() { check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr)); }
  void feed(std::string_view bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
  }
  Sha256 finish() {
    Sha256 sha256;
    check(EVP_DigestFinal_ex(context_.get(), sha256.bytes.data(), nullptr));
    return sha256;
  }

 private:
  static void check(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL : calcul d'empreinte SHA-256 impossible");
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

namespace {

ImportError unreadable(std::filesystem::path const& file, std::string const& why) {
  return ImportError("impossible de lire « " + file.string() + " » : " + why, true);
}

std::ifstream open(std::filesystem::path const& file) {
  std::error_code error;
  auto const status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) throw unreadable(file, "ce fichier n'existe pas");
  if (std::filesystem::is_directory(status)) throw unreadable(file, "c'est un dossier");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw unreadable(file, "l'ouverture est refusée (droits d'accès ?)");
  return stream;
}

}  // namespace

Input::Input(std::filesystem::path const& file)
    : name_(file.filename().string()),
      file_(open(file)),
      buffer_(block_bytes, '\0'),
      digest_(std::make_unique<Digest>()) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file, error);
  if (!error) size_ = size;
}

Input::Input(std::string name, std::string_view text)
    : name_(std::move(name)),
      text_(text),
      size_(text.size()),
      digest_(std::make_unique<Digest>()) {}

Input::~Input() = default;
Input::Input(Input&&) noexcept = default;

std::string_view Input::read() {
  auto const block = file_.is_open() ? next_of_file() : text_.substr(done_, block_bytes);
  if (block.empty()) return block;
  digest_->feed(block);
  done_ += block.size();
  if (notify_) notify_();
  return block;
}

std::string_view Input::next_of_file() {
  if (file_.eof()) return {};
  file_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  if (file_.bad()) {
    throw ImportError("la lecture de « " + name_ + " » s'est interrompue après " +
                          std::to_string(done_) + " octets (disque ou réseau ?)",
                      true);
  }
  return {buffer_.data(), static_cast<std::size_t>(file_.gcount())};
}

void Input::rewind() {
  done_ = 0;
  digest_->start();
  if (!file_.is_open()) return;
  file_.clear();
  file_.seekg(0);
  if (!file_) {
    throw ImportError("« " + name_ + " » doit être lu deux fois : donner un fichier, pas un flux");
  }
}

Sha256 Input::sha256() { return digest_->finish(); }

std::string read_small_file(std::filesystem::path const& file, std::size_t max_bytes) {
  Input input(file);
  std::string text;
  for (auto block = input.read(); !block.empty(); block = input.read()) {
    text += block;
    if (text.size() <= max_bytes) continue;
    throw ImportError("« " + input.name() + " » dépasse la taille permise (" +
                      std::to_string(max_bytes / 1'000'000) + " Mo)");
  }
  return text;
}

}  // namespace probant::importer
