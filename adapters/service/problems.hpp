// What each type of problem means (RFC 9457 §3.1.1), for who reads the OpenAPI document: those of
// the service, and the reasons for which a proposal is refused. `type` is `urn:probant:problem:`
// and the code. Pure.
#pragma once

#include <string>

namespace probant::service {

/// JSON Schema of a problem's `type`, and of a reason's `code`: each value with its meaning.
std::string problem_type_schema();
std::string reason_code_schema();

}  // namespace probant::service
