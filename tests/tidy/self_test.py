#!/usr/bin/env python3
"""Shows for each tidy rule what it catches and what it leaves alone.

usage: tests/tidy/self_test.py
"""

import sys

sys.dont_write_bytecode = True

from source import File  # noqa: E402
from tidy import RULES  # noqa: E402

ENGINE = "engine/aap/decide.cpp"
SCRIPT = "#!/usr/bin/env bash\n# --help\nset -euo pipefail\n"


def body(lines):
    return "".join(f"  f({number});\n" for number in range(lines))


# (rule, path, text that is caught, text that is not)
EXAMPLES = [
    ("clock", ENGINE, "auto t = std::chrono::system_clock::now();", "// system_clock::now()"),
    ("clock", ENGINE, "auto t = ::time(nullptr);", "auto t = event.time(0); auto u = at_time(0);"),
    ("clock", "projections/inbox.cpp", "auto t = Steady_clock::now();", "Clock now;"),
    ("randomness", ENGINE, "std::random_device seed;", 'auto s = "random_device";'),
    ("randomness", ENGINE, "int i = rand() % 6;", "auto operand = grand(1);"),
    ("input-output", ENGINE, "#include <iostream>\n", "#include <sstream>\n"),
    ("input-output", "events/event.cpp", "#include <filesystem>\n", "#include <string>\n"),
    ("input-output", ENGINE, 'auto f = fopen("x", "r");', "// fopen"),
    ("logging", ENGINE, "#include <spdlog/spdlog.h>\n", "// spdlog lives in adapters\n"),
    ("floating-point", ENGINE, "double rate = 1;", "auto redouble = 1; // a double"),
    ("floating-point", "events/values/money.hpp", "float f;", "int floating;"),
    ("lenient-number", "adapters/cli/main.cpp", "int n = std::stoi(text);", "auto n = histoi(x);"),
    ("assert", ENGINE, "assert(x > 0);", "static_assert(x > 0);"),
    ("using-namespace-std", "tests/main.cpp", "using namespace std;",
     "using namespace std::chrono;"),
    ("shell-out", "tests/adapters/cli.cpp", 'std::system("ls");', "registry.system(1);"),
    ("or-replace", "adapters/sqlite/schema.sql", "insert or replace into event values (1)",
     "create or alter"),
    ("unfinished", "README.md", "TODO: write", "a method"),
    ("unfinished", ENGINE, "// FIXME later", "// fixed"),
    ("machine-path", "scripts/start", "cd /" "home/someone/project",
     'cd "$HOME/' 'work/x" # a/' 'root/b'),
    ("machine-path", "README.md", "see /" "work/shared", "https://example.org/" "work/shared"),
    ("msm", "engine/aap/decide.cpp", "#include <boost/msm/back/state_machine.hpp>\n",
     "#include <boost/mp11.hpp>\n"),
    ("msm", "engine/kernel/world.cpp", '#include "engine/kernel/machine.hpp"\n',
     '#include "engine/kernel/lifecycle.hpp"\n'),
    ("co-await", "adapters/http/server.cpp", "co_await run([s] { return s; });",
     "auto f = [s] { return s; };\nco_await run(f);"),
    ("co-await", "adapters/http/server.cpp", "auto x = co_await get(Options{.n = 1});",
     "auto x = co_await get(options[0]);"),
    ("co-await", "adapters/http/server.cpp", "co_await g({a, b});",
     "if (co_await g(a)) {\n  h();\n}"),
    ("columns", ENGINE, "// " + "x" * 98, "// " + "é" * 97),
    ("columns", "CMakeLists.txt", "#" + "x" * 100, "#" + "x" * 99),
    ("file-lines", ENGINE, "\n" * 401, "\n" * 400),
    ("function-lines", ENGINE, "int f(int x) {\n" + body(69) + "}\n",
     "int f(int x) {\n" + body(68) + "}\nint g() {\n" + body(68) + "}\n"),
    ("function-lines", ENGINE, "namespace a {\nFoo::Foo() : x{1}, y(2) {\n" + body(70) + "}\n}\n",
     "namespace a {\nstruct S {\n" + "  int f() { return 1; }\n" * 90 + "};\n}\n"),
    ("function-lines", "tests/x.cpp", 'TEST_CASE("x: y", "[x]") {\n' + body(70) + "}\n",
     "std::array<int, 80> const table{\n" + "  1,\n" * 80 + "};\n"),
    ("function-lines", ENGINE, "template <class T>\nT f(std::map<int, T> m = {}) {\n" + body(70)
     + "}\n", "enum class E {\n" + "  a,\n" * 90 + "};\nint f() {\n  return '{';\n}\n"),
    ("header", "events/a.hpp", "#pragma once\n", "// A thing.\n#pragma once\n"),
    ("header", "events/a.hpp", "// A thing.\n", "// Another.\n\n#pragma once\n"),
    ("includes", "events/a.hpp", '#include "engine/b.hpp"\n', '#include "events/b.hpp"\n'),
    ("includes", "engine/a.hpp", '#include "projections/b.hpp"\n', '#include "events/b.hpp"\n'),
    ("includes", "projections/a.hpp", '#include "adapters/cli/b.hpp"\n',
     '#include "engine/log/b.hpp"\n'),
    ("includes", "adapters/sqlite/a.cpp", '#include "adapters/memory/b.hpp"\n',
     '#include "adapters/sqlite/b.hpp"\n'),
    ("includes", "adapters/service/a.cpp", '#include "adapters/http/server.hpp"\n',
     '#include "adapters/http/message.hpp"\n'),
    ("includes", "engine/a.cpp", '#include "tests/support/b.hpp"\n', "#include <vector>\n"),
    ("includes", "engine/a.cpp", "#include <engine/b.hpp>\n", "#include <boost/json.hpp>\n"),
    ("includes", "engine/a.cpp", '#include "b.hpp"\n', '#include "engine/b.hpp"\n'),
    ("includes", "adapters/verifier/a.cpp", '#include "engine/log/merkle.hpp"\n',
     '#include "adapters/verifier/tree.hpp"\n#include <openssl/evp.h>\n#include <map>\n'),
    ("includes", "adapters/verifier/a.cpp", "#include <sqlite3.h>\n", "#include <simdjson.h>\n"),
    ("shell", "scripts/a", "#!/usr/bin/env bash\nset -e\n# --help\n", SCRIPT),
    ("shell", "scripts/a", "#!/bin/sh\nset -euo pipefail\n", SCRIPT),
    ("links", "engine/README.md", "[x](../nowhere.md)", "[x](README.md), [y](https://e.org/x)"),
]


def caught(rule, *files):
    return [problem for problem in RULES[rule](list(files)) if problem.rule == rule]


def check(holds, what):
    if not holds:
        print(f"self-test: {what}")
    return bool(holds)


def main():
    passed = []
    for rule, path, bad, good in EXAMPLES:
        executable = rule == "shell"
        passed += [check(caught(rule, File(path, bad, executable)), f"{rule} misses: {bad[:60]!r}"),
                   check(not caught(rule, File(path, good, executable)),
                         f"{rule} wrongly catches: {good[:60]!r}")]

    source = File("engine/aap/decide.cpp", "")
    for text, listed in [("target_sources(x PRIVATE aap/decide.cpp)", True),
                         ("target_sources(x PRIVATE aap/decide.cpp)\n", True),
                         ("target_sources(x PRIVATE decide.cpp)", False)]:
        problems = caught("listed", source, File("engine/CMakeLists.txt", text))
        passed.append(check(bool(problems) != listed, f"listed: {text!r}"))
    for text, added in [("add_subdirectory(mie)", False), ("add_subdirectory(aap)", True),
                        ("foreach(folder aap mie)", True)]:
        problems = caught("listed", File("engine/aap/CMakeLists.txt", ""),
                          File("engine/CMakeLists.txt", text), File("CMakeLists.txt", "engine"))
        passed.append(check(bool(problems) != added, f"listed: {text!r}"))
    passed += [
        check(caught("shell", File("scripts/a", SCRIPT)), "shell: a script that cannot be run"),
        check(not caught("includes", File("adapters/cli/a.cpp", '#include "adapters/http/a.hpp"')),
              "includes: adapters/cli wires the others"),
        check(not caught("msm", File("engine/mie/lifecycle.cpp", "#include <boost/msm/x.hpp>")),
              "msm: a lifecycle.cpp may"),
        check(not caught("clock", File("adapters/cli/clock.cpp", "system_clock::now()")),
              "clock: an adapter may"),
        check(caught("unfinished", File(ENGINE, "a\nb\n// TODO"))[0].line == 3, "line numbers"),
    ]
    untested = set(RULES) - {example[0] for example in EXAMPLES} - {"listed"}
    passed.append(check(not untested, f"rules without an example: {sorted(untested)}"))
    print(f"self-test: {len(passed)} checks, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    if set(sys.argv[1:]) & {"-h", "--help"}:
        print(__doc__.strip())
        sys.exit(0)
    sys.exit(main())
