// Valid UTF-8: checked where bytes come in and again before they are stored, since a text that is
// not valid could never be read back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace probant {

/// True for well-formed UTF-8 (RFC 3629): no surrogates, no overlong forms.
bool is_valid_utf8(std::string_view text) noexcept;

/// The longest beginning of at most `max_bytes` that does not cut a character. `text` is valid.
std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) noexcept;

/// For messages: at most 60 bytes of `text`, control characters and invalid bytes shown as `?`,
/// an ellipsis when something was left out.
std::string excerpt(std::string_view text);

}  // namespace probant
