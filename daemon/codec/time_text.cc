#include "daemon/codec/time_text.h"

#include <chrono>

namespace chutesd::codec {
namespace {

constexpr int kFractionDigits = 6;
constexpr int kMaxFractionDigits = 9;

// Takes parts off the front of a text; remembers whether one was not there.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  int Digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + Digit();
    return value;
  }
  bool AtDigit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  int Digit() {
    if (!AtDigit()) {
      good_ = false;
      return 0;
    }
    const int digit = rest_.front() - '0';
    rest_.remove_prefix(1);
    return digit;
  }
  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Need(char c) { good_ = Take(c) && good_; }
  void Refuse() { good_ = false; }
  bool Good() const { return good_; }
  bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::chrono::microseconds Fraction(Cursor& in) {
  int micros = 0;
  int digits = 0;
  for (; in.AtDigit(); ++digits) {
    const int digit = in.Digit();
    if (digits < kFractionDigits) micros = micros * 10 + digit;
  }
  if (digits == 0 || digits > kMaxFractionDigits) in.Refuse();
  for (int i = digits; i < kFractionDigits; ++i) micros *= 10;
  return std::chrono::microseconds(micros);
}

std::chrono::minutes Offset(Cursor& in) {
  if (in.Take('Z') || in.AtEnd()) return std::chrono::minutes(0);
  const bool east = in.Take('+');
  if (!east) in.Need('-');
  const int hours = in.Digits(2);
  in.Need(':');
  const int minutes = in.Digits(2);
  if (hours > 23 || minutes > 59) in.Refuse();
  const std::chrono::minutes offset(hours * 60 + minutes);
  return east ? offset : -offset;
}

}  // namespace

std::optional<model::Time> ParseTime(std::string_view text) {
  Cursor in(text);
  const int year = in.Digits(4);
  in.Need('-');
  const int month = in.Digits(2);
  in.Need('-');
  const int day = in.Digits(2);
  in.Need('T');
  const int hour = in.Digits(2);
  in.Need(':');
  const int minute = in.Digits(2);
  in.Need(':');
  const int second = in.Digits(2);
  const std::chrono::microseconds fraction = in.Take('.') ? Fraction(in) : std::chrono::microseconds(0);
  const std::chrono::minutes offset = Offset(in);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!in.Good() || !in.AtEnd() || year < 1 || !date.ok() || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + fraction - offset;
}

}  // namespace chutesd::codec
