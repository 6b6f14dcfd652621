"""What the tests that run programs have in common."""

import subprocess
import sys


def run(*command, **options):
    """Runs a program, and ends the test with what it said when it fails."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                            check=False, **options)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} failed ({result.returncode}):\n{result.stdout}{result.stderr}")
    return result


def expect(condition, words):
    if not condition:
        sys.exit(words)
