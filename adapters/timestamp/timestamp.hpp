// Time stamps of an authority outside (RFC 3161), by OpenSSL: the request for one over some bytes,
// and what its answer proves. Pure but for the certificates read from a file. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/values/instant.hpp"

namespace probant::timestamp {

inline constexpr std::size_t max_answer_bytes = std::size_t{1} << 20U;
inline constexpr std::string_view query_type = "application/timestamp-query";
inline constexpr std::string_view reply_type = "application/timestamp-reply";

/// A TimeStampReq (DER) over the SHA-256 of `data` that asks for the authority's certificate.
/// `nonce`, eight random bytes, ties the answer to this request; without it the request is 59 bytes
/// that anyone can make again.
std::string request_for(std::string_view data, std::optional<std::string> const& nonce);

/// `why` is French and empty when the answer is a token over `data`, signed by an authority whose
/// certificate chains up to one of those trusted, at the time the token itself asserts.
struct Verdict {
  std::string why;
  std::string generated_at;  ///< RFC 3339, as the authority asserts, to its own precision
  std::string authority;     ///< subject of the certificate that signed

  bool good() const { return why.empty(); }
};

/// `answer`: a TimeStampResp (DER). `ca_file`: certificates to trust, PEM; empty: whose signature
/// it is stays open. `nonce`: that of the request, when the answer comes fresh from the authority.
Verdict check_answer(std::string_view answer, std::string_view data, std::string const& ca_file,
                     std::optional<std::string> const& nonce = {});

/// Whether the file can be read and holds at least one certificate, PEM.
bool has_certificates(std::string const& file);

}  // namespace probant::timestamp
