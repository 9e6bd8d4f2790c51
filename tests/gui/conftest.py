"""Tests of the window run without a screen, with settings of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.views.look.style import Look, load_fonts, wear
from tests.helpers.windows import OpenedWindow, copy_of, laid_out_vault, sample_vault


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Wear the window's look, and keep nothing in the settings of the person who runs the tests."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    folder = str(tmp_path_factory.mktemp("settings"))
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    QCoreApplication.setOrganizationName("daumoi")
    QCoreApplication.setApplicationName("daumoi-tests")
    qapp.setStyle("Fusion")
    load_fonts()
    wear(qapp, Look())
    yield
    # The clipboard of the offscreen platform outlives Python, and what Python put on it must not.
    QGuiApplication.clipboard().clear()


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault of a small province once; tests open copies of it."""
    return laid_out_vault(tmp_path_factory.mktemp("province") / "vault")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault with sample clerks and eTokens once; tests open copies of it."""
    return sample_vault(tmp_path_factory.mktemp("samples") / "vault")


@pytest.fixture
def opened(province: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    """Open a window on a copy of the small province's vault."""
    window = OpenedWindow(copy_of(province, tmp_path / "vault"))
    yield window
    window.close()


@pytest.fixture
def sampled(samples: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    """Open a window on a copy of the vault with sample clerks and eTokens."""
    window = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    yield window
    window.close()
