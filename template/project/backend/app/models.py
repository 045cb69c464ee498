"""The tables. After a change: `alembic revision --autogenerate -m "what changes"`."""

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all tables share: names for constraints, so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Greeting(Base):
    """A greeting in one language."""

    __tablename__ = "greetings"

    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    message: Mapped[str] = mapped_column(String(200))
