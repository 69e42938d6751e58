"""What a password may be."""

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError

from csplan.accounts.choices import Role
from csplan.accounts.passwords import is_guessable
from tests.factories import LocalityFactory, UserFactory, grant

GUESSABLE = [
    "passwordpassword",  # one common password twice
    "footballmonkey",  # two of them
    "sunshine-dragon-2013",  # two with a year
    "P@ssw0rd2024!",  # signs for letters, and a year after
    "LetMeIn-LetMeIn",
    "dragondragondragon",
    "qwertyuiop123",  # keys in a row
    "qwerty-uiop-asdf",
    "1qaz2wsx3edc",
    "123456789012",
    "aaaaaaaaaaaaaaa",
    "abcabcabcabc",
    "2013-12-31-2014",  # a date
    "civilservice2013",  # what csplan is about
    "csplan-password!",
]
FINE = [
    "harbour-lantern-seven",
    "correct horse battery staple",
    "purple monkey dishwasher",
    "x7#Kq9!vPz2w",
    "zażółć gęślą jaźń",
    "三つの言葉を並べたものです",
    "a-password-for-the-tests",
]


class TestGuessable:
    @pytest.mark.parametrize("password", GUESSABLE)
    def test_is_what_rules_find(self, password: str) -> None:
        assert is_guessable(password)

    @pytest.mark.parametrize("password", FINE)
    def test_is_not_what_is_made_of_several_words(self, password: str) -> None:
        assert not is_guessable(password)

    def test_is_judged_soon_however_long(self) -> None:
        """Each character is looked at a bounded number of times: no form can hold a worker."""
        assert is_guessable("password" * 500)
        assert not is_guessable("harbour-lantern-" * 250 + "seven")
        assert is_guessable("password" * 500 + "harbour-lantern-seven")
        assert not is_guessable("harbourxqlantern" * 100_000)


class TestLength:
    @pytest.mark.django_db
    def test_is_longer_for_those_who_can_do_most(self) -> None:
        fourteen, fifteen = "lantern-harbou", "lantern-harbour"
        for role in (Role.ADMINISTRATOR, Role.HEAD):
            with pytest.raises(ValidationError, match="at least 15"):
                validate_password(fourteen, grant(role))
            validate_password(fifteen, grant(role))
        validate_password(fourteen, grant(Role.SRO, locality=LocalityFactory.create()))
        validate_password("lantern-boat", UserFactory.build())
        with pytest.raises(ValidationError, match="at least 12"):
            validate_password("lantern-boa", UserFactory.build())

    def test_has_no_end_and_asks_for_no_kind_of_character(self) -> None:
        validate_password("lantern harbour seven " * 5)
        rules = get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
        assert [type(rule).__name__ for rule in rules] == [
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "RoleLengthValidator",
            "GuessablePasswordValidator",
        ]
