"""The directory in the Django admin. Importing the modules registers their pages."""

from suppliers.admin import categories, contracts, directory, imports

__all__ = ["categories", "contracts", "directory", "imports"]
