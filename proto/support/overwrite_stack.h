#pragma once

#include <array>
#include <cstddef>

namespace chutesd::support {

// Zeroes the vector registers, which hold what was last copied or decrypted: glibc copies by them, from where
// the first call of a function of a library that is bound lazily, as Debian's gRPC and libnghttp2 are, saves
// all of them on the stack of a thread that may then wait for hours.
inline void ClearVectorRegisters() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vl") != 0) {
    // vzeroall does not reach the upper sixteen, which glibc prefers. By their lowest part, which clears the
    // rest: an instruction of 512 bits would slow the core down for the next millisecond.
    asm volatile(
        ".irp n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
        "vpxord %xmm\\n, %xmm\\n, %xmm\\n\n"
        ".endr");
  }
  if (__builtin_cpu_supports("avx") != 0) {
    asm volatile("vzeroall" ::
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  } else {
    asm volatile(
        ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
        "pxor %%xmm\\n, %%xmm\\n\n"
        ".endr" ::
            : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
              "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  }
#elif defined(__aarch64__)
  // Those that a function need not keep: its callers expect nothing of them.
  asm volatile(
      "movi v0.16b, #0; movi v1.16b, #0; movi v2.16b, #0; movi v3.16b, #0;"
      "movi v4.16b, #0; movi v5.16b, #0; movi v6.16b, #0; movi v7.16b, #0;"
      "movi v16.16b, #0; movi v17.16b, #0; movi v18.16b, #0; movi v19.16b, #0;"
      "movi v20.16b, #0; movi v21.16b, #0; movi v22.16b, #0; movi v23.16b, #0;"
      "movi v24.16b, #0; movi v25.16b, #0; movi v26.16b, #0; movi v27.16b, #0;"
      "movi v28.16b, #0; movi v29.16b, #0; movi v30.16b, #0; movi v31.16b, #0" ::
          : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19", "v20", "v21", "v22",
            "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
#endif
}

// Overwrites so many bytes of stack below the caller: what the calls that it made have left there, which can
// be more than their own variables (fmt::format builds a text of up to 500 bytes on the stack). Then the
// vector registers.
template <std::size_t Size>
[[gnu::noinline]] void OverwriteStack() {
  std::array<char, Size> below;  // NOLINT(cppcoreguidelines-pro-type-member-init): it is to be overwritten
  explicit_bzero(below.data(), below.size());
  ClearVectorRegisters();
}

}  // namespace chutesd::support
