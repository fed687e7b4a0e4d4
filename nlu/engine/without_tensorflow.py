"""Let Rasa be imported without TensorFlow, which none of our components uses.

Rasa's recipe imports every stock component, DIET and TED among them. Empty classes stand in for what
those modules name while they are being imported; using one for anything fails at once.
Why this is sound: docs/decisions/rasa-fenced-in.md.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ABSENT = frozenset(
    {
        "tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras",
        "aiogram", "aiormq", "boto3", "fbmessenger", "google.auth", "google.oauth2", "matplotlib",
        "pymongo", "slack_sdk", "twilio", "webexteamssdk",
    }
)


class _Named(type):
    """A class whose every attribute is another empty class, so that annotations can be written."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__name__}.{name}")


def _stand_in(name: str) -> type:
    return _Named(name, (), {"__init__": _refuse, "__class_getitem__": classmethod(lambda c, _: c)})


def _refuse(self: object, *_: object, **__: object) -> None:
    msg = f"{type(self).__name__} needs TensorFlow, which this environment leaves out"
    raise ImportError(msg)


class _EmptyModule(ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if any(name == absent or name.startswith(f"{absent}.") for absent in ABSENT):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: the module is empty."""


def install() -> None:
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
