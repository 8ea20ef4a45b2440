// Text of published files as UTF-8. Such files mix UTF-8 with Windows-1252, and some were taken for
// Latin-1 when they were written as UTF-8: their U+0080 to U+009F, which no text means, are the
// bytes of Windows-1252 once more.
#pragma once

#include <string>
#include <string_view>

namespace probant {

/// `bytes` as UTF-8: themselves, or `scratch` filled. False when they read as neither; U+0081 and
/// its like, which mean nothing there either, stay as they are.
bool read_published(std::string_view bytes, std::string& scratch, std::string_view& text);

}  // namespace probant
