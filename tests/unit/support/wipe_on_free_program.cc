// Gives memory back in every way that there is, and looks through its own memory for what was in it. A
// program of its own, as what it is linked with is what is tried: overwriting or not, dynamically or
// statically. Exits with 1 and names the ways that leave something behind.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cinttypes>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <thread>

namespace {

constexpr std::size_t kBlock = 1000;
constexpr unsigned char kMask = 0x5a;
// What is looked for, masked, so that it is nowhere in memory but where it is put. The allocator writes its
// own words to the first 16 bytes of what it is given.
constexpr std::string_view kMasked = "what stood here before it was freed";
constexpr std::size_t kFromStart = 16;

// In the way of the compiler, which may leave out what it can prove that nobody sees.
void* Opaque(void* block) {
  asm volatile("" : "+r"(block) : : "memory");
  return block;
}

template <typename T>
T* Fill(T* block, std::size_t size) {
  auto* bytes = reinterpret_cast<volatile unsigned char*>(block);
  for (std::size_t start : {kFromStart, size - kMasked.size()}) {
    for (std::size_t i = 0; i < kMasked.size(); ++i) {
      bytes[start + i] = static_cast<unsigned char>(static_cast<unsigned char>(kMasked[i]) ^ kMask);
    }
  }
  return static_cast<T*>(Opaque(block));
}

std::size_t CopiesIn(const unsigned char* bytes, std::size_t size) {
  std::size_t copies = 0;
  for (std::size_t at = 0; at + kMasked.size() <= size; ++at) {
    std::size_t same = 0;
    while (same < kMasked.size() && static_cast<unsigned char>(bytes[at + same] ^ kMask) ==
                                        static_cast<unsigned char>(kMasked[same])) {
      ++same;
    }
    if (same == kMasked.size()) ++copies;
  }
  return copies;
}

// In all memory that the program can write to.
std::size_t Copies() {
  constexpr std::size_t kMost = std::size_t{16} << 20U;
  static auto* const seen = static_cast<unsigned char*>(
      mmap(nullptr, kMost, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  FILE* const maps = fopen("/proc/self/maps", "re");
  std::array<char, 512> line{};
  std::size_t copies = 0;
  while (fgets(line.data(), line.size(), maps) != nullptr) {
    std::uintptr_t start = 0;
    std::uintptr_t end = 0;
    std::array<char, 5> flags{};
    if (sscanf(line.data(), "%" SCNxPTR "-%" SCNxPTR " %4s", &start, &end, flags.data()) != 3) continue;
    if (flags[1] != 'w' || start == reinterpret_cast<std::uintptr_t>(seen) || end - start > kMost) continue;
    const ssize_t count = pread(memory, seen, end - start, static_cast<off_t>(start));
    if (count > 0) copies += CopiesIn(seen, static_cast<std::size_t>(count));
  }
  fclose(maps);
  close(memory);
  return copies;
}

bool failed = false;

void Expect(std::string_view way, bool good) {
  if (good) return;
  failed = true;
  printf("%.*s\n", static_cast<int>(way.size()), way.data());
}

template <typename Work>
void LeavesNothing(std::string_view way, Work work) {
  work();
  Expect(way, Copies() == 0);
}

void Reallocations() {
  LeavesNothing("realloc to something larger", [] {
    void* block = Fill(std::malloc(kBlock), kBlock);
    void* const barrier = Opaque(std::malloc(kBlock));  // so that it cannot grow where it is
    block = Opaque(std::realloc(block, 100 * kBlock));
    std::memset(block, 1, 100 * kBlock);
    Expect("realloc keeps what was there", Copies() == 0);
    std::free(block);
    std::free(barrier);
  });
  LeavesNothing("realloc to something smaller", [] {
    void* const block = Opaque(std::realloc(Fill(std::malloc(kBlock), kBlock), kFromStart));
    Expect("what realloc cut off", Copies() == 0);
    std::free(block);
  });
  auto* block = static_cast<unsigned char*>(Opaque(std::realloc(nullptr, 8)));
  block[7] = 7;
  block = static_cast<unsigned char*>(Opaque(std::realloc(block, kBlock)));
  Expect("realloc copies", block[7] == 7);
  block = static_cast<unsigned char*>(Opaque(std::realloc(block, 8)));
  Expect("realloc keeps the start", block[7] == 7);
  Expect("realloc to nothing frees", std::realloc(block, 0) == nullptr);
}

void EndsAsGlibcMeansIt(std::string_view way, void (*work)()) {
  const pid_t child = fork();
  if (child == 0) {
    fclose(stderr);
    close(STDERR_FILENO);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Expect(way, WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

}  // namespace

int main() {
  void* const kept = Fill(std::malloc(kBlock), kBlock);
  Expect("what is kept is found", Copies() == 2);
  LeavesNothing("free", [kept] { std::free(kept); });
  LeavesNothing("free after calloc", [] { std::free(Fill(std::calloc(1, kBlock), kBlock)); });
  LeavesNothing("free after aligned_alloc", [] { std::free(Fill(std::aligned_alloc(64, 1024), 1024)); });
  LeavesNothing("free after posix_memalign", [] {
    void* block = nullptr;
    if (posix_memalign(&block, 4096, kBlock) == 0) std::free(Fill(block, kBlock));
  });
  LeavesNothing("free of a large block", [] {
    constexpr std::size_t kLarge = std::size_t{1} << 20U;
    std::free(Fill(std::malloc(kLarge), kLarge));
  });
  LeavesNothing("free of all of a block that is larger than asked for",
                [] { std::free(Fill(std::malloc(kBlock - 1), kBlock)); });
  Reallocations();
  LeavesNothing("delete", [] {
    struct Object {
      std::array<char, kBlock> bytes;
    };
    delete Fill(new Object, sizeof(Object));
  });
  LeavesNothing("delete[]", [] { delete[] Fill(new char[kBlock], kBlock); });
  LeavesNothing("operator delete, aligned", [] {
    constexpr std::align_val_t kAlign{64};
    ::operator delete(Fill(::operator new(kBlock, kAlign), kBlock), kBlock, kAlign);
  });
  LeavesNothing("a thread's cache",
                [] { std::thread([] { std::free(Fill(std::malloc(kBlock), kBlock)); }).join(); });
  LeavesNothing("fclose", [] {
    FILE* const file = tmpfile();
    std::array<char, 64> text{};
    Fill(text.data() - kFromStart, kFromStart + kMasked.size());
    fwrite(text.data(), kMasked.size(), 1, file);
    explicit_bzero(text.data(), text.size());
    fclose(file);
  });
  LeavesNothing("a child's free", [] {
    if (const pid_t child = fork(); child == 0) {
      std::free(Fill(std::malloc(kBlock), kBlock));
      _exit(static_cast<int>(Copies()));
    } else {
      int status = -1;
      waitpid(child, &status, 0);
      Expect("a child's own memory", status == 0);
    }
  });
  EndsAsGlibcMeansIt("a block that is freed twice ends the program", [] {
    void* const block = Opaque(std::malloc(kBlock));
    void* const again = Opaque(block);
    std::free(block);
    std::free(again);
  });
  return failed ? 1 : 0;
}
