#include "adapters/timestamp/timestamp.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <ctime>
#include <memory>
#include <stdexcept>

#include "engine/log/digest.hpp"

namespace probant::timestamp {
namespace {

struct Free {
  void operator()(TS_REQ* p) const noexcept { TS_REQ_free(p); }
  void operator()(TS_MSG_IMPRINT* p) const noexcept { TS_MSG_IMPRINT_free(p); }
  void operator()(TS_RESP* p) const noexcept { TS_RESP_free(p); }
  void operator()(TS_VERIFY_CTX* p) const noexcept { TS_VERIFY_CTX_free(p); }
  void operator()(X509_STORE* p) const noexcept { X509_STORE_free(p); }
  void operator()(X509_ALGOR* p) const noexcept { X509_ALGOR_free(p); }
  void operator()(ASN1_INTEGER* p) const noexcept { ASN1_INTEGER_free(p); }
  void operator()(BIGNUM* p) const noexcept { BN_free(p); }
  void operator()(BIO* p) const noexcept { BIO_free(p); }
  void operator()(unsigned char* p) const noexcept { OPENSSL_free(p); }
  void operator()(stack_st_X509* p) const noexcept { sk_X509_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void must(bool done) {
  if (!done) throw std::runtime_error{"OpenSSL ne peut pas préparer la demande d'horodatage."};
}

unsigned char const* bytes_of(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());
}

Owned<ASN1_INTEGER> to_integer(std::string const& nonce) {
  Owned<BIGNUM> const number{BN_bin2bn(bytes_of(nonce), static_cast<int>(nonce.size()), nullptr)};
  must(number != nullptr);
  Owned<ASN1_INTEGER> integer{BN_to_ASN1_INTEGER(number.get(), nullptr)};
  must(integer != nullptr);
  return integer;
}

/// Nothing unless the bytes are one TimeStampResp that grants a token.
Owned<TS_RESP> read_granted(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > max_answer_bytes) return nullptr;
  auto const* at = bytes_of(bytes);
  auto const* const end = at + bytes.size();
  Owned<TS_RESP> answer{d2i_TS_RESP(nullptr, &at, static_cast<long>(bytes.size()))};
  if (!answer || at != end || TS_RESP_get_tst_info(answer.get()) == nullptr) return nullptr;
  return answer;
}

std::string text_of(BIO& bio) {
  char* data = nullptr;
  auto const size = BIO_get_mem_data(&bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

/// Of the one certificate that signed; empty when it cannot be told.
std::string signer_of(TS_RESP& answer) {
  auto* const token = TS_RESP_get_token(&answer);
  Owned<stack_st_X509> const signers{PKCS7_get0_signers(token, nullptr, 0)};
  Owned<BIO> const bio{BIO_new(BIO_s_mem())};
  if (!signers || !bio || sk_X509_num(signers.get()) != 1) return {};
  auto const* const subject = X509_get_subject_name(sk_X509_value(signers.get(), 0));
  X509_NAME_print_ex(bio.get(), subject, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return text_of(*bio);
}

struct AssertedTime {
  std::time_t seconds = 0;
  std::string text;
};

std::optional<AssertedTime> asserted_time(TS_RESP& answer) {
  auto const* const time = TS_TST_INFO_get_time(TS_RESP_get_tst_info(&answer));
  std::tm utc{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &utc) != 1) return std::nullopt;
  // What an Instant can be; anything else is no time a token was made at.
  if (utc.tm_year + 1900 < 2000 || utc.tm_year + 1900 > 2199) return std::nullopt;
  AssertedTime asserted;
  asserted.seconds = timegm(&utc);
  auto text = Instant::from_unix_seconds(asserted.seconds).text();
  // Up to here to the second; a GeneralizedTime may go on with ".123Z".
  std::string_view const raw{reinterpret_cast<char const*>(ASN1_STRING_get0_data(time)),
                             static_cast<std::size_t>(ASN1_STRING_length(time))};
  auto const dot = raw.find('.');
  if (dot != std::string_view::npos)
    text.insert(text.size() - 1, raw.substr(dot, raw.size() - dot - 1));
  asserted.text = std::move(text);
  return asserted;
}

bool answers(TS_RESP& answer, std::string const& nonce) {
  auto const* const given = TS_TST_INFO_get_nonce(TS_RESP_get_tst_info(&answer));
  return given != nullptr && ASN1_INTEGER_cmp(given, to_integer(nonce).get()) == 0;
}

std::string openssl_says() {
  auto const code = ERR_peek_last_error();
  auto const* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "signature" : reason;
}

/// What an authority says that grants nothing, in one line of at most 200 bytes: it is a
/// stranger's.
std::string reason_given(std::string_view bytes) {
  if (bytes.size() > max_answer_bytes) return {};
  auto const* at = bytes_of(bytes);
  Owned<TS_RESP> const answer{d2i_TS_RESP(nullptr, &at, static_cast<long>(bytes.size()))};
  if (!answer) return {};
  auto const* const words = TS_STATUS_INFO_get0_text(TS_RESP_get_status_info(answer.get()));
  std::string said;
  for (int i = 0; i < sk_ASN1_UTF8STRING_num(words); ++i) {
    auto const* const one = sk_ASN1_UTF8STRING_value(words, i);
    if (!said.empty()) said += ' ';
    said.append(reinterpret_cast<char const*>(ASN1_STRING_get0_data(one)),
                static_cast<std::size_t>(ASN1_STRING_length(one)));
  }
  std::erase_if(said, [](char c) { return c < ' ' || c > '~'; });
  return said.empty() ? said : " : elle répond « " + said.substr(0, 200) + " »";
}

Verdict refused(std::string why) {
  ERR_clear_error();
  return {std::move(why), {}, {}};
}

}  // namespace

std::string request_for(std::string_view data, std::optional<std::string> const& nonce) {
  Owned<TS_REQ> const request{TS_REQ_new()};
  Owned<TS_MSG_IMPRINT> const imprint{TS_MSG_IMPRINT_new()};
  Owned<X509_ALGOR> const algorithm{X509_ALGOR_new()};
  must(request && imprint && algorithm);
  must(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1);
  auto digest = sha256(data).bytes;
  must(TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1);
  must(TS_MSG_IMPRINT_set_msg(imprint.get(), digest.data(), static_cast<int>(digest.size())) == 1);
  must(TS_REQ_set_version(request.get(), 1) == 1);
  must(TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1);
  must(TS_REQ_set_cert_req(request.get(), 1) == 1);
  if (nonce) must(TS_REQ_set_nonce(request.get(), to_integer(*nonce).get()) == 1);
  unsigned char* der = nullptr;
  auto const size = i2d_TS_REQ(request.get(), &der);
  Owned<unsigned char> const owned{der};
  must(size > 0);
  return {reinterpret_cast<char const*>(der), static_cast<std::size_t>(size)};
}

Verdict check_answer(std::string_view bytes, std::string_view data, std::string const& ca_file,
                     std::optional<std::string> const& nonce) {
  auto const answer = read_granted(bytes);
  if (!answer) {
    return refused("la réponse n'est pas un jeton d'horodatage accordé (RFC 3161)" +
                   reason_given(bytes));
  }
  auto const time = asserted_time(*answer);
  if (!time) return refused("le jeton ne dit pas l'heure");
  Owned<X509_STORE> store{X509_STORE_new()};
  bool const trusting = !ca_file.empty();
  if (!store || (trusting && X509_STORE_load_file(store.get(), ca_file.c_str()) != 1)) {
    return refused(ca_file + " : certificats illisibles (un fichier PEM est attendu)");
  }
  // Certificates expire, a token goes on saying what was signed before.
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), time->seconds);
  Owned<TS_VERIFY_CTX> const context{TS_VERIFY_CTX_new()};
  must(context != nullptr);
  // The context owns what is set here.
  TS_VERIFY_CTX_set_data(context.get(),
                         BIO_new_mem_buf(data.data(), static_cast<int>(data.size())));
  TS_VERIFY_CTX_set_store(context.get(), store.release());
  TS_VERIFY_CTX_add_flags(context.get(),
                          TS_VFY_VERSION | TS_VFY_DATA | (trusting ? TS_VFY_SIGNATURE : 0U));
  if (TS_RESP_verify_response(context.get(), answer.get()) != 1) {
    return refused("le jeton ne vaut pas pour ces octets et ces certificats (" + openssl_says() +
                   ")");
  }
  if (nonce && !answers(*answer, *nonce)) return refused("le jeton répond à une autre demande");
  return {{}, time->text, signer_of(*answer)};
}

bool has_certificates(std::string const& file) {
  Owned<X509_STORE> const store{X509_STORE_new()};
  bool const loaded = store && X509_STORE_load_file(store.get(), file.c_str()) == 1;
  ERR_clear_error();
  return loaded;
}

}  // namespace probant::timestamp
