#include "adapters/verifier/timestamp.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <memory>

#include "adapters/verifier/report.hpp"

namespace probant::verifier {
namespace {

struct Free {
  void operator()(TS_RESP* answer) const noexcept { TS_RESP_free(answer); }
  void operator()(TS_VERIFY_CTX* context) const noexcept { TS_VERIFY_CTX_free(context); }
  void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
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

/// Certificates expire, a token says what was signed before: chains are checked at its own time.
Owned<X509_STORE> trusted_at(TS_RESP* answer, std::string const& ca_file) {
  Owned<X509_STORE> store{X509_STORE_new()};
  if (!store || X509_STORE_load_file(store.get(), ca_file.c_str()) != 1) {
    throw CannotRead{ca_file + " : certificats illisibles (un fichier PEM est attendu)."};
  }
  std::tm utc{};
  auto const* const time = TS_TST_INFO_get_time(TS_RESP_get_tst_info(answer));
  if (time == nullptr || ASN1_TIME_to_tm(time, &utc) != 1) return nullptr;
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), timegm(&utc));
  return store;
}

}  // namespace

bool has_certificates(std::string const& file) {
  Owned<X509_STORE> const store{X509_STORE_new()};
  bool const loaded = store && X509_STORE_load_file(store.get(), file.c_str()) == 1;
  ERR_clear_error();
  return loaded;
}

Timestamp check_timestamp(std::string_view token, std::string_view data,
                          std::string const& ca_file) {
  auto const answer = parse(token);
  if (!answer) return Timestamp::bad;
  Owned<TS_VERIFY_CTX> const context{TS_VERIFY_CTX_new()};
  int flags = TS_VFY_VERSION | TS_VFY_DATA;
  // The context owns the data and the certificates given to it.
  TS_VERIFY_CTX_set_data(context.get(),
                         BIO_new_mem_buf(data.data(), static_cast<int>(data.size())));
  if (!ca_file.empty()) {
    auto store = trusted_at(answer.get(), ca_file);
    if (!store) return Timestamp::bad;
    TS_VERIFY_CTX_set_store(context.get(), store.release());
    flags |= TS_VFY_SIGNATURE;
  }
  TS_VERIFY_CTX_add_flags(context.get(), flags);
  bool const good = TS_RESP_verify_response(context.get(), answer.get()) == 1;
  ERR_clear_error();
  if (!good) return Timestamp::bad;
  return ca_file.empty() ? Timestamp::unchecked : Timestamp::verified;
}

}  // namespace probant::verifier
