# SPDX-License-Identifier: GPL-3.0-or-later
"""unittest that speaks TAP, so that each test method counts; the first line of its docstring is its name.

A test module ends with `tap.main()`. Words on the command line run only the tests whose id holds one of them.
`raise unittest.SkipTest(reason)` in setUpClass or in a test is reported with its reason.
"""

import sys
import unittest


class Result(unittest.TestResult):
    def __init__(self, tests):
        super().__init__()
        self.tests = tests
        self.n = 0
        self.told = False
        print(f'1..{len(tests)}', flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.told = False

    def stopTest(self, test):
        super().stopTest(test)
        if not self.told:  # a subTest failed: unittest then says nothing of the test itself
            self.tell('not ok', test)

    def tell(self, verdict, test, comment=''):
        # What stands for a whole class (setUpClass) is told of each of its tests.
        whole_class = not isinstance(test, unittest.TestCase)
        for one in [t for t in self.tests if f'({t.id().rsplit(".", 1)[0]})' in test.id()] if whole_class else [test]:
            self.n += 1
            name = one.shortDescription() or one.id().removeprefix('__main__.')
            print(f'{verdict} {self.n} - {name.replace("#", "")}{comment}', flush=True)
        self.told = True

    def explain(self, text):
        # Meson shows what a failed program says here; the rest stands in its log only.
        print(text, file=sys.stderr, flush=True)

    def addSuccess(self, test):
        self.tell('ok', test)

    def addSkip(self, test, reason):
        self.tell('ok', test, f' # SKIP {reason}')

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.explain(self.failures[-1][1])
        self.tell('not ok', test)

    def addError(self, test, error):
        super().addError(test, error)
        self.explain(self.errors[-1][1])
        self.tell('not ok', test)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            failed = self.failures if issubclass(error[0], test.failureException) else self.errors
            self.explain(f'{subtest}\n{failed[-1][1]}')


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def main():
    tests = list(flatten(unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])))
    if len(sys.argv) > 1:
        tests = [test for test in tests if any(word in test.id() for word in sys.argv[1:])]
    result = Result(tests)
    unittest.TestSuite(tests).run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
