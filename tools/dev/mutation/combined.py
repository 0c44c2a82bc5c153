"""One build that holds most of the faults: what its tests catch needs no build of its own."""

import re
import threading

from mutation import find, schema, workshop

_DIAGNOSTIC = re.compile(r"/source/(cuda/[^:\s]+):(\d+)[:,].*(error:|required from)|(error|warning):")
_NEAR = 3  # lines from what the compiler names to where a statement's faults may stand


class Combined:
    """The release build of a copy in which each fault waits for its number."""

    def __init__(self, root, folder):
        self.root, self.folder = root, folder
        self.macros = folder / "switch.hpp"
        self.shop = workshop.Workshop(root, folder)
        self.numbers = {}    # mutant -> number
        self.unable = set()  # programs that fail in this build without a fault
        self.lock = threading.Lock()

    def prepare(self):
        """Builds the test programs; leaves out the faults that do not compile as a choice."""
        self.folder.mkdir(parents=True, exist_ok=True)
        own = self.root / "tools/dev/mutation/switch.hpp"
        self.macros.write_text(schema.header(own.read_text(encoding="utf-8")), encoding="utf-8")
        texts = {name: (self.root / name).read_text(encoding="utf-8")
                 for name in workshop.kernel_files(self.root)}
        mutants = [mutant for name, text in texts.items()
                   for mutant in find.find_mutants(name, text)]
        waiting = dict(enumerate(mutants, start=1))
        while True:
            held = self._plant(texts, waiting)
            built = self.shop.build("release", self.shop.all_programs())
            if built.returncode == 0:
                break
            refused = _refused(built.stdout, held)
            if not refused:
                raise workshop.Broken(f"the build of all faults broke off:\n{built.stdout[-3000:]}")
            waiting = {number: mutant for number, mutant in held.items() if number not in refused}
        self.numbers = {mutant: number for number, mutant in held.items()}

    def _plant(self, texts, waiting):
        planted, held = {}, {}
        for name, text in texts.items():
            of_file = {number: mutant for number, mutant in waiting.items() if mutant.file == name}
            faults, numbers = schema.plant(text, of_file)
            planted[name] = f'#include "{self.macros}"\n#line 1\n{faults}'
            held.update((number, of_file[number]) for number in numbers)
        self.shop.copy_tree(instead=planted)
        return held

    def run_tests(self, mutant, programs):
        """The test that fails with the fault, or nothing, and the programs that passed with it.

        A fault in what the compiler computes is never in force here: no program has passed then."""
        number = self.numbers.get(mutant)
        if number is None:
            return "", []
        usable = self._usable(programs)
        reached = self.folder / f"reached_{number}"
        reached.unlink(missing_ok=True)
        caught = self.shop.run_tests("release", usable, mutant.file, TIMBRE_MUTANT=str(number),
                                     TIMBRE_MUTANT_REACHED=str(reached))
        return caught, usable if reached.exists() else []

    def _usable(self, programs):
        with self.lock:
            for program in programs:
                if ("release", program) in self.shop.ready or program in self.unable:
                    continue
                try:
                    self.shop.prepare("release", [program])
                except workshop.Broken:
                    self.unable.add(program)
        return sorted((program for program in programs if program not in self.unable),
                      key=workshop.counts_accesses)


def places_of_errors(output):
    """(file, line) of the kernels' places that the compiler's errors name; those of a template's
    use come before the error. Warnings do not count."""
    places, used = set(), set()
    for name, line, at_place, elsewhere in _DIAGNOSTIC.findall(output):
        if at_place == "required from":
            used.add((name, line))
            continue
        if at_place or elsewhere == "error":
            places |= used | ({(name, line)} if name else set())
        used = set()
    return places


def _refused(output, held):
    """The numbers of the faults on the lines that the compiler names, or else close to them."""
    refused = set()
    for name, line in places_of_errors(output):
        of_file = {number: abs(mutant.line - int(line)) for number, mutant in held.items()
                   if mutant.file == name}
        nearest = min(of_file.values(), default=_NEAR + 1)
        if nearest <= _NEAR:
            refused |= {number for number, away in of_file.items() if away == nearest}
    return refused
