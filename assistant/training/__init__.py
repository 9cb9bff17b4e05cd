"""How the shipped models were made. Nothing here is needed, or imported, to use them."""
