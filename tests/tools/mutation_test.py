"""Tests of tools/dev/mutation: which faults it finds, and how it reads C++."""

import contextlib
import io
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/dev"))
from mutation import code, combined, find, record, schema  # noqa: E402

KERNEL = """#include "gpu/kernel.cuh"
// if (n > 0) __syncthreads();
__device__ constexpr int table[] = {1 + 1};
__device__ int twice(int value);
__global__ void __launch_bounds__(256) sum(const float* values, int count, float* total) {
  const int index = blockIdx.x * 256;
  if (index >= count) return;
  __syncthreads();
  atomicAdd(&total[0], __shfl_down_sync(0xffffffffu, values[index], 1));
  for (int next = 0; next < count; next += 4) total[1] = fmaxf(total[1], values[next]);
}
void launch(int count) { gpu::launch<sum>({.grid = count + 1}); }
"""


class Finding(unittest.TestCase):
    def setUp(self):
        self.mutants = find.find_mutants("cuda/a/sum.cu", KERNEL)

    def faults(self, kind):
        return [(mutant.line, mutant.after) for mutant in self.mutants if mutant.kind == kind]

    def test_only_device_bodies_are_changed(self):
        self.assertEqual({mutant.line for mutant in self.mutants}, {6, 7, 8, 9, 10})

    def test_barriers_are_dropped(self):
        self.assertEqual(self.faults("barrier"), [(8, "(void)0;")])

    def test_atomics_are_dropped_or_made_plain(self):
        (_, dropped), (_, plain) = self.faults("atomic")
        self.assertIn("(*(&total[0]));", dropped)
        self.assertIn("*at_ = old_ + by_;", plain)

    def test_masks_lose_a_lane(self):
        ((line, after),) = self.faults("mask")
        self.assertEqual(line, 9)
        self.assertIn("__shfl_down_sync(0x7fffffffu, values[index], 1)", after)

    def test_checks_are_dropped_or_moved_by_one(self):
        self.assertEqual(self.faults("bounds"), [
            (7, "if (false) return;"), (7, "if (index > count) return;"),
            (10, "for (int next = 0; next <= count; next += 4) "
                 "total[1] = fmaxf(total[1], values[next]);"),
            (10, "for (int next = 0; next < count; next += 4) "
                 "total[1] = fminf(total[1], values[next]);")])

    def test_terms_change_and_loops_still_end(self):
        after = [text for _, text in self.faults("term")]
        self.assertIn("const int index = 0u * 256;", after)
        self.assertIn("const int index = blockIdx.x + 256;", after)
        self.assertTrue(any("next += 1 + 4" in text for text in after))
        self.assertTrue(any("atomicAdd(&total[0], (values[index]));" in text for text in after))

    def test_a_fault_changes_its_own_place_only(self):
        for mutant in self.mutants:
            changed = mutant.apply(KERNEL).splitlines()
            lines = KERNEL.splitlines()
            self.assertEqual(len(changed), len(lines))
            different = [number for number, pair in enumerate(zip(lines, changed), start=1)
                         if pair[0] != pair[1]]
            self.assertEqual(different, [mutant.line])


class ManyInOneText(unittest.TestCase):
    def setUp(self):
        numbered = dict(enumerate(find.find_mutants("cuda/a/sum.cu", KERNEL), start=1))
        self.text, self.held = schema.plant(KERNEL, numbered)

    def test_each_fault_waits_for_its_number_and_no_line_moves(self):
        self.assertEqual(len(self.text.splitlines()), len(KERNEL.splitlines()))
        numbers = re.findall(r"mutant::(?:on\(|\w+<)(\d+)", self.text)
        self.assertEqual(sorted(map(int, numbers)), sorted(self.held))

    def test_choices_stand_inside_of_each_other(self):
        line = self.text.splitlines()[6]
        self.assertRegex(line, r"^  if \(\(::timbre::mutant::on\(\d+\) \? false : static_cast<bool>\(index >= "
                               r"::timbre::mutant::least_more<\d+>{} >= count\)\)\) return;$")

    def test_conditions_are_chosen_whole(self):
        text = "__device__ bool in(int* a, int n) {\n  return n > f(0, 1) && *a == 1;\n}\n"
        mutants = dict(enumerate(find.find_mutants("cuda/a/b.cu", text), start=1))
        planted, held = schema.plant(text, mutants)
        self.assertEqual(held, set(mutants))
        self.assertRegex(planted, r"return \(::timbre::mutant::on\(\d+\) \? "
                                  r"n > f\(0, 1\) \|\| \*a == 1 : n >")


    def test_the_compilers_errors_name_places_and_its_warnings_do_not(self):
        output = ("/a/source/cuda/m/x.cu:7:3:   required from here\n/s.hpp:4:5: warning: signs\n"
                  "/a/source/cuda/m/x.cu:8:3:   required from here\n/s.hpp:4:5: error: types\n"
                  "/a/source/cuda/m/y.cuh:9:1: error: none\n")
        self.assertEqual(combined.places_of_errors(output),
                         {("cuda/m/x.cu", "8"), ("cuda/m/y.cuh", "9")})


class ReadingCode(unittest.TestCase):
    def test_comments_strings_and_directives_become_blanks(self):
        text = '#define A \\\n  {\nchar c = \'{\';  /* { */ auto s = "\\"{"; // {\n'
        blanked = code.blank(text)
        self.assertEqual(len(blanked), len(text))
        self.assertNotIn("{", blanked)

    def test_a_condition_ends_where_its_brackets_or_its_statement_do(self):
        for text, whole in [("if (a && f(b, c)) return;", "a && f(b, c)"),
                            ("for (int i = 0; i < n && x[i]; ++i)", "i < n && x[i]"),
                            ("if (x) return (a) == b && !c;", "(a) == b && !c"),
                            ("const bool d = a::b && c ? e : f;", "a::b && c")]:
            begin, end = code.condition(text, text.index("&&"))
            self.assertEqual(text[begin:end].strip(), whole)

    def test_arguments_end_at_their_own_commas(self):
        text = "call(a, f(b, c), {d, e})"
        places = code.arguments(text, 4)
        self.assertEqual([text[slice(*place)].strip() for place in places],
                         ["a", "f(b, c)", "{d, e}"])


class Scoring(unittest.TestCase):
    def test_survivors_are_looked_up_by_their_text(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "survivors.txt"
            path.write_text("How it is written.\n\ncuda/a/sum.cu\n    a < b\n    a <= b\n"
                            "  b is even and a odd\n", encoding="utf-8")
            reviewed = record.reviewed_survivors(path)
        entry = {"file": "cuda/a/sum.cu", "before": "a < b", "after": "a <= b",
                 "result": "survived"}
        other = dict(entry, after="a > b")
        caught = dict(entry, result="caught")
        equal = dict(entry, result="equal")
        entries = [dict(each, kind="bounds") for each in (entry, other, caught, caught, equal)]
        entry = entries[0]
        record.add_reasons(entries, reviewed)
        summary = record.summarise(entries)
        with contextlib.redirect_stdout(io.StringIO()):
            record.print_table(entries, summary)
        self.assertEqual(summary["score"], 50.0)
        self.assertEqual(summary["unexplained"], 1)
        self.assertEqual(entry["reason"], "b is even and a odd")


if __name__ == "__main__":
    unittest.main()
