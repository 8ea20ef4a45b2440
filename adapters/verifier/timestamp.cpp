#include "adapters/verifier/timestamp.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include "adapters/verifier/report.hpp"

namespace probant::verifier {
namespace {

constexpr long max_name_bytes = 512;

struct Free {
  void operator()(TS_RESP* answer) const noexcept { TS_RESP_free(answer); }
  void operator()(TS_VERIFY_CTX* context) const noexcept { TS_VERIFY_CTX_free(context); }
  void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(stack_st_X509* certificates) const noexcept { sk_X509_free(certificates); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<TS_RESP> parse(std::string_view token) {
  auto const* at = reinterpret_cast<unsigned char const*>(token.data());
  auto const* const end = at + token.size();
  Owned<TS_RESP> answer{d2i_TS_RESP(nullptr, &at, static_cast<long>(token.size()))};
  if (at != end || !answer || TS_RESP_get_tst_info(answer.get()) == nullptr) answer.reset();
  return answer;
}

std::optional<std::tm> time_of(TS_RESP* answer) {
  std::tm utc{};
  auto const* const time = TS_TST_INFO_get_time(TS_RESP_get_tst_info(answer));
  if (time == nullptr || ASN1_TIME_to_tm(time, &utc) != 1) return std::nullopt;
  return utc;
}

std::string rfc3339(std::tm const& utc) {
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::tm later(std::tm utc, std::time_t seconds) {
  auto const then = timegm(&utc) + seconds;
  std::tm moved{};
  gmtime_r(&then, &moved);
  return moved;
}

/// Printable ASCII only: what a certificate is called is not ours to trust.
std::string signer_of(TS_RESP* answer) {
  auto* const token = TS_RESP_get_token(answer);
  if (token == nullptr || PKCS7_type_is_signed(token) == 0) return {};
  Owned<stack_st_X509> const signers{PKCS7_get0_signers(token, nullptr, 0)};
  Owned<BIO> const bio{BIO_new(BIO_s_mem())};
  if (!signers || !bio || sk_X509_num(signers.get()) != 1) return {};
  auto const* const subject = X509_get_subject_name(sk_X509_value(signers.get(), 0));
  X509_NAME_print_ex(bio.get(), subject, 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  auto const size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(std::min(size, max_name_bytes))};
}

/// Certificates expire, a token says what was signed before: chains are checked at its own time.
Owned<X509_STORE> trusted_at(std::tm utc, std::string const& ca_file) {
  Owned<X509_STORE> store{X509_STORE_new()};
  if (!store || X509_STORE_load_file(store.get(), ca_file.c_str()) != 1) {
    throw CannotRead{ca_file + " : certificats illisibles (un fichier PEM est attendu)."};
  }
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), timegm(&utc));
  return store;
}

/// That the answer is for `data`, and, when there are certificates to `trust`, signed by whom they
/// vouch for.
bool is_over(TS_RESP* answer, std::string_view data, Owned<X509_STORE> trust) {
  Owned<TS_VERIFY_CTX> const context{TS_VERIFY_CTX_new()};
  int flags = TS_VFY_VERSION | TS_VFY_DATA;
  // The context owns the data and the certificates given to it.
  TS_VERIFY_CTX_set_data(context.get(),
                         BIO_new_mem_buf(data.data(), static_cast<int>(data.size())));
  if (trust) {
    TS_VERIFY_CTX_set_store(context.get(), trust.release());
    flags |= TS_VFY_SIGNATURE;
  }
  TS_VERIFY_CTX_add_flags(context.get(), flags);
  bool const good = TS_RESP_verify_response(context.get(), answer) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace

bool has_certificates(std::string const& file) {
  Owned<X509_STORE> const store{X509_STORE_new()};
  bool const loaded = store && X509_STORE_load_file(store.get(), file.c_str()) == 1;
  ERR_clear_error();
  return loaded;
}

Token check_timestamp(std::string_view token, std::string_view data, std::string const& ca_file) {
  auto const answer = parse(token);
  auto const time = answer ? time_of(answer.get()) : std::nullopt;
  if (!time || !is_over(answer.get(), data, nullptr)) return {};
  constexpr std::time_t minute = 60;
  Token found{Timestamp::unchecked, rfc3339(*time), rfc3339(later(*time, minute)),
              signer_of(answer.get())};
  if (!ca_file.empty()) {
    bool const trusted = is_over(answer.get(), data, trusted_at(*time, ca_file));
    found.state = trusted ? Timestamp::verified : Timestamp::untrusted;
  }
  ERR_clear_error();
  return found;
}

}  // namespace probant::verifier
