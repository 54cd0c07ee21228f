#include "daemon/codec/chute_json.h"

#include <optional>

#include "daemon/codec/json_decode.h"
#include "daemon/codec/json_reader.h"

namespace chutesd::codec {
namespace {

model::Chute ReadChute(JsonReader& reader) {
  model::Chute chute;
  chute.chute_id = reader.Id("chute_id");
  chute.name = reader.String("name");
  std::optional<JsonReader> user = reader.OptionalObject("user");
  if (user) chute.owner_user_id = user->Id("user_id");
  return chute;
}

}  // namespace

Result<model::Page<model::Chute>> DecodeChutePage(std::string_view body) {
  return DecodePage(body, ReadChute);
}

}  // namespace chutesd::codec
