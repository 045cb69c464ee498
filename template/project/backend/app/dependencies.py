"""What every route can ask for in its parameters."""

from typing import Annotated

from fastapi import Depends, Request

from app.draining import Draining
from app.settings import Settings


def get_settings(request: Request) -> Settings:
    """Return the settings of the application."""
    settings: Settings = request.app.state.settings
    return settings


def get_draining(request: Request) -> Draining:
    """Return whether the process is draining."""
    draining: Draining = request.app.state.draining
    return draining


SettingsDep = Annotated[Settings, Depends(get_settings)]
DrainingDep = Annotated[Draining, Depends(get_draining)]
