"""What the tests that run programs have in common."""

import subprocess
import sys


def run(*command, code=0, **options):
    """Runs a program, and ends the test with what it said when it ends with another code."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                            check=False, **options)
    if result.returncode != code:
        sys.exit(f"{' '.join(command)} ended with {result.returncode}, expected {code}:\n{result.stdout}{result.stderr}")
    return result


def expect(condition, words):
    if not condition:
        sys.exit(words)
