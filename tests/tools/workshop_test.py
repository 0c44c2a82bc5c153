"""Plants faults in a small project with tools/dev/mutation: builds, tests, verdicts, and a tree that
stays as it was. Needs CMake, Ninja, git and a compiler.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/dev"))
from mutation import combined, find, workshop  # noqa: E402

FILES = {
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(demo CXX)\n"
                      "set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)\n"
                      "add_subdirectory(cuda)\nadd_subdirectory(tests/cuda)\n",
    "cuda/CMakeLists.txt": "set_source_files_properties(demo/sum.cu PROPERTIES LANGUAGE CXX "
                           "COMPILE_OPTIONS \"-x;c++\")\nadd_library(demo STATIC demo/sum.cu)\n",
    "cuda/demo/sum.cu": "#define __device__\n"
                        "__device__ int sum(const int* values, int count) {\n"
                        "  int total = 0;\n"
                        "  for (int i = 0; i < count; ++i) total += values[i];\n"
                        "  if (total != 0) total = total + 0;\n"
                        "  if (count > 100) return 1;\n"
                        "  static_assert(2 + 2 == 4);\n"
                        "  return total;\n"
                        "}\n",
    "tests/cuda/CMakeLists.txt": "add_executable(test_cuda_demo demo_test.cpp)\n"
                                 "target_link_libraries(test_cuda_demo demo)\n",
    "tests/cuda/demo_test.cpp": "#include <cstdio>\nint sum(const int*, int);\n"
                                "int main() {\n  const int values[] = {1, 2, 3, 4};\n"
                                "  if (sum(values, 3) == 6) return 0;\n"
                                "  std::puts(\"[  FAILED  ] Demo.Sums\");\n  return 1;\n}\n",
}


class Verdicts(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name) / "tree"
        for name, text in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=self.root, check=True)
        self.shop = workshop.Workshop(self.root, pathlib.Path(scratch.name) / "copy")
        self.shop.copy_tree()

    def test_faults_are_caught_survive_or_do_not_count(self):
        self.assertEqual(workshop.kernel_files(self.root), ["cuda/demo/sum.cu"])
        programs = self.shop.programs("demo")
        self.assertEqual(programs, ["test_cuda_demo"])
        self.shop.prepare("release", programs)
        verdicts = {}
        for mutant in find.find_mutants("cuda/demo/sum.cu", FILES["cuda/demo/sum.cu"]):
            verdicts[mutant.after] = self.shop.judge(mutant, programs)
        self.assertEqual(verdicts["for (int i = 0; i <= count; ++i) total += values[i];"],
                         workshop.Verdict("caught", "release Demo.Sums"))
        self.assertEqual(verdicts["if (count >= 100) return 1;"].result, "survived")
        self.assertEqual(verdicts["if (true) total = total + 0;"].result, "equal")
        self.assertEqual(verdicts["static_assert(2 - 2 == 4);"].result, "invalid")
        for name, text in FILES.items():
            self.assertEqual((self.root / name).read_text(encoding="utf-8"), text)

    def test_one_build_holds_many_faults(self):
        own = self.root / "tools/dev/mutation/switch.hpp"
        own.parent.mkdir(parents=True)
        real = pathlib.Path(__file__).resolve().parents[2] / "tools/dev/mutation/switch.hpp"
        own.write_bytes(real.read_bytes())
        together = combined.Combined(self.root, self.shop.folder.parent / "together")
        together.prepare()
        programs = together.shop.programs("demo")
        verdicts = {mutant.after: together.run_tests(mutant, programs)
                    for mutant in find.find_mutants("cuda/demo/sum.cu", FILES["cuda/demo/sum.cu"])}
        for fault in ("for (int i = 0; i <= count; ++i) total += values[i];",
                      "for (int i = 0; i < count; ++i) total -= values[i];"):
            self.assertEqual(verdicts[fault][0], "release Demo.Sums")
        self.assertEqual(verdicts["if (count >= 100) return 1;"], ("", programs))
        # The compiler checks it, so that nothing came upon the fault.
        self.assertEqual(verdicts["static_assert(2 - 2 == 4);"], ("", []))

    def test_a_build_that_breaks_off_is_no_verdict(self):
        self.assertEqual(workshop.compiler_error("a.cu:1:2: error: no match\nninja: stopped"),
                         "no match")
        with self.assertRaisesRegex(workshop.Broken, "Killed"):
            workshop.compiler_error("c++: fatal error: Killed signal terminated program")

    def test_a_tree_that_fails_its_tests_is_told(self):
        path = self.root / "cuda/demo/sum.cu"
        path.write_text(FILES["cuda/demo/sum.cu"].replace("i < count", "i <= count"),
                        encoding="utf-8")
        self.shop.copy_tree()
        with self.assertRaisesRegex(workshop.Broken, "fails unchanged: Demo.Sums"):
            self.shop.prepare("release", self.shop.programs("demo"))


if __name__ == "__main__":
    unittest.main()
