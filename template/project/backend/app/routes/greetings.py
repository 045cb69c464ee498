"""An example of a query: the greetings in the database."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.database import SessionDep
from app.models import Greeting

router = APIRouter(prefix="/api/v1/greetings", tags=["greetings"])


class GreetingOut(BaseModel):
    """A greeting as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    language: str
    message: str


@router.get("")
async def greetings(session: SessionDep) -> list[GreetingOut]:
    """Return every greeting, by language."""
    rows = await session.scalars(select(Greeting).order_by(Greeting.language))
    return [GreetingOut.model_validate(row) for row in rows]
