// Overwrites heap memory when it is freed, in all of the process. This is the one place where memory that
// held a secret is cleared: strings, messages and buffers of libraries need no wiping of their own.
//
// `free` and `realloc` stand before glibc's and hand on to __libc_free and __libc_realloc; operator delete,
// fclose and the like end in them. malloc, calloc and the aligned ones stay glibc's, so that there is one
// allocator at every moment: before main, in threads, after fork, between vfork and exec.
//   Linked dynamically (chutesd), the two names in the program come before those in libc.so, so that the
//   calls of every library (libcurl, gRPC, OpenSSL, libc itself) get here. Linked statically (chutes), libc.a
//   has them in one object with malloc, and two definitions do not link. There -Wl,--wrap turns all calls,
//   those inside libc.a too, into __wrap_free and __wrap_realloc.
//
// Measured with glibc 2.36, both ways of linking: a daemon that registered, made a key and a secret and was
// sent an echo held 15 pieces of secrets without this, none with it. CPU time of a call with it, by `./dev
// bench overwriting`: 0.98 to 1.06 times as much. Tried and not enough: mallopt(M_PERTURB) spares what goes
// to a thread's cache and leaves one or two copies. A realloc that grows a block always moves it, as nobody
// can be asked beforehand whether it will.
#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

extern "C" {

// The names are glibc's and the linker's.
// NOLINTBEGIN(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp)
void __libc_free(void* block);
void* __libc_realloc(void* block, std::size_t size);
#ifdef CHUTES_WRAP_FREE
#define free __wrap_free
#define realloc __wrap_realloc
void __wrap_free(void* block);
void* __wrap_realloc(void* block, std::size_t size);
#endif
// NOLINTEND(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp)

}  // extern "C"

namespace {

// glibc finds a block that is freed twice by a number that it has put into its second word.
constexpr std::size_t kMarkedWord = 1;

// That number: the same for all blocks of the process, and 0 if this glibc puts none there.
std::uintptr_t FindMark() {
  constexpr std::uintptr_t kNone = 0x5a5a5a5a5a5a5a5a;
  auto* block = static_cast<std::uintptr_t*>(std::malloc(3 * sizeof(std::uintptr_t)));
  if (block == nullptr) return 0;
  // Volatile, as the block is read after its end: this thread's cache has it, so nobody else does.
  volatile std::uintptr_t* const word = block + kMarkedWord;
  *word = kNone;
  __libc_free(block);
  const std::uintptr_t mark = *word;
  return mark == kNone ? 0 : mark;
}

}  // namespace

extern "C" {

void free(void* block) {
  if (block == nullptr) return;
  static const std::uintptr_t kMark = FindMark();
  const std::size_t size = malloc_usable_size(block);
  // A block that is free already is left as it is, for glibc to end the process.
  if (kMark == 0 || static_cast<std::uintptr_t*>(block)[kMarkedWord] != kMark) explicit_bzero(block, size);
  __libc_free(block);
}

void* realloc(void* block, std::size_t size) {
  if (block == nullptr) return std::malloc(size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  const std::size_t held = malloc_usable_size(block);
  if (size <= held) {
    // Stays where it is, and what lies behind becomes free.
    explicit_bzero(static_cast<char*>(block) + size, held - size);
    return __libc_realloc(block, size);
  }
  // glibc may move it as well, but would free the old place itself.
  void* const moved = std::malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, held);
  free(block);
  return moved;
}

}  // extern "C"
