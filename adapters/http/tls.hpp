// The server's side of TLS: 1.2 or 1.3, forward secrecy, one certificate.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace probant::http {

/// `certificate`: PEM file of the certificate and those that vouch for it; `key`: PEM file of its
/// private key, without a passphrase. Throws std::runtime_error, in French, naming the file.
boost::asio::ssl::context server_tls(std::string const& certificate, std::string const& key);

}  // namespace probant::http
