"""In a vault opened to read only nothing that would change it can be pressed."""

from __future__ import annotations

from typing import cast

from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.windows import OpenedWindow, wait_until


def test_changes_cannot_be_pressed_and_looking_can(opened: OpenedWindow) -> None:
    window = opened.window
    units = cast(UnitsPage, window.page("units"))
    endpoints = cast(EndpointsPage, window.page("endpoints"))
    tokens = cast(TokensPage, window.page("tokens"))
    bundles = cast(BundlesPage, window.page("bundles"))
    settings = cast(SettingsPage, window.page("settings"))
    for name in ("units", "endpoints", "tokens", "bundles", "settings"):
        window.go(name)
    opened.settle()
    assert settings.policy("plaintext_bundle").isEnabled()
    window.go("units")
    wait_until(lambda: units.add_button.isEnabled())

    window.context.set_read_only()
    for name in ("endpoints", "tokens", "bundles", "settings", "units"):
        window.go(name)
    assert not units.add_button.isEnabled()
    assert not units.paste_button.isEnabled()
    assert not endpoints.new.isEnabled()
    assert endpoints.why.isEnabled()
    assert not tokens.paste_button.isEnabled()
    wait_until(lambda: not bundles.seal.button.isEnabled())
    wait_until(lambda: not window.undo.undo.isEnabled())
    wait_until(lambda: not settings.policy("plaintext_bundle").isEnabled())
