"""Train the model that serve.py loads: Rasa's reader, graph and archive around our own components.

Run it in this project's environment; a second run with the same data, lists and code does nothing:

    python train.py [--lookups lookups.json] [--models models]

The last line it prints is the path of the manifest, a JSON file beside the model.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CODE = (
    "categories.py",
    "config.yml",
    "entities.py",
    "intents.py",
    "patterns.py",
    "registry.py",
    "sentences.py",
    "terms.py",
    "text.py",
    "train.py",
    "uv.lock",
    "without_tensorflow.py",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lookups", type=Path, help="names of the town, written by the main project")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="folder of Rasa YAML files")
    parser.add_argument("--models", type=Path, default=HERE / "models")
    given = parser.parse_args()
    lookups = json.loads(given.lookups.read_text(encoding="utf-8")) if given.lookups else {}
    print(train(given.data, lookups, given.models))


def train(data: Path, lookups: dict[str, Any], models: Path) -> Path:
    """Return the manifest of the model for these inputs, trained now unless it is there already."""
    inputs = fingerprint(data, lookups)
    manifest, archive = models / f"{inputs}.json", models / f"{inputs}.tar.gz"
    models.mkdir(parents=True, exist_ok=True)
    with alone(models):
        if not (manifest.is_file() and archive.is_file()):
            train_now(data, lookups, manifest, archive)
    return manifest


@contextmanager
def alone(models: Path) -> Iterator[None]:
    """Let one training run at a time: whoever waits finds the model ready. Also sweeps up after killed ones."""
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in models.glob("training-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def train_now(data: Path, lookups: dict[str, Any], manifest: Path, archive: Path) -> None:
    started = time.monotonic()
    say("preparing the training data")
    models = manifest.parent
    with tempfile.TemporaryDirectory(dir=models, prefix="training-") as name:
        folder = Path(name)
        examples = gather(data, lookups, folder / "nlu")
        say(f"training on {examples} utterances (one to four minutes)")
        built = run_rasa(folder)
        os.replace(built, archive)
    say(f"trained in {time.monotonic() - started:.0f} s")
    draft = manifest.with_suffix(".draft")
    facts = {"model": archive.name, "sha256": sha256(archive), "utterances": examples}
    draft.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, manifest)  # the manifest comes last: what it names is complete


def fingerprint(data: Path, lookups: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(lookups, sort_keys=True).encode())
    for path in [*sorted(data.glob("*.yml")), *(HERE / name for name in CODE)]:
        digest.update(f"\0{path.name}\0{sha256(path)}".encode())
    return digest.hexdigest()[:32]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def gather(data: Path, lookups: dict[str, Any], folder: Path) -> int:
    """Copy the data files and write the town's names beside them, in Rasa's format; count the utterances."""
    folder.mkdir()
    for path in sorted(data.glob("*.yml")):
        shutil.copy(path, folder)
    if names := town(lookups):
        (folder / "town.yml").write_text(names, encoding="utf-8")
    return sum(
        line.startswith("    - ")
        for path in folder.glob("*.yml")
        if path.name != "town.yml"
        for line in path.read_text(encoding="utf-8").splitlines()
    )


def town(lookups: dict[str, Any]) -> str:
    """Rasa's lookup tables and synonyms; a kind is a list of names, or a mapping of names to their aliases."""
    blocks = []
    for kind, names in lookups.items():
        aliases = names if isinstance(names, dict) else dict.fromkeys(names, ())
        spoken = [name for canonical in aliases for name in (canonical, *aliases[canonical])]
        blocks.append({"lookup": kind, "examples": listed(spoken)})
        blocks += [
            {"synonym": canonical, "examples": listed([canonical, *others])}
            for canonical, others in aliases.items()
            if others
        ]
    # JSON is YAML and needs no thought about quotes, but Rasa looks for a line that starts with its key.
    lines = [f"- {json.dumps(block, ensure_ascii=False)}\n" for block in blocks]
    return 'version: "3.1"\nnlu:\n' + "".join(lines) if lines else ""


def listed(names: list[str]) -> str:
    return "".join(f"- {' '.join(name.split())}\n" for name in dict.fromkeys(names) if name.strip())


def run_rasa(folder: Path) -> str:
    os.environ |= {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(folder / "cache"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    warnings.showwarning = lambda *_, **__: None  # Rasa's own: about its pins, and stock components we do not use
    sys.path.insert(0, str(HERE))
    import without_tensorflow

    without_tensorflow.install()
    import registry
    from rasa.model_training import train_nlu

    registry.register()
    built = train_nlu(
        str(HERE / "config.yml"), str(folder / "nlu"), str(folder / "out"), fixed_model_name="model"
    )
    if built is None:
        sys.exit("Rasa trained no model: see its messages above")
    return built


def say(line: str) -> None:
    print(f"understanding: {line}", flush=True)


if __name__ == "__main__":
    main()
