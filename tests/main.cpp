// The test program's entry point; every test file registers itself with Catch2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
