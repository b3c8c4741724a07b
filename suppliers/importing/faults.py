"""What can be wrong with a file, a row or a cell: sentences for the person who made the file."""


class FileFault(ValueError):
    """Nothing of this file can be read."""


class CellFault(ValueError):
    """What stands in a cell cannot be taken; says what stands there and what would be right."""
