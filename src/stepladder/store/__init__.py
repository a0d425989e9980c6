"""The desk's memory: tables, migrations and the adapter that is the only one to write them."""
