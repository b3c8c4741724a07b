"""The directory in the Django admin. Importing the modules registers their pages."""

from suppliers.admin import categories, directory

__all__ = ["categories", "directory"]
