// What is posted to an issuer to ask about a token (RFC 7662 §2.1), with our own secret beside it
// (RFC 6749 §2.3.1). Pure.
#pragma once

#include "adapters/identity/desk.hpp"

namespace probant::identity {

Question introspection(Issuer const& issuer, std::string_view token);

}  // namespace probant::identity
