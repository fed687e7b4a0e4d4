import pytest

from config.town import BUILTIN, Town, load_town


@pytest.fixture(scope="session")
def xincheng() -> Town:
    return load_town(BUILTIN)
