"""Finds the Chromium that the page tests drive, and in CI installs the distribution's where there is none.

Usage: python scripts/browser.py. Prints the browser's path, or ends with 1 and says how to get one. A developer's
machine is never changed: only with CI=true, as root, and where apt-get is at hand does it install anything.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core")
MEND = (
    "Install Chromium (Debian: apt-get install chromium; Fedora: dnf install chromium), "
    "or name a Chromium or Chrome of yours in STEPLADDER_CHROMIUM."
)


def find_browser() -> str | None:
    """The path of a browser that can be run, the one named by STEPLADDER_CHROMIUM first; None if there is none."""
    named = os.environ.get("STEPLADDER_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def may_install() -> bool:
    return (
        os.environ.get("CI") == "true"
        and hasattr(os, "geteuid")
        and os.geteuid() == 0
        and bool(shutil.which("apt-get"))
    )


def install_browser() -> None:
    """Install the distribution's Chromium. What apt-get says goes to standard error."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update", "-q"), ("install", "-q", "-y", "--no-install-recommends", *PACKAGES)):
        subprocess.run(["apt-get", *words], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


def main() -> int:
    browser = find_browser()
    if browser is None and may_install():
        install_browser()
        browser = find_browser()
    if browser is None:
        print(f"scripts/browser.py: no Chromium was found. {MEND}", file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
