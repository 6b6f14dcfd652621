// Which sanitizer a test program is built with. Clang before version 21 tells only by
// __has_feature.
#pragma once

#if defined(__has_feature)
#define SINTER_HAS_FEATURE(name) __has_feature(name)
#else
#define SINTER_HAS_FEATURE(name) 0
#endif

namespace sinter::test {

#if defined(__SANITIZE_ADDRESS__) || SINTER_HAS_FEATURE(address_sanitizer)
#define SINTER_SANITIZED 1  // For what cannot even be linked with one.
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif

/// ThreadSanitizer does not follow threads over fork.
#if defined(__SANITIZE_THREAD__) || SINTER_HAS_FEATURE(thread_sanitizer)
#define SINTER_SANITIZED 1
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

/// Frames and run time are several times what they are without.
inline constexpr bool kSanitized = kAddressSanitizer || kThreadSanitizer;

}  // namespace sinter::test

#undef SINTER_HAS_FEATURE
