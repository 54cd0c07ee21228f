#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace chutesd {

// How many bytes of memory this process can still get without anything being killed or pushed out: what the
// kernel holds to be available, less what a control group (systemd's MemoryMax, a container's limit) keeps
// from us. Nothing if that cannot be told. For large allocations: the kernel promises more than it has.
// `root` is where /proc and /sys are looked for.
std::optional<std::uint64_t> MemoryRoom(const std::string& root = "");

}  // namespace chutesd
