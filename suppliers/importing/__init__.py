"""Files of suppliers, contracts and purchases: read, checked, shown, and written when somebody says so.

`files` makes rows of bytes, `columns` says what a column means, `values` what a cell does, `resources` (django-import-
export) matches rows to what is there, `runs` does it all in batches that survive a crash.
"""
