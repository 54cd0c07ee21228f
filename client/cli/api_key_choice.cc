#include "client/cli/api_key_choice.h"

#include <optional>
#include <utility>

#include "client/render/shown_text.h"
#include "client/rpc/wipe.h"

namespace chutes::cli {
namespace {

// A key has 102 bytes; more than this is some other file.
constexpr std::size_t kMaxKey = 1024;

Checked<ApiKeyChoice> Refuse(std::string message, std::string next) {
  return {{}, UsageError{std::move(message), std::move(next)}};
}

// Empty if it can be one as far as the client looks.
std::string ProblemOf(const std::string& text) {
  if (text.size() > kMaxKey) return "is too long for an API key";
  return render::IsUtf8(text) ? "" : "is not UTF-8";
}

}  // namespace

Checked<ApiKeyChoice> ChooseApiKey(const Globals& globals, const Env& env) {
  ApiKeyChoice choice;
  if (globals.api_key_stdin) {
    constexpr const char* kHow = "chutes ... --api-key-stdin < FILE";
    if (env.in_is_terminal) {
      return Refuse("--api-key-stdin: standard input is a terminal, where the key would be seen", kHow);
    }
    std::optional<std::string> line = env.read_line(kMaxKey + 1);
    if (!line || line->empty()) return Refuse("--api-key-stdin: standard input has no first line", kHow);
    choice.text = std::move(*line);
    choice.origin = chutesd::v1::ORIGIN_STDIN;
  } else {
    choice.text = env.lookup("CHUTES_API_KEY").value_or("");
    if (choice.text.empty()) return {};
    choice.origin = chutesd::v1::ORIGIN_ENVIRONMENT;
  }
  if (const std::string problem = ProblemOf(choice.text); !problem.empty()) {
    rpc::Wipe(choice.text);
    return Refuse((globals.api_key_stdin ? "--api-key-stdin: the key " : "CHUTES_API_KEY ") + problem, "");
  }
  return {std::move(choice), std::nullopt};
}

}  // namespace chutes::cli
