"""The backend: a FastAPI application and the server that runs it."""
