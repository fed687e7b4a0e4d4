"""Tell Rasa's recipe where our components belong; only training needs to know."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from entities import EntityExtractor
from intents import IntentClassifier


def register() -> None:
    kinds = DefaultV1Recipe.ComponentType
    DefaultV1Recipe.register(kinds.INTENT_CLASSIFIER, is_trainable=True)(IntentClassifier)
    DefaultV1Recipe.register(kinds.ENTITY_EXTRACTOR, is_trainable=True)(EntityExtractor)
