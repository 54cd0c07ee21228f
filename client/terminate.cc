#include <cstdlib>
#include <exception>

// What libstdc++ calls on an exception that nobody catches. Its own function prints the type by way of a
// demangler, which is 48 KB of the program, and the exception's text, which nobody has looked at; this one
// ends it at once. NOLINTBEGIN(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp): the names are
// libstdc++'s
namespace __cxxabiv1 {
extern std::terminate_handler __terminate_handler;
std::terminate_handler __terminate_handler = std::abort;
}  // namespace __cxxabiv1
// NOLINTEND(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp)
