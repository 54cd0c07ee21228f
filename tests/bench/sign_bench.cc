// Prints one line of JSON per figure. Exits 1 if a goal is missed.
#include <cstdlib>
#include <iostream>

#include "tests/bench/sign_figures.h"

int main() {
  bool met = true;
  for (const chutesd::bench::Figure& figure : chutesd::bench::MeasureSigning()) {
    std::cout << chutesd::bench::ToJson(figure) << '\n';
    met = met && figure.met();
  }
  return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
