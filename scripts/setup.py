"""Makes the virtual environment in .venv hold exactly what a lock names, and the project itself in editable form.

Usage: python3 scripts/setup.py run|dev. Without need it does nothing, in a few hundredths of a second. Started by the
Makefile with whatever `python3` is, so this file keeps to words that an old Python can read.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys

try:
    import fcntl
except ImportError:  # Windows has no such module; there two set-ups at the same moment are the user's to avoid.
    fcntl = None

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "stepladder-setup.json")
PROGRAMS = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(PROGRAMS, "python")
PIPS = 2  # At once: as many as the smallest machine has processors.
KINDS = {"run": ("run", "dev"), "dev": ("dev",)}  # What is asked for: the states of .venv that will do.


def say(text):
    print("stepladder set-up: " + text, file=sys.stderr)
    sys.stderr.flush()


def stop(what, mend):
    """End with a message. what - the fault, where it is. mend - what to do about it."""
    say(what)
    say(mend)
    raise SystemExit(2)


def fits(version):
    return OLDEST <= tuple(version)[:2] <= NEWEST


def use_a_fitting_python():
    """Go on if this Python will do, else begin anew with one from the PATH that does, else end and say how to mend."""
    if fits(sys.version_info):
        return
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        other = shutil.which("python3.%d" % minor)
        # A version manager puts programs on the PATH that only say that the version is not chosen: ask first.
        if other and subprocess.call([other, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            os.execv(other, [other, *sys.argv])
    stop(
        "%s is Python %d.%d; Stepladder needs 3.11, 3.12 or 3.13, and none is on the PATH."
        % (sys.executable, sys.version_info[0], sys.version_info[1]),
        "Install one (Debian 12 and later: apt-get install python3 python3-venv), "
        "or name one: make run PYTHON=/path/to/python3.11",
    )


def read_stamp():
    try:
        with open(STAMP, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def wanted(kind):
    """What the stamp says when .venv is as `kind` wants it: any change of these makes a new set-up necessary."""
    digest = hashlib.sha256()
    for name in ("requirements/pip.txt", "requirements/%s.txt" % kind, "pyproject.toml", "scripts/setup.py"):
        with open(os.path.join(ROOT, *name.split("/")), "rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    return {"kind": kind, "digest": digest.hexdigest(), "root": ROOT}


def is_ready(kind):
    stamp = read_stamp()
    return os.path.exists(PYTHON) and any(
        all(stamp.get(key) == value for key, value in wanted(state).items()) for state in KINDS[kind]
    )


def pip(*words):
    pips([words])


def pips(calls):
    """Several at once, each given its words. All have ended when this ends, whatever becomes of one of them."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    started = []
    try:
        for words in calls:
            started.append((subprocess.Popen([*command, *words], cwd=ROOT), words))
        failed = [words for one, words in started if one.wait() != 0]
    finally:
        for one, _ in started:
            if one.poll() is None:
                one.kill()
                one.wait()
    if failed:
        stop(
            "pip failed, see above: " + "; ".join([" ".join(words) for words in failed]),
            "Mend what it names (often the network, a proxy or a full disk) and run the same command again.",
        )


def install(lock):
    """What a lock names, by a few pips at once: each of them does one thing at a time, and no package needs another."""
    # Modules are compiled as they are first used: most of what lies in there never is.
    words = ("install", "-qq", "--require-hashes", "--no-deps", "--no-compile", "--requirement")
    names = []
    for number, share in enumerate(shares_of(os.path.join(ROOT, "requirements", lock))):
        names.append(os.path.join(VENV, "share-%d.txt" % number))
        with open(names[-1], "w", encoding="utf-8") as file:
            file.write(share)
    pips([(*words, name) for name in names])
    for name in names:
        os.remove(name)


def shares_of(path):
    """A lock in parts for as many pips: its entries in turn, each with the lines that belong to it."""
    entries = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line[0].isspace() and not line.startswith("#"):
                entries.append("")
            if entries:
                entries[-1] += line
    return ["".join(entries[number::PIPS]) for number in range(min(PIPS, len(entries)))]


def build(kind):
    """Bring .venv to `kind`. The stamp goes first and comes back last, so that an interrupted set-up is seen."""
    before = read_stamp()
    if before.get("root") != ROOT or not os.path.exists(PYTHON):
        # Never finished, or moved here from another folder: what is in there can't be trusted.
        say("making .venv with Python %d.%d" % sys.version_info[:2])
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            stop(
                "%s cannot make a virtual environment in %s." % (sys.executable, VENV),
                "On Debian and Ubuntu that is a package of its own: apt-get install python3-venv; then run this again.",
            )
    else:
        with contextlib.suppress(OSError):
            os.remove(STAMP)
    say("installing what requirements/%s.txt names; this is done once and takes a minute or two" % kind)
    for name in ("pip", kind):  # The pip that a Python brings along may take twice as long for the rest.
        install("%s.txt" % name)
    pip("install", "-qq", "--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
    pip("check", "--quiet")
    partial = STAMP + ".partial"
    with open(partial, "w", encoding="utf-8") as file:
        json.dump(wanted(kind), file, indent=1)
    os.replace(partial, STAMP)
    say("done")


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in KINDS:
        stop("scripts/setup.py was called with %r." % sys.argv[1:], "Say `run` or `dev`.")
    kind = sys.argv[1]
    use_a_fitting_python()
    if is_ready(kind):
        return
    with open(os.path.join(ROOT, ".venv.lock"), "w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)  # Another `make` in the same folder: one builds, one waits.
        if not is_ready(kind):
            build(kind)


if __name__ == "__main__":
    main()
